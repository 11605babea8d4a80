// sales-agent analyze: what we believe about each mail, one line of JSON each, in the order of the input. No database.
// With --lines each line of the input is the text of a mail on its own, and answer N is that to line N.
//
// Mails are taken in chunks, each judged by all cores at once and written before the next is read, so the memory is that
// of one chunk however long the input is.
#include <atomic>
#include <thread>

#include "app/cli/command.h"
#include "app/cli/progress.h"
#include "app/wiring/wire.h"
#include "connectors/mail/mail_file.h"
#include "mail/analysis.h"

namespace sa {
namespace {

constexpr std::size_t kChunkMails = 256;
constexpr std::size_t kChunkBytes = 16 << 20;

struct Wish {
  std::vector<std::string> paths;
  std::vector<std::string> own;
  bool mime = false;
  bool lines = false;
  std::int64_t jobs = 0;
};

/// A mail that could not be taken.
struct SkippedLine {
  std::string source;
  std::uint64_t index = 0;
  std::string skipped;
};
BOOST_DESCRIBE_STRUCT(SkippedLine, (), (source, index, skipped))

/// Where a mail stands; first in its line.
struct Place {
  std::string source;
  std::uint64_t index = 0;
};
BOOST_DESCRIBE_STRUCT(Place, (), (source, index))

/// What --mime adds: the parsed fields, and what was cut off the reply text.
struct MimeFields {
  std::vector<Address> co_authors;
  std::vector<Address> to;
  std::vector<Address> cc;
  std::optional<Instant> date;
  std::vector<std::string> in_reply_to;
  std::vector<std::string> references;
  std::string text;
  bool text_from_html = false;
  bool has_html = false;
  std::vector<Attachment> attachments;
  std::string quoted;               ///< of the text: the old mail
  std::string signature;            ///< of the text: signature, disclaimer, mobile footer
  std::vector<std::string> cut;     ///< what the limits of parsing left out, in words
  std::vector<std::string> unread;  ///< what may hold words and cannot be read
};
BOOST_DESCRIBE_STRUCT(MimeFields, (),
                      (co_authors, to, cc, date, in_reply_to, references, text, text_from_html, has_html,
                       attachments, quoted, signature, cut, unread))

MimeFields mime_fields(Message&& message, const MailPolicy& policy, const Wish& wish) {
  ReplyText reply = reply_of(message, policy, wish.own);
  return {std::move(message.co_authors),
          std::move(message.to),
          std::move(message.cc),
          message.date,
          std::move(message.in_reply_to),
          std::move(message.references),
          std::move(message.text),
          message.text_from_html,
          message.has_html,
          std::move(message.attachments),
          std::move(reply.quoted),
          std::move(reply.signature),
          std::move(message.cut),
          std::move(message.unread)};
}

struct Item {
  Place place;
  std::string raw;
  std::string skipped;
  std::string line;  ///< what is written
};

/// Joins the members of two JSON objects, both in text.
void join_objects(std::string* first, std::string_view second) {
  first->back() = ',';
  first->append(second.substr(1));
}

Result<Message> read_item(const Item& item, const Wish& wish) {
  if (wish.lines) return compose_message("", "", item.raw);
  return parse_message(item.raw);
}

void judge(Item* item, const MailPolicy& policy, const Wish& wish) {
  if (item->skipped.empty()) {
    auto message = read_item(*item, wish);
    if (!message) item->skipped = message.error().message;
    if (message) {
      write_json(item->line, item->place);
      join_objects(&item->line, to_json_text(analyze(*message, policy, wish.own)));
      if (wish.mime) join_objects(&item->line, to_json_text(mime_fields(*std::move(message), policy, wish)));
    }
  }
  if (!item->skipped.empty())
    write_json(item->line, SkippedLine{item->place.source, item->place.index, item->skipped});
  item->line += '\n';
  item->raw = {};
}

class Analyzer {
 public:
  Analyzer(Shell& shell, const Wish& wish, const MailPolicy& policy)
      : shell_(shell), wish_(wish), policy_(policy) {}

  /// False when nobody reads the answers any more.
  Result<bool> read(MailSource& source, const std::function<void(std::uint64_t)>& progress) {
    TRY_OK(source.read(0, [&](RawMail&& mail) {
      bytes_ += mail.raw.size();
      chunk_.push_back({{source.path(), mail.index}, std::move(mail.raw), std::move(mail.skipped), {}});
      if (chunk_.size() >= kChunkMails || bytes_ >= kChunkBytes) {
        flush();
        progress(mail.next_offset);
      }
      return is_read_;
    }));
    return is_read_;
  }

  bool flush() {
    judge_all();
    std::string lines;
    for (const Item& item : chunk_) {
      if (!item.skipped.empty()) ++skipped_;
      lines += item.line;
    }
    mails_ += static_cast<std::int64_t>(chunk_.size());
    chunk_.clear();
    bytes_ = 0;
    is_read_ = shell_.out.write(lines);
    return is_read_;
  }

