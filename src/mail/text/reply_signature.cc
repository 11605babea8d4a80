#include <algorithm>

#include "base/text/ascii.h"
#include "mail/text/reply_lines.h"

namespace sa {
namespace {

constexpr std::size_t kMaxSignatureLines = 25;  // after "-- "
constexpr std::size_t kMaxClosingLines = 12;    // after "Best regards,"
constexpr std::size_t kMaxSignatureLine = 90;   // bytes
constexpr std::size_t kBannerWindow = 12;       // lines from the top in which a mail system's warning stands
constexpr int kSentence = 9;                    // words: a line of so many that ends like a sentence is prose

bool is_delimiter(std::string_view line) {
  line = trimmed(line);
  return line == "--" || line == "—" || line == "---" || line == "– –" || line == "-- --" ||
         (line.size() >= 2 && line.find_first_not_of('_') == line.npos) ||
         (line.size() >= 4 && line.find_first_not_of("_-=") == line.npos);
}

/// Says something, as a signature does not: it asks, or is a sentence.
bool is_prose(std::string_view line) {
  line = trimmed(line);
  if (line.find("? ") != line.npos || line.ends_with('?') || line.ends_with("？"))
    return line.find("http") == line.npos;
  if (!line.ends_with('.') && !line.ends_with('!')) return false;
  return std::ranges::count(line, ' ') + 1 >= kSentence;
}

class SignatureMarker {
 public:
  explicit SignatureMarker(ReplyLines& lines) : lines_(lines) {}

  void run() {
    mark_banner();
    for (std::size_t begin = 0; begin < lines_.size();) {
      while (begin < lines_.size() && lines_.fate(begin) != Fate::reply) ++begin;
      std::size_t end = begin;
      while (end < lines_.size() && lines_.fate(end) == Fate::reply) ++end;
      if (begin < end) mark_segment(begin, end);
      begin = end;
    }
  }

 private:
  using State = ReplyPolicy::State;

  /// The paragraph that a mail system put above the mail: "This mail came from outside".
  void mark_banner() {
    for (std::size_t i = 0; i < std::min(lines_.size(), kBannerWindow); ++i) {
      if (lines_.fate(i) != Fate::reply || lines_.is_blank(i) || lines_.marker(i) != State::banner) continue;
      while (i < lines_.size() && !lines_.is_blank(i) && lines_.fate(i) == Fate::reply)
        lines_.set(i, i + 1, Fate::signature), ++i;
    }
  }

  void mark_segment(std::size_t begin, std::size_t end) {
    const std::size_t last = mark_disclaimer(begin, end);
    mark_signature(begin, last);
    // A line that a phone adds is no more than itself: people write above and below it.
    for (std::size_t i = begin; i < last; ++i)
      if (!lines_.is_blank(i) && lines_.marker(i) == State::mobile && lines_.visible_lines(begin, last) > 1)
        lines_.set(i, i + 1, Fate::signature);
  }

  /// Cuts the signature off the segment [begin, end) of new words.
  void mark_signature(std::size_t begin, std::size_t end) {
    std::size_t cut = end;
    std::size_t left = 0;  // visible lines below the present one
    bool prose = false;    // among them
    for (std::size_t i = end; i-- > begin && left <= kMaxSignatureLines;) {
      if (lines_.is_blank(i)) continue;
      if (is_postscript(i)) continue;
      if (is_signature_start(i, end, left, prose)) cut = i;
      prose = prose || is_prose(lines_.raw(i));
      ++left;
    }
    // A mail that is nothing but a closing keeps its words.
    if (cut == end || (lines_.visible_lines(begin, cut) == 0 && !is_delimiter(lines_.raw(cut)))) return;
    for (std::size_t i = cut; i < end; ++i) {
      if (!is_postscript(i)) {
        lines_.set(i, i + 1, Fate::signature);
        continue;
      }
      while (i + 1 < end && !lines_.is_blank(i + 1)) ++i;  // the whole paragraph is still said
    }
  }

  bool is_postscript(std::size_t i) { return !lines_.is_blank(i) && lines_.marker(i) == State::postscript; }

  bool is_signature_start(std::size_t i, std::size_t end, std::size_t left, bool prose) {
    const std::string_view raw = lines_.raw(i);
    if (is_delimiter(raw)) return (raw == "-- " || !prose) && left <= kMaxSignatureLines && are_short(i, end);
    const auto kind = lines_.marker(i);
    return kind == State::disclaimer || (kind == State::closing && left <= kMaxClosingLines && !prose);
  }

  bool are_short(std::size_t begin, std::size_t end) const {
    for (std::size_t i = begin; i < end; ++i)
      if (trimmed(lines_.raw(i)).size() > kMaxSignatureLine) return false;
    return true;
  }

  /// A disclaimer may be longer than any signature: it is recognised by its first line and runs to the end. Returns where the
  /// words before it end.
  std::size_t mark_disclaimer(std::size_t begin, std::size_t end) {
    for (std::size_t i = begin + 1; i < end; ++i) {
      if (lines_.is_blank(i) || !lines_.is_blank(i - 1) || lines_.raw(i).size() > 4000 || !is_disclaimer(i))
        continue;
      if (lines_.visible_lines(begin, i) == 0) continue;
      lines_.set(i, end, Fate::signature);
      return i;
    }
    return end;
  }

  bool is_disclaimer(std::size_t i) const {
    const State& policy = lines_.policy();
    const auto found = policy.markers.matching(PlainText(trimmed(lines_.raw(i)).substr(0, 300)));
    return std::ranges::any_of(
        found, [&](std::size_t one) { return policy.marker_kinds[one] == State::disclaimer; });
  }

  ReplyLines& lines_;
};

}  // namespace

void mark_signatures(ReplyLines& lines) {
  SignatureMarker(lines).run();
}

}  // namespace sa
