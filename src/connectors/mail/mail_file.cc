#include "connectors/mail/mail_file.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>

#include "base/clock.h"
#include "base/crypto/hash.h"
#include "mail/mime/mbox.h"

namespace sa {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kChunk = 1 << 16;
constexpr std::uint64_t kMaxMailBytes = 32u << 20;
constexpr std::size_t kMaxLineBytes = 1u << 20;  // of a text on its own

Error unreadable(const std::string& path) {
  return unavailable(path + " cannot be read: " + std::strerror(errno) + ".");
}

/// The first bytes of a file: they stay what they are when mail is appended to an mbox.
std::string first_bytes(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::string bytes(4096, '\0');
  in.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  bytes.resize(static_cast<std::size_t>(std::max<std::streamsize>(0, in.gcount())));
  return bytes;
}

bool looks_like_mbox(std::string_view first) {
  return first.empty() || first.starts_with("From ");
}

/// Feeds a stream to a splitter in chunks until it ends or the sink has had enough.
Result<Unit> read_mbox(std::istream& in, const std::string& path, std::uint64_t offset,
                       const std::function<bool(RawMail&&)>& sink) {
  bool wanted = true;
  MboxSplitter::Options options;
  options.start_offset = offset;
  MboxSplitter splitter(
      [&](MboxEntry&& entry) {
        if (wanted)
          wanted = sink({std::move(entry.raw), std::move(entry.skipped), entry.index, entry.next_offset});
      },
      options);
  std::array<char, kChunk> chunk;
  while (wanted && in) {
    in.read(chunk.data(), chunk.size());
    splitter.feed({chunk.data(), static_cast<std::size_t>(in.gcount())});
  }
  if (in.bad()) return unreadable(path);
  if (wanted) splitter.finish();
  return ok();
}

class MboxFile final : public MailSource {
 public:
  explicit MboxFile(std::string path) : path_(std::move(path)) {}
  const std::string& path() const override { return path_; }
  std::string fingerprint() const override {
    // Only whole lines: a file that is still being written may end in the middle of one.
    const std::string bytes = first_bytes(path_);
    return sha256_hex(bytes.substr(0, std::min<std::size_t>(bytes.size(), 512)));
  }
  std::uint64_t size() const override {
    std::error_code failure;
    const auto bytes = fs::file_size(path_, failure);
    return failure ? 0 : bytes;
  }
  Result<Unit> read(std::uint64_t offset, const std::function<bool(RawMail&&)>& sink) override {
    std::ifstream in(path_, std::ios::binary);
    if (!in) return unreadable(path_);
    in.seekg(static_cast<std::streamoff>(offset));
    return read_mbox(in, path_, offset, sink);
  }

 private:
  std::string path_;
};

/// One mail a file, in the order of names; an offset counts files.
class MailFiles final : public MailSource {
 public:
  MailFiles(std::string path, std::vector<fs::path> files)
      : path_(std::move(path)), files_(std::move(files)) {}
  const std::string& path() const override { return path_; }
  std::string fingerprint() const override {
    Canonical names;
    for (const fs::path& file : files_) names.add(file.filename().string());
    return sha256_hex(names.text());
  }
  std::uint64_t size() const override { return files_.size(); }
  Result<Unit> read(std::uint64_t offset, const std::function<bool(RawMail&&)>& sink) override {
    for (std::uint64_t i = offset; i < files_.size(); ++i) {
      RawMail mail;
      mail.index = i - offset;
      mail.next_offset = i + 1;
      std::error_code failure;
      const auto bytes = fs::file_size(files_[i], failure);
      std::ifstream in(files_[i], std::ios::binary);
      if (failure || !in) {
        mail.skipped = "The file " + files_[i].filename().string() + " cannot be read.";
      } else if (bytes > kMaxMailBytes) {
        mail.skipped = "The mail is larger than 32 MiB.";
      } else {
        mail.raw.assign(std::istreambuf_iterator<char>(in), {});
      }
      if (!sink(std::move(mail))) break;
    }
    return ok();
  }