  std::int64_t mails() const { return mails_; }
  std::int64_t skipped() const { return skipped_; }

 private:
  void judge_all() {
    std::atomic<std::size_t> next = 0;
    const auto work = [&] {
      for (std::size_t i; (i = next.fetch_add(1)) < chunk_.size();) judge(&chunk_[i], policy_, wish_);
    };
    const std::size_t cores = std::max(1u, std::thread::hardware_concurrency());
    const std::size_t wanted = wish_.jobs > 0 ? static_cast<std::size_t>(wish_.jobs) : cores;
    std::vector<std::jthread> others;
    for (std::size_t i = 1; i < std::min(wanted, chunk_.size()); ++i) others.emplace_back(work);
    work();
  }

  Shell& shell_;
  const Wish& wish_;
  const MailPolicy& policy_;
  std::vector<Item> chunk_;
  std::size_t bytes_ = 0;
  std::int64_t mails_ = 0;
  std::int64_t skipped_ = 0;
  bool is_read_ = true;
};

Result<std::vector<std::unique_ptr<MailSource>>> open_sources(const std::string& path, const Wish& wish) {
  if (!wish.lines) return open_mail_sources(path);
  TRY(auto lines, open_line_source(path));
  std::vector<std::unique_ptr<MailSource>> sources;
  sources.push_back(std::move(lines));
  return sources;
}

/// All sources of one path. False when nobody reads any more.
Result<bool> analyze_path(Analyzer& analyzer, const std::string& path, const Wish& wish, Progress& progress) {
  TRY(const auto sources, open_sources(path, wish));
  for (std::size_t i = 0; i < sources.size(); ++i) {
    MailSource& source = *sources[i];
    const auto size = static_cast<double>(source.size());
    const auto step = [&](std::uint64_t position) {
      const double part = size > 0 ? static_cast<double>(position) / size : -1;
      const auto count = static_cast<double>(sources.size());
      progress.update(part < 0 ? part : (static_cast<double>(i) + std::min(part, 1.0)) / count,
                      analyzer.mails());
    };
    TRY(const bool is_read, analyzer.read(source, step));
    if (!is_read) return false;
  }
  return true;
}

Result<ExitCode> analyze_mails(Shell& shell, Wish& wish) {
  if (wish.paths.empty()) wish.paths.push_back("-");
  TRY(const LoadedConfig loaded, read_config(shell));
  TRY(const PolicyLookup lookup, policy_lookup(loaded.config));
  TRY(const MailPolicy policy, load_mail_policy(lookup));
  for (std::string& own : wish.own) {
    auto address = normalize_address(own);
    if (!address) {
      return refuse_word(
          shell, invalid("--own must be an email address such as ada@example.com, not \"" + own + "\"."));
    }
    own = fold_address(*address);
  }
  Analyzer analyzer(shell, wish, policy);
  ExitCode code = ExitCode::ok;
  for (const std::string& path : wish.paths) {
    // Not beside answers on the same screen: the two would mix.
    Terminal silent({}, [](std::string_view) { return true; });
    Progress progress(shell.out.is_terminal() ? silent : shell.err, system_clock(), "Reading " + shown(path),
                      "mails");
    say_what_is_awaited(shell, path);
    const Result<bool> is_read = analyze_path(analyzer, path, wish, progress);
    if (!analyzer.flush() || (is_read && !*is_read)) return ExitCode::ok;
    if (is_read) continue;
    shell.err.line("sales-agent: " + shown(is_read.error().message));
    code = ExitCode::failed;
  }
  if (analyzer.skipped() > 0) {
    shell.err.line(counted(analyzer.skipped(), "mail", "mails") + " of " + grouped(analyzer.mails()) +
                   " could not be read. The lines with \"skipped\" say why.");
  }
  return code;
}

}  // namespace

void add_analyze(CommandSpec& all) {
  auto wish = std::make_shared<Wish>();
  all.command("analyze", "Analyse mail and print one line of JSON for each; needs no database")
      .arguments("PATH", &wish->paths, true,
                 "An mbox file, an .eml file, a Maildir or a folder of these; standard input when - or "
                 "nothing is given")
      .option("--own", "ADDRESS", &wish->own,
              "One of your own addresses; mail from it gets the kind `own`. Repeat the option for several")
      .option("--jobs", "N", &wish->jobs, 1, 256,
              "Number of mails analysed at the same time (default: one per core)")
      .flag("--mime", &wish->mime,
            "Also print the parsed fields: to, cc, date, references, text, attachments")
      .flag("--lines", &wish->lines, "Treat each line of the input as the text of one mail, without headers")
      .run([wish](Shell& shell) { return analyze_mails(shell, *wish); });
}

}  // namespace sa
