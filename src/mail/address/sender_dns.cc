#include "mail/address/sender_dns.h"

#include <algorithm>

#include "base/text/ascii.h"

namespace sa {
namespace {

std::vector<std::string> beginning_with(const std::vector<std::string>& texts, std::string_view prefix) {
  std::vector<std::string> found;
  for (const std::string& text : texts) {
    if (ascii_lower(text).starts_with(prefix)) found.push_back(ascii_lower(text));
  }
  return found;
}

/// The value of "p" in "v=DMARC1; p=none; rua=...".
std::string tag_of(std::string_view record, std::string_view tag) {
  while (!record.empty()) {
    const std::size_t end = std::min(record.find(';'), record.size());
    const std::string_view part = trimmed(record.substr(0, end));
    record.remove_prefix(std::min(end + 1, record.size()));
    const std::size_t equals = part.find('=');
    if (equals != std::string_view::npos && trimmed(part.substr(0, equals)) == tag)
      return std::string(trimmed(part.substr(equals + 1)));
  }
  return {};
}

Diagnosis not_asked(const char* about, const std::string& domain) {
  return {
      about, Health::warn,
      "The DNS lookup failed for " + domain + ". Check this machine's network connection, then try again."};
}

Diagnosis judge_spf(const SenderRecords& records) {
  if (!records.txt) return not_asked("spf", records.domain);
  const auto spf = beginning_with(*records.txt, "v=spf1");
  if (spf.empty()) {
    return {"spf", Health::fail,
            records.domain +
                " has no SPF record. Add a TXT record that names your provider, such as \"v=spf1 "
                "include:_spf.google.com ~all\"."};
  }
  if (spf.size() > 1)
    return {"spf", Health::fail,
            records.domain + " has several SPF records, which count as none. Merge them into one."};
  if (spf.front().ends_with("+all"))
    return {"spf", Health::fail, "The SPF record lets anybody send (+all). End it with ~all or -all."};
  return {"spf", Health::ok, spf.front()};
}

Diagnosis judge_dkim(const SenderRecords& records) {
  if (!records.dkim) return not_asked("dkim", records.domain);
  const bool has_key = std::ranges::any_of(
      *records.dkim, [](const std::string& text) { return !tag_of(ascii_lower(text), "p").empty(); });
  if (has_key) return {"dkim", Health::ok, "A DKIM key is published."};
  return {"dkim", Health::warn,
          "No DKIM key was found under the usual selectors. That is fine if your provider uses another "
          "selector; otherwise switch on DKIM there."};
}

Diagnosis judge_dmarc(const SenderRecords& records) {
  if (!records.dmarc) return not_asked("dmarc", records.domain);
  const auto dmarc = beginning_with(*records.dmarc, "v=dmarc1");
  if (dmarc.empty()) {
    return {"dmarc", Health::fail,
            "_dmarc." + records.domain +
                " has no DMARC record. Add the TXT record \"v=DMARC1; p=none; rua=mailto:you@" +
                records.domain + "\", and make it stricter once the reports look right."};
  }
  if (dmarc.size() > 1)
    return {"dmarc", Health::fail, "There are several DMARC records, which count as none. Keep one."};
  const std::string policy = tag_of(dmarc.front(), "p");
  if (policy == "none")
    return {"dmarc", Health::warn,
            "The DMARC policy is none: it only reports and protects nobody. Aim for quarantine."};
  if (policy == "quarantine" || policy == "reject")
    return {"dmarc", Health::ok, "The DMARC policy is " + policy + "."};
  return {"dmarc", Health::fail, "The DMARC record has no policy (p=)."};
}

Diagnosis judge_mx(const SenderRecords& records) {
  if (!records.mx) return not_asked("mx", records.domain);
  if (records.mx->empty()) {
    return {"mx", Health::fail,
            records.domain +
                " has no MX record and so receives no mail: replies and bounces are lost, and receiving "
                "servers distrust it."};
  }
  if (records.mx->front().empty() || records.mx->front() == ".")
    return {"mx", Health::fail,
            records.domain + " has a null MX record, which says that it receives no mail."};
  return {"mx", Health::ok, records.mx->front()};
}

}  // namespace

std::vector<Diagnosis> judge_sender(const SenderRecords& records) {
  return {judge_mx(records), judge_spf(records), judge_dkim(records), judge_dmarc(records)};
}

}  // namespace sa
