#include "connectors/http/dns.h"

#include <arpa/nameser.h>
#include <netdb.h>
#include <resolv.h>

#include <algorithm>
#include <array>
#include <functional>

namespace sa {
namespace {

constexpr int kPatienceS = 2;
constexpr std::size_t kMaxAnswer = 64 << 10;

/// Calls `each` for every record of `type` in the answer.
Result<Unit> ask(const std::string& name, int type,
                 const std::function<void(const ns_msg&, const ns_rr&)>& each) {
  struct __res_state state = {};
  if (res_ninit(&state) != 0) return unavailable("/etc/resolv.conf names no DNS server.");
  state.retrans = kPatienceS;
  state.retry = 1;
  std::vector<unsigned char> answer(kMaxAnswer);
  const int size =
      res_nquery(&state, name.c_str(), ns_c_in, type, answer.data(), static_cast<int>(answer.size()));
  const int failure = state.res_h_errno;
  res_nclose(&state);
  if (size < 0 && (failure == HOST_NOT_FOUND || failure == NO_DATA)) return ok();
  if (size < 0)
    return unavailable("No DNS server answered the query for " + name + ". Check the network connection.");
  ns_msg message;
  if (ns_initparse(answer.data(), size, &message) != 0)
    return unavailable("The DNS answer for " + name + " cannot be read.");
  for (int i = 0; i < ns_msg_count(message, ns_s_an); ++i) {
    ns_rr record;
    if (ns_parserr(&message, ns_s_an, i, &record) == 0 && ns_rr_type(record) == type) each(message, record);
  }
  return ok();
}

}  // namespace

Result<std::vector<std::string>> list_txt(const std::string& name) {
  std::vector<std::string> texts;
  TRY_OK(ask(name, ns_t_txt, [&](const ns_msg&, const ns_rr& record) {
    const unsigned char* data = ns_rr_rdata(record);
    const unsigned char* end = data + ns_rr_rdlen(record);
    std::string text;
    while (data < end) {
      const std::size_t size = std::min<std::size_t>(*data, static_cast<std::size_t>(end - data - 1));
      text.append(reinterpret_cast<const char*>(data + 1), size);
      data += size + 1;
    }
    texts.push_back(std::move(text));
  }));
  return texts;
}

Result<std::vector<std::string>> list_mx(const std::string& domain) {
  std::vector<std::pair<unsigned, std::string>> hosts;
  TRY_OK(ask(domain, ns_t_mx, [&](const ns_msg& message, const ns_rr& record) {
    if (ns_rr_rdlen(record) < 3) return;
    std::array<char, NS_MAXDNAME> host{};
    const int size = ns_name_uncompress(ns_msg_base(message), ns_msg_end(message), ns_rr_rdata(record) + 2,
                                        host.data(), host.size());
    if (size > 0) hosts.emplace_back(ns_get16(ns_rr_rdata(record)), host.data());
  }));
  std::ranges::sort(hosts);
  std::vector<std::string> names;
  for (auto& [preference, host] : hosts) names.push_back(std::move(host));
  return names;
}

}  // namespace sa
