#include "base/zip.h"

#include <zip.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <optional>

namespace sa {
namespace {

/// What libzip reads an entry from: the content is fetched when it is opened, and dropped when it is closed.
struct Reader {
  const ZipWriter::Content* content = nullptr;
  std::optional<Error>* failure = nullptr;
  Instant at;
  std::string bytes;
  std::size_t place = 0;
};

zip_int64_t read_some(Reader& reader, void* data, zip_uint64_t size) {
  const std::size_t taken = std::min<std::size_t>(size, reader.bytes.size() - reader.place);
  std::memcpy(data, reader.bytes.data() + reader.place, taken);
  reader.place += taken;
  return static_cast<zip_int64_t>(taken);
}

zip_int64_t open_content(Reader& reader) {
  auto content = (*reader.content)();
  if (!content) {
    *reader.failure = std::move(content).error();
    return -1;
  }
  reader.bytes = *std::move(content);
  reader.place = 0;
  return 0;
}

zip_int64_t serve(void* state, void* data, zip_uint64_t size, zip_source_cmd_t command) {
  auto& reader = *static_cast<Reader*>(state);
  switch (command) {
    case ZIP_SOURCE_OPEN:
      return open_content(reader);
    case ZIP_SOURCE_READ:
      return read_some(reader, data, size);
    case ZIP_SOURCE_CLOSE:
      reader.bytes = std::string();
      return 0;
    case ZIP_SOURCE_STAT: {
      auto* stat = static_cast<zip_stat_t*>(data);
      zip_stat_init(stat);
      stat->valid = ZIP_STAT_MTIME;
      stat->mtime = static_cast<std::time_t>(reader.at.ms / kSecondMs);
      return sizeof *stat;
    }
    case ZIP_SOURCE_ERROR: {
      zip_error_t error;
      zip_error_init(&error);
      zip_error_set(&error, ZIP_ER_READ, 0);
      return zip_error_to_data(&error, data, size);
    }
    case ZIP_SOURCE_SUPPORTS:
      return zip_source_make_command_bitmap(ZIP_SOURCE_OPEN, ZIP_SOURCE_READ, ZIP_SOURCE_CLOSE,
                                            ZIP_SOURCE_STAT, ZIP_SOURCE_ERROR, ZIP_SOURCE_FREE, -1);
    default:
      return 0;
  }
}

struct FreeSource {
  void operator()(zip_source_t* source) const { zip_source_free(source); }
};
struct Discard {
  void operator()(zip_t* archive) const { zip_discard(archive); }
};

Error refused(std::string why) {
  return internal("The ZIP archive could not be made.").with_cause(std::move(why));
}

Result<std::string> bytes_of(zip_source_t* target) {
  if (zip_source_open(target) != 0) return refused("the archive cannot be read");
  zip_source_seek(target, 0, SEEK_END);
  const zip_int64_t size = zip_source_tell(target);
  zip_source_seek(target, 0, SEEK_SET);
  std::string bytes(static_cast<std::size_t>(std::max<zip_int64_t>(size, 0)), '\0');
  const zip_int64_t read = zip_source_read(target, bytes.data(), bytes.size());
  zip_source_close(target);
  if (size < 0 || read != size) return refused("the archive cannot be read whole");
  return bytes;
}

}  // namespace

Result<std::string> ZipWriter::finish() {
  zip_error_t error;
  zip_error_init(&error);
  const std::unique_ptr<zip_source_t, FreeSource> target(zip_source_buffer_create(nullptr, 0, 0, &error));
  if (!target) return refused(zip_error_strerror(&error));
  std::unique_ptr<zip_t, Discard> archive(zip_open_from_source(target.get(), ZIP_TRUNCATE, &error));
  if (!archive) return refused(zip_error_strerror(&error));
  zip_source_keep(target.get());  // closing the archive gives up one of the two
  std::optional<Error> failure;
  std::vector<Reader> readers(entries_.size());
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    readers[i] = {&entries_[i].content, &failure, entries_[i].at, {}, 0};
    zip_source_t* source = zip_source_function(archive.get(), serve, &readers[i]);
    if (!source) return refused(zip_strerror(archive.get()));
    if (zip_file_add(archive.get(), entries_[i].name.c_str(), source, ZIP_FL_ENC_UTF_8) < 0) {
      zip_source_free(source);
      return refused(zip_strerror(archive.get()));
    }
  }
  if (zip_close(archive.get()) != 0) {
    if (failure) return *std::move(failure);
    return refused(zip_strerror(archive.get()));
  }
  archive.release();
  return bytes_of(target.get());
}

}  // namespace sa
