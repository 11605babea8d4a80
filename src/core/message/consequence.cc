#include "core/message/consequence.h"

#include <algorithm>

namespace sa {
namespace {

struct Row {
  MessageKind kind;
  Effects sure;
  Effects possible;
  Effects no;
};

using enum Effect;
constexpr Effects kNothing;

// Where a machine or a list speaks, the words are somebody's all the same: who surely wishes no mail is left alone, whoever
// passed the wish on, and what is possible is asked.
constexpr Row kTable[] = {
    //                                 sure               possible        no
    {MessageKind::human_reply, {suppress_sender}, {welcome, ask}, {welcome}},
    {MessageKind::unsubscribe, {suppress_sender}, {suppress_sender}, {suppress_sender}},
    {MessageKind::auto_reply, {suppress_sender}, {recognise, ask}, {recognise}},
    {MessageKind::calendar, {suppress_sender}, {recognise, ask}, {recognise}},
    {MessageKind::list, {ask}, {ask}, kNothing},
    {MessageKind::bulk, {ask}, {ask}, kNothing},
    {MessageKind::complaint, {suppress_recipients}, {suppress_recipients}, {suppress_recipients}},
    {MessageKind::bounce, {suppress_recipients}, {suppress_recipients}, {suppress_recipients}},
    {MessageKind::delivery_notice, kNothing, kNothing, kNothing},
    {MessageKind::auth_failure_report, kNothing, kNothing, kNothing},
    {MessageKind::read_receipt, kNothing, kNothing, kNothing},
    {MessageKind::own, {count_as_sent}, {count_as_sent}, {count_as_sent}},
};

}  // namespace

Effects effects_of(const MailFacts& mail) {
  const auto row = std::ranges::find(kTable, mail.kind, &Row::kind);
  if (row == std::end(kTable)) return {};
  Effects effects = mail.opt_out == Belief::sure       ? row->sure
                    : mail.opt_out == Belief::possible ? row->possible
                                                       : row->no;
  // Only an address that does not exist is closed; a full mailbox, or a refusal of us, may pass.
  if (mail.kind == MessageKind::bounce && !mail.is_hard_bounce)
    effects = effects.without(suppress_recipients);
  return mail.is_set_aside ? effects.without(welcome) : effects;
}

}  // namespace sa
