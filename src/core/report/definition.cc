#include "core/report/definition.h"

namespace sa {

const std::vector<FigureDefinition>& report_definitions() {
  static const std::vector<FigureDefinition> all = {
      {"sending", "sent", "Sent",
       "Mails that left in the period: those for which a provider gave a receipt, by the time of sending.",
       "mails", "count of mails with from <= sent_at < to"},
      {"sending", "delivered", "Delivered", "Sent mails for which no bounce was written within 72 hours.",
       "mails", "sent - mails with a bounce within 72 h"},
      {"sending", "bounce", "Bounces",
       "The share of the sent mails that came back as undeliverable within 72 hours. A bounce counts for the "
       "mail "
       "that it names, else for the last one to that address.",
       "share", "mails with a bounce within 72 h / sent"},
      {"sending", "replied", "Replies",
       "The share of the people reached from whom a person replied: from any of their addresses, in any "
       "thread, to any "
       "of our mailboxes, within 30 days. A reply counts for the last mail before it. Automatic answers, "
       "calendar "
       "answers and opt-outs are no replies.",
       "share", "contacts with a reply within 30 days / contacts with a delivered mail"},
      {"sending", "positive", "Positive replies",
       "The share of the people reached whose reply above all shows interest, asks about the price, or asks "
       "for a "
       "meeting.",
       "share",
       "contacts with a reply of intent interested, pricing or meeting_request / contacts with a delivered "
       "mail"},
      {"sending", "complaint", "Complaints",
       "The share of the people reached who reported a mail as spam. A complaint counts for the mail that it "
       "names, "
       "else for the last one before it.",
       "share", "contacts with a complaint / contacts with a delivered mail"},
      {"sending", "opt_out", "Opt-outs",
       "The share of the people reached who want no more mail: in words, by the opt-out link, or as the CRM "
       "says. An "
       "opt-out counts for the mail that it names, else for the last one before it.",
       "share", "contacts with an opt-out / contacts with a delivered mail"},
      {"variants", "sent", "Sent", "Mails of the variant, as in the report on sending.", "mails",
       "count of mails with from <= sent_at < to"},
      {"variants", "delivered", "Delivered", "Mails of the variant, as in the report on sending.", "mails",
       "sent - mails with a bounce within 72 h"},
      {"variants", "replied", "Replies", "As in the report on sending.", "share",
       "contacts with a reply within 30 days / contacts with a delivered mail"},
      {"variants", "positive", "Positive replies", "As in the report on sending.", "share",
       "contacts with a positive reply / contacts with a delivered mail"},
      {"variants", "difference", "Difference",
       "The rate of variant b minus that of variant a. With an interval that holds 0, the two may be the "
       "same.",
       "share", "rate(b) - rate(a); interval by Newcombe's method 10"},
      {"variants", "more_needed", "More needed",
       "How many more recipients each variant needs before a difference of this size would be found in 80 of "
       "100 "
       "tries, at 5 % error.",
       "contacts",
       "sample size for two proportions (alpha 0.05, power 0.8) - recipients of the smaller variant"},
      {"agents", "decided", "Decided",
       "Drafts of the agent that a person approved or rejected in the period, and whose decision stands.",
       "drafts", "approved + rejected"},
      {"agents", "unchanged", "Approved unchanged",
       "The share of these that were approved as the agent wrote them.", "share",
       "approved without a change / decided"},
      {"agents", "edit_distance_p50", "Words changed, median",
       "How many words were inserted, removed or replaced before the approval; half of the approved drafts "
       "needed no "
       "more.",
       "words", "median of the word-wise edit distance of the approved drafts"},
      {"agents", "edit_distance_p90", "Words changed, 90 of 100",
       "The same: 90 of 100 approved drafts needed no more.", "words",
       "90th percentile of the word-wise edit distance of the approved drafts"},
      {"agents", "facts_corrected", "Wrong or unsupported facts",
       "The share of the decided drafts that, as the agent wrote them, stated something that our sources "
       "contradict, or made a "
       "commitment that they do not support: a person had to correct it, vouch for it, or reject the draft.",
       "share", "drafts with claim.contradicted or claim.commitment_unsupported when made / decided"},
      {"operators", "decisions", "Decisions", "Drafts that the person approved or rejected.", "decisions",
       "approvals + rejections"},
      {"operators", "decisions_per_active_minute", "Decisions per minute",
       "Decisions in a minute of active work. Pauses of more than 120 seconds between two steps do not "
       "count.",
       "decisions per minute", "decisions / sum of the gaps of at most 120 s between steps"},
      {"operators", "first_answer_p50", "Time to answer, median",
       "Working time between a mail and the answer to it that the person approved, by the hours and holidays "
       "of the "
       "settings.",
       "minutes", "median of the business minutes from the mail to sent_at of its answer"},
      {"operators", "first_answer_p90", "Time to answer, 90 of 100",
       "The same: 90 of 100 were answered by then.", "minutes",
       "90th percentile of the business minutes from the mail to sent_at of its answer"},
      {"operators", "queue_age_p50", "Wait in the queue, median",
       "How long drafts waited for the person's decision.", "minutes", "median of decided_at - created_at"},
      {"operators", "queue_age_p90", "Wait in the queue, 90 of 100",
       "The same: 90 of 100 were decided by then.", "minutes", "90th percentile of decided_at - created_at"},
      {"pipeline", "open", "Open deals",
       "Deals of the CRM that are neither won nor lost now, and have an amount.", "deals",
       "count of open deals"},
      {"pipeline", "open_value", "Open value", "What they are worth. Currencies are never added up.",
       "units of the currency", "sum of the amounts of open deals"},
      {"pipeline", "won", "Won deals", "Deals that are won, and changed last in the period.", "deals",
       "count of won deals with from <= changed_at < to"},
      {"pipeline", "won_value", "Won value", "What they are worth.", "units of the currency",
       "sum of the amounts of won deals"},
      {"pipeline", "lost", "Lost deals", "Deals that are lost, and changed last in the period.", "deals",
       "count of lost deals with from <= changed_at < to"},
      {"pipeline", "lost_value", "Lost value", "What they would have been worth.", "units of the currency",
       "sum of the amounts of lost deals"},
  };
  return all;
}

}  // namespace sa
