// Receives the body of a request into a file, with memory for one piece of it only.
// THREADS: any; the disk is written by a thread of its own.
// ERRORS: those of the stream and of ports/upload_store.h; unavailable where no folder is set up.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "actions/services.h"
#include "base/async/byte_stream.h"
#include "base/async/worker.h"
#include "ports/upload_store.h"

namespace sa {

/// A file that came with a request. It goes with this object, unless `file->keep()` was called.
struct Upload {
  std::unique_ptr<UploadWriter> file;
  std::int64_t bytes = 0;
  std::string sha256;  ///< 64 lower-case hexadecimal characters
};

/// What is said where no folder is set up.
Error no_upload_folder();

Task<Result<Upload>> receive_upload(Services& services, ByteStream& from);

/// The thread that reads and writes uploaded files.
Worker& upload_disk();

}  // namespace sa
