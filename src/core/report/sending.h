// The figures of sending: what became of the mails that left in a period, in total and by groups. Mails are added one by one, and only
// what the figures need of them is kept.
// THREADS: a SendingTally is used by one thread at a time.
// ERRORS: none.
#pragma once

#include <boost/describe.hpp>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/report/figure.h"
#include "core/report/response.h"

namespace sa {

enum class GroupBy { campaign, sequence, step, variant, mailbox, user, agent, prompt_version, day };
BOOST_DESCRIBE_ENUM(GroupBy, campaign, sequence, step, variant, mailbox, user, agent, prompt_version, day)

/// What belongs together. A step is one of its sequence, and a variant one of its step.
struct GroupKey {
  std::optional<std::string>
      key;  ///< null: the mails that have none, such as answers, which are of no campaign
  std::optional<std::string> sequence_id = {};  ///< of a step or a variant
  std::optional<std::string> step_id = {};      ///< of a variant
  auto operator<=>(const GroupKey&) const = default;
};

/// A mail that left, and what came back for it.
struct CountedMail {
  std::string draft_id;
  Instant sent_at;
  std::string subject;
  std::string person;  ///< the same for all addresses of a contact
  std::string mailbox_id;
  std::optional<std::string> user_id;  ///< whose mailbox it was when the mail left
  std::string agent;                   ///< who wrote it: "operator", "sequence", "prospecting", "nurturing"
  std::optional<std::string> prompt_version;
  std::optional<std::string> campaign_id;
  std::optional<std::string> sequence_id;
  std::optional<std::string> step_id;
  std::optional<std::string> variant_id;
  std::vector<MailResponse> responses;
};

GroupKey key_of(const CountedMail& mail, GroupBy group_by, std::string_view zone);

/// The names are those of the definitions (report_definitions).
struct SendingFigures {
  Figure sent;
  Figure delivered;
  Figure bounce;
  Figure replied;
  Figure positive;
  Figure complaint;
  Figure opt_out;
};
BOOST_DESCRIBE_STRUCT(SendingFigures, (), (sent, delivered, bounce, replied, positive, complaint, opt_out))

/// The counts behind them. A person counts once, if at least one of these mails was delivered to them.
class Outcomes {
 public:
  void add(const CountedMail& mail);

  std::int64_t sent() const { return sent_; }
  std::int64_t bounced() const { return bounced_; }
  Share replied() const { return share(kReplied); }
  Share positive() const { return share(kPositive); }
  Share complaint() const { return share(kComplaint); }
  Share opt_out() const { return share(kOptOut); }
  /// Of the positive replies, those that ask for a meeting.
  Share meeting() const { return share(kMeeting); }
  SendingFigures figures(Instant as_of) const;

 private:
  enum Mark : unsigned {
    kDelivered = 1,
    kReplied = 2,
    kPositive = 4,
    kComplaint = 8,
    kOptOut = 16,
    kMeeting = 32
  };
  Share share(Mark mark) const;

  std::int64_t sent_ = 0;
  std::int64_t bounced_ = 0;
  std::unordered_map<std::string, unsigned> people_;  ///< the marks of each
};

struct SendingGroup {
  std::optional<std::string> key;
  std::optional<std::string> sequence_id;
  std::optional<std::string> step_id;
  SendingFigures figures;
};
BOOST_DESCRIBE_STRUCT(SendingGroup, (), (key, sequence_id, step_id, figures))

struct SendingReport {
  Instant from;  ///< the first instant of the period
  Instant to;    ///< the first after it
  std::string zone;
  std::optional<GroupBy> group_by;
  SendingFigures total;
  std::vector<SendingGroup> groups;  ///< in the order of their keys
};
BOOST_DESCRIBE_STRUCT(SendingReport, (), (from, to, zone, group_by, total, groups))

class SendingTally {
 public:
  SendingTally(std::optional<GroupBy> group_by, std::string zone)
      : group_by_(group_by), zone_(std::move(zone)) {}
  void add(const CountedMail& mail);
  const Outcomes& total() const { return total_; }
  const std::map<GroupKey, Outcomes>& groups() const { return groups_; }
  SendingReport report(Instant from, Instant to, Instant as_of) const;

 private:
  std::optional<GroupBy> group_by_;
  std::string zone_;
  Outcomes total_;
  std::map<GroupKey, Outcomes> groups_;
};

/// "kind,key,sequence_id,step_id,figure,value,n,low,high,small,as_of", one line a figure; `kind` is total or group.
std::string csv_of(const SendingReport& report);

}  // namespace sa