 private:
  std::string path_;
  std::vector<fs::path> files_;
};

constexpr const char* kStandardInput = "-";

/// Reads what stands at `path`, or standard input, from its beginning.
Result<Unit> with_stream(const std::string& path, const std::function<Result<Unit>(std::istream&)>& read) {
  if (path != kStandardInput) {
    std::ifstream in(path, std::ios::binary);
    if (!in) return unreadable(path);
    return read(in);
  }
  TRY_OK(read(std::cin));
  // The stream of the library takes any failure for the end.
  if (std::ferror(stdin) == 0) return ok();
  return unavailable("Standard input cannot be read: it is closed, or the program that writes to it failed.");
}

/// What comes once and in order: standard input, a pipe. There is no going back, so each run reads all that comes.
class MailStream final : public MailSource {
 public:
  explicit MailStream(std::string path) : path_(std::move(path)) {}
  const std::string& path() const override { return path_; }
  /// Another stream each time: nothing of it is the continuation of what an earlier run read.
  std::string fingerprint() const override { return random_hex(system_random(), 16); }
  std::uint64_t size() const override { return 0; }
  Result<Unit> read(std::uint64_t, const std::function<bool(RawMail&&)>& sink) override {
    return with_stream(path_, [&](std::istream& in) { return read_stream(in, sink); });
  }

 private:
  Result<Unit> read_stream(std::istream& in, const std::function<bool(RawMail&&)>& sink) {
    if (in.peek() == std::char_traits<char>::eof()) return ok();
    if (in.peek() == 'F') return read_mbox(in, path_, 0, sink);
    RawMail mail;
    std::array<char, kChunk> chunk;
    while (in && mail.raw.size() <= kMaxMailBytes) {
      in.read(chunk.data(), chunk.size());
      mail.raw.append(chunk.data(), static_cast<std::size_t>(in.gcount()));
    }
    if (mail.raw.size() > kMaxMailBytes) mail = {"", "The mail is larger than 32 MiB.", 0, 0};
    sink(std::move(mail));
    return ok();
  }

  std::string path_;
};

/// Cuts what it is fed into lines, each of at most kMaxLineBytes; what is longer is let go as it comes.
class LineSplitter {
 public:
  explicit LineSplitter(const std::function<bool(RawMail&&)>& sink) : sink_(sink) {}

  void feed(std::string_view bytes) {
    while (wanted && !bytes.empty()) {
      const std::size_t end = bytes.find('\n');
      if (line_.size() + std::min(end, bytes.size()) > kMaxLineBytes) is_too_long_ = true;
      if (is_too_long_) {
        line_.clear();
      } else {
        line_ += bytes.substr(0, end);
      }
      is_open_ = true;
      if (end == bytes.npos) return;
      end_line();
      bytes.remove_prefix(end + 1);
    }
  }
  void finish() {
    if (wanted && is_open_) end_line();
  }
  bool wanted = true;

 private:
  void end_line() {
    if (index_ == 0 && line_.starts_with("\xEF\xBB\xBF")) line_.erase(0, 3);
    if (line_.ends_with('\r')) line_.pop_back();
    RawMail text{std::move(line_), is_too_long_ ? "The line is longer than 1 MiB." : "", index_, index_ + 1};
    ++index_;
    line_.clear();
    is_too_long_ = is_open_ = false;
    wanted = sink_(std::move(text));
  }

  const std::function<bool(RawMail&&)>& sink_;
  std::string line_;
  bool is_too_long_ = false;
  bool is_open_ = false;
  std::uint64_t index_ = 0;
};

class LineSource final : public MailSource {
 public:
  explicit LineSource(std::string path) : path_(std::move(path)) {}
  const std::string& path() const override { return path_; }
  std::string fingerprint() const override { return random_hex(system_random(), 16); }
  std::uint64_t size() const override { return 0; }
  Result<Unit> read(std::uint64_t offset, const std::function<bool(RawMail&&)>& sink) override {
    const std::function<bool(RawMail&&)> from_offset = [&](RawMail&& text) {
      return text.index < offset || sink(std::move(text));
    };
    return with_stream(path_, [&](std::istream& in) -> Result<Unit> {
      LineSplitter splitter(from_offset);
      std::array<char, kChunk> chunk;
      while (splitter.wanted && in) {
        in.read(chunk.data(), chunk.size());
        splitter.feed({chunk.data(), static_cast<std::size_t>(in.gcount())});
      }
      if (in.bad()) return unreadable(path_);
      splitter.finish();
      return ok();
    });
  }

