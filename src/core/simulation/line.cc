#include "core/simulation/line.h"

namespace sa {

std::string_view kind_name(PlanLine::Kind kind) {
  switch (kind) {
    case PlanLine::Kind::send:
      return "send";
    case PlanLine::Kind::skip:
      return "skip";
    case PlanLine::Kind::hold:
      return "hold";
    case PlanLine::Kind::day:
      return "day";
    case PlanLine::Kind::total:
      break;
  }
  return "total";
}

boost::json::object json_of(const PlanLine& line) {
  boost::json::object json{{"kind", kind_name(line.kind)}};
  switch (line.kind) {
    case PlanLine::Kind::send:
      json["at"] = format_rfc3339(line.at);
      json["local_at"] = line.local_at;
      json["mailbox"] = line.mailbox;
      json["contact_id"] = line.contact_id;
      json["recipient"] = line.recipient;
      json["step_id"] = line.step_id;
      json["variant_id"] =
          line.variant_id.empty() ? boost::json::value() : boost::json::value(line.variant_id);
      json["subject"] = line.subject;
      json["body_sha256"] = line.body_sha256;
      json["verdict"] = "send";
      break;
    case PlanLine::Kind::skip:
      json["contact_id"] = line.contact_id;
      json["rule"] = line.rule;
      json["words"] = line.words;
      break;
    case PlanLine::Kind::hold:
      json["contact_id"] = line.contact_id;
      json["step_id"] = line.step_id;
      json["from"] = format_rfc3339(line.at);
      json["until"] = line.until ? boost::json::value(format_rfc3339(*line.until)) : boost::json::value();
      json["rule"] = line.rule;
      break;
    case PlanLine::Kind::day:
      json["date"] = line.date;
      json["mailbox"] = line.mailbox;
      json["sent"] = line.sent;
      json["quota"] = line.quota;
      json["held"] = line.held;
      break;
    case PlanLine::Kind::total:
      json["contacts"] = line.contacts;
      json["sends"] = line.sends;
      json["skips"] = line.skips;
      json["holds"] = line.holds;
      json["plan_hash"] = line.plan_hash;
      break;
  }
  return json;
}

}  // namespace sa
