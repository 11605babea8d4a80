#include "actions/upload/upload.h"

#include "base/crypto/sha256.h"

namespace sa {
namespace {

/// Written at once: the pieces that a connection yields are smaller, and each write changes threads twice.
constexpr std::size_t kPieceBytes = 256 << 10;

}  // namespace

Worker& upload_disk() {
  static Worker worker;
  return worker;
}

Error no_upload_folder() {
  return unavailable("This server has no folder for uploaded files. Set STATE_DIR, and start it again.");
}

Task<Result<Upload>> receive_upload(Services& services, ByteStream& from) {
  if (!services.uploads) co_return no_upload_folder();
  Upload upload;
  Sha256 hash;
  CO_TRY(upload.file, co_await upload_disk().run([&] { return services.uploads->create(); }));
  std::string piece;
  for (bool is_last = false; !is_last;) {
    CO_TRY(const std::string bytes, co_await from.next());
    is_last = bytes.empty();
    piece += bytes;
    upload.bytes += static_cast<std::int64_t>(bytes.size());
    if (piece.size() < kPieceBytes && !is_last) continue;
    hash.add(piece);
    CO_TRY_OK(co_await upload_disk().run([&] { return upload.file->write(piece); }));
    piece.clear();
  }
  CO_TRY_OK(co_await upload_disk().run([&] { return upload.file->finish(); }));
  upload.sha256 = hash.hex();
  co_return upload;
}

}  // namespace sa
