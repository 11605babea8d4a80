// The settings of the sender and of the send window.
// THREADS: values.
#pragma once

#include <string>

#include "base/reflect/setting.h"
#include "base/time.h"
#include "core/calendar/calendar.h"

namespace sa {

struct SenderConfig {
  std::string sender_name = "Your Sales Team";  ///< in development, with no SENDER_* set: of the samples
  std::string sender_email = "sales@example.com";
  std::string sender_company;
  std::string sender_postal_address;  ///< empty: drafts say that it is missing; no real provider sends them
  std::string sender_timezone = Calendar{}.timezone;
  int send_window_start = SendWindow{}.start_hour;
  int send_window_end = SendWindow{}.end_hour;

  static constexpr const char* kTitle = "Sender";
  static std::vector<Setting> settings() {
    return {
        {rule(&SenderConfig::sender_name)
             .one_line()
             .max_length(100)
             .describe("The sender's name in the From field and the footer. In development, if no SENDER_ "
                       "setting is given, the sample mails' sender is used.")},
        {rule(&SenderConfig::sender_email).email().describe("The sender's address in the From field.")},
        {rule(&SenderConfig::sender_company).one_line().max_length(100).describe("The sender's company."),
         "none"},
        {rule(&SenderConfig::sender_postal_address)
             .printable()
             .max_length(300)
             .describe(
                 "The postal address in the footer. Many countries require one in every commercial mail.")},
        {rule(&SenderConfig::sender_timezone)
             .must(is_zone, "must be a zone such as Europe/Berlin")
             .describe("The sender's time zone, such as Europe/Berlin. It is also used for contacts whose "
                       "time zone is unknown.")},
        {rule(&SenderConfig::send_window_start)
             .min(0)
             .max(23)
             .describe("First hour of the day (0-23) at which postponed mail may be sent automatically, in "
                       "the contact's time zone, except at weekends and on public holidays there. A person "
                       "can send mail at any hour.")},
        {rule(&SenderConfig::send_window_end)
             .min(1)
             .max(24)
             .describe("Hour of the day (1-24) from which postponed mail waits until the next day.")},
    };
  }
  static std::vector<Rule> rules() { return rules_of(settings()); }
};
BOOST_DESCRIBE_STRUCT(SenderConfig, (),
                      (sender_name, sender_email, sender_company, sender_postal_address, sender_timezone,
                       send_window_start, send_window_end))

}  // namespace sa
