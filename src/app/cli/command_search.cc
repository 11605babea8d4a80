// sales-agent search QUERY: the mails whose words are nearest to a question.
#include "actions/search/search.h"

#include <cmath>

#include "app/cli/command.h"
#include "app/cli/open.h"
#include "app/cli/table.h"
#include "base/text/ascii.h"
#include "base/text/utf8.h"

namespace sa {
namespace {

struct Wish {
  std::vector<std::string> words;
  std::int64_t limit = 10;
};

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
  return text;
}

std::string percent(double score) {
  return std::to_string(std::lround(100 * score)) + '%';
}

void show(Shell& shell, const SearchResult& result) {
  Table table({{"near", Table::Align::right},
               {"date"},
               {"from", Table::Align::left, true},
               {"subject and first words", Table::Align::left, true}});
  for (const SearchHit& hit : result.items) {
    table.add_row({percent(hit.score), format_rfc3339(hit.sent_at).substr(0, 10),
                   shown(hit.sender_name.empty() ? hit.sender : hit.sender_name),
                   shown(hit.subject + (hit.snippet.empty() ? "" : ": " + hit.snippet))});
  }
  if (!result.items.empty()) shell.out.write(table.text(shell.out));
  shell.err.line(counted(static_cast<std::int64_t>(result.items.size()), "hit", "hits") + " in " +
                 counted(result.searched, "mail", "mails"));
  const std::int64_t left = result.messages - result.searched;
  if (left > 0) {
    shell.err.line(
        counted(left, "mail", "mails") +
        " cannot be found yet. A running server (sales-agent serve or worker) prepares them for search.");
  }
}

Result<ExitCode> search(Shell& shell, const Wish& wish) {
  const std::string query = to_valid_utf8(joined(wish.words));
  if (is_blank(query)) return refuse_word(shell, invalid("QUERY must contain a word."));
  if (utf8_length(query) > kLongestQuery)
    return refuse_word(shell, invalid("QUERY may have " + std::to_string(kLongestQuery) + " characters."));
  TRY(const std::unique_ptr<App> app, open_app(shell));
  TRY(const SearchResult result, sync_wait(search_messages(*app->services, query, wish.limit)));
  if (!shell.json) {
    show(shell, result);
    return ExitCode::ok;
  }
  for (const SearchHit& hit : result.items) shell.write_json_line(hit);
  return ExitCode::ok;
}

}  // namespace

void add_search(CommandSpec& all) {
  auto wish = std::make_shared<Wish>();
  all.command("search", "Search all mail, best matches first")
      .arguments("QUERY", &wish->words, false, "Words to search for")
      .option("--limit", "N", &wish->limit, 1, kMostHits, "Maximum number of results (default: 10)")
      .run([wish](Shell& shell) { return search(shell, *wish); });
}

}  // namespace sa