 private:
  std::string path_;
};

std::vector<fs::path> sorted_entries(const fs::path& folder, std::error_code* failure) {
  std::vector<fs::path> entries;
  for (const auto& entry : fs::directory_iterator(folder, *failure)) entries.push_back(entry.path());
  std::sort(entries.begin(), entries.end());
  return entries;
}

bool is_maildir(const fs::path& folder) {
  return fs::is_directory(folder / "cur") || fs::is_directory(folder / "new");
}

Result<Unit> add_sources(const fs::path& path, int depth, std::vector<std::unique_ptr<MailSource>>* sources);

Result<Unit> add_maildir(const fs::path& folder, std::vector<std::unique_ptr<MailSource>>* sources) {
  std::vector<fs::path> files;
  for (const char* part : {"cur", "new"}) {
    std::error_code failure;
    if (!fs::is_directory(folder / part, failure)) continue;
    for (fs::path& entry : sorted_entries(folder / part, &failure)) {
      if (fs::is_regular_file(entry) && !entry.filename().string().starts_with('.'))
        files.push_back(std::move(entry));
    }
    if (failure) return unavailable((folder / part).string() + " cannot be read: " + failure.message() + ".");
  }
  sources->push_back(std::make_unique<MailFiles>(folder.string(), std::move(files)));
  return ok();
}

Result<Unit> add_folder(const fs::path& folder, int depth,
                        std::vector<std::unique_ptr<MailSource>>* sources) {
  if (depth > 16)
    return invalid(folder.string() + " is nested more than 16 folders deep. Name the inner folders instead.");
  std::error_code failure;
  for (const fs::path& entry : sorted_entries(folder, &failure)) {
    const bool hidden = entry.filename().string().starts_with('.');
    if (!hidden && (fs::is_directory(entry) || fs::is_regular_file(entry))) {
      TRY_OK(add_sources(entry, depth + 1, sources));
    }
  }
  if (failure) return unavailable(folder.string() + " cannot be read: " + failure.message() + ".");
  return ok();
}

Result<Unit> add_sources(const fs::path& path, int depth, std::vector<std::unique_ptr<MailSource>>* sources) {
  if (fs::is_directory(path)) {
    return is_maildir(path) ? add_maildir(path, sources) : add_folder(path, depth, sources);
  }
  const std::string text = path.string();
  if (!fs::is_regular_file(path)) {
    // To look into it, as into a file, would be to take the beginning away.
    sources->push_back(std::make_unique<MailStream>(text));
    return ok();
  }
  if (!std::ifstream(text, std::ios::binary)) return unreadable(text);
  // An .eml is one mail by its name, also when it was saved with its "From " line.
  if (path.extension() != ".eml" && looks_like_mbox(first_bytes(text))) {
    sources->push_back(std::make_unique<MboxFile>(text));
  } else {
    sources->push_back(std::make_unique<MailFiles>(text, std::vector<fs::path>{path}));
  }
  return ok();
}

}  // namespace

Result<std::vector<std::unique_ptr<MailSource>>> open_mail_sources(const std::string& path) {
  std::vector<std::unique_ptr<MailSource>> sources;
  if (path == kStandardInput) {
    sources.push_back(std::make_unique<MailStream>(path));
    return sources;
  }
  std::error_code failure;
  if (!fs::exists(path, failure)) return not_found("There is nothing at " + path + ".");
  TRY_OK(add_sources(path, 0, &sources));
  if (sources.empty()) return not_found("There is no mail in " + path + ".");
  return sources;
}

Result<std::unique_ptr<MailSource>> open_line_source(const std::string& path) {
  std::error_code failure;
  if (path != kStandardInput && !fs::exists(path, failure))
    return not_found("There is nothing at " + path + ".");
  if (fs::is_directory(path, failure))
    return invalid(path + " is a folder. Name the file whose lines are texts.");
  return std::unique_ptr<MailSource>(std::make_unique<LineSource>(path));
}

}  // namespace sa
