#include "mail/mime/delivery_status.h"

#include <re2/re2.h>

#include <algorithm>
#include <array>

#include "base/text/ascii.h"
#include "base/text/utf8.h"

namespace sa {
namespace {

constexpr std::size_t kMaxFields = 8192;  // bytes of a text in which pasted fields are read

re2::StringPiece piece(std::string_view text) {
  return {text.data(), text.size()};
}

void set_field(StatusBlock& block, std::string_view name, std::string_view value) {
  const auto set = [&](std::string_view wanted, std::string& field) {
    if (equal_ignoring_case(name, wanted) && field.empty()) field = value;
  };
  set("Final-Recipient", block.recipient);
  set("Original-Recipient", block.original_recipient);
  set("Action", block.action);
  set("Status", block.status);
  set("Diagnostic-Code", block.diagnostic);
}

std::vector<StatusBlock> read_blocks(std::string_view text) {
  std::vector<StatusBlock> blocks(1);
  std::string name;
  std::string value;
  const auto flush = [&] {
    if (!name.empty()) set_field(blocks.back(), name, trimmed(value));
    name.clear();
    value.clear();
  };
  while (!text.empty() && blocks.size() <= kMaxStatusBlocks) {
    const std::size_t end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end == text.npos ? text.size() : end + 1);
    const std::size_t colon = line.find(':');
    if (trimmed(line).empty()) {
      flush();
      if (!blocks.back().action.empty() || !blocks.back().recipient.empty()) blocks.emplace_back();
    } else if ((line.front() == ' ' || line.front() == '\t') && !name.empty()) {
      value += " ";
      value += trimmed(line);
    } else if (colon != line.npos) {
      flush();
      name = trimmed(line.substr(0, colon));
      value = trimmed(line.substr(colon + 1));
    }
  }
  flush();
  std::erase_if(blocks, [](const StatusBlock& block) {
    return block.action.empty() && block.recipient.empty() && block.status.empty();
  });
  return blocks;
}

/// A report whose parts were lost on its way shows their fields in the text, quoted when somebody forwarded it.
std::vector<StatusBlock> read_pasted_blocks(std::string_view text) {
  static const RE2 kFirst(R"((?im)^[> \t]*(?:final|original)-recipient: ?(?:rfc822|utf-8|smtp) ?;)");
  static const RE2 kQuoted(R"((?m)^[> \t]+([A-Z][A-Za-z-]{1,40}:))");
  re2::StringPiece found;
  if (!kFirst.Match(piece(text), 0, text.size(), RE2::UNANCHORED, &found, 1)) return {};
  std::string fields(utf8_cut(text.substr(static_cast<std::size_t>(found.data() - text.data())), kMaxFields));
  RE2::GlobalReplace(&fields, kQuoted, "\\1");
  std::vector<StatusBlock> blocks = read_blocks(fields);
  std::erase_if(blocks,
                [](const StatusBlock& block) { return block.recipient.empty() || block.status.empty(); });
  return blocks;
}

/// The notification is JSON inside a JSON string, so that its quotes may be escaped.
std::vector<StatusBlock> read_ses_blocks(std::string_view text) {
  static const RE2 kRecipient(R"re("emailAddress\\*" *: *\\*"([^"\\]{3,320})\\*"([^{}]{0,1000}))re");
  static const RE2 kStatus(R"re("status\\*" *: *\\*"(\d\.\d{1,3}\.\d{1,3}))re");
  static const RE2 kDiagnostic(R"re("diagnosticCode\\*" *: *\\*"([^"\\]{0,500}))re");
  static const RE2 kPermanent(R"re("bounceType\\*" *: *\\*"Permanent)re");
  std::vector<StatusBlock> blocks;
  const bool permanent = RE2::PartialMatch(piece(text), kPermanent);
  re2::StringPiece rest = piece(text);
  StatusBlock block;
  std::string fields;
  while (blocks.size() < kMaxStatusBlocks &&
         RE2::FindAndConsume(&rest, kRecipient, &block.recipient, &fields)) {
    block.action = permanent ? "failed" : "delayed";
    if (!RE2::PartialMatch(fields, kStatus, &block.status)) block.status = permanent ? "5.0.0" : "4.0.0";
    if (!RE2::PartialMatch(fields, kDiagnostic, &block.diagnostic)) block.diagnostic.clear();
    blocks.push_back(block);
  }
  return blocks;
}

}  // namespace

std::vector<StatusBlock> read_status_parts(const Message& message) {
  std::vector<StatusBlock> blocks;
  for (const ReportPart& part : message.report) {
    if (part.type != "message/delivery-status" && part.type != "message/global-delivery-status") continue;
    for (StatusBlock& block : read_blocks(part.text)) blocks.push_back(std::move(block));
  }
  return blocks;
}

std::vector<StatusBlock> read_status_blocks(const Message& message) {
  std::vector<StatusBlock> blocks = read_status_parts(message);
  if (blocks.empty() && ses_notification(message) == "Bounce") blocks = read_ses_blocks(message.text);
  if (blocks.empty()) blocks = read_pasted_blocks(message.text);
  return blocks;
}

bool is_failure(const StatusBlock& block) {
  return block.action.empty() ? block.status.starts_with('5') || block.status.starts_with('4')
                              : equal_ignoring_case(block.action.substr(0, 4), "fail");
}

bool is_delay(const StatusBlock& block) {
  return equal_ignoring_case(block.action.substr(0, 5), "delay");
}

std::string_view ses_notification(const Message& message) {
  static const RE2 kType(
      R"re(^\s*\{[^{}]{0,1000}?\{?\\*"(?:notification|event)Type\\*" *: *\\*"(Bounce|Complaint|Delivery)\\*")re");
  re2::StringPiece type;
  if (!RE2::PartialMatch(piece(message.text), kType, &type)) return {};
  return {type.data(), type.size()};
}

}  // namespace sa
