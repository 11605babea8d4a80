// Hand-over: what belongs to one mailbox goes on in another.
//
// Contacts that hear from it, threads with their mails, notes, tasks, and drafts that may still leave move in one transaction. The
// drafts are signed anew and need approval again; one that is being sent stays, as do those that are done. Sending claims a draft in a
// transaction of its own, and transactions that write come one after the other: so no mail leaves from both, and none is lost.
// THREADS: any.
// ERRORS: not_found; invalid, naming to_mailbox_id; those of store/engine/db.h.
#pragma once

#include <string>

#include "actions/services.h"
#include "base/async/task.h"
#include "base/reflect/reflect.h"
#include "core/user/actor.h"

namespace sa {

struct Handover {
  std::int64_t contacts = 0;
  std::int64_t threads = 0;
  std::int64_t drafts = 0;
  std::int64_t enrollments = 0;
  static constexpr const char* kAbout = "What went from one mailbox to another.";
  static std::vector<Rule> rules() {
    return {rule(&Handover::contacts).describe("contacts, whose owner is the user of the new mailbox now"),
            rule(&Handover::drafts).describe("drafts, signed anew; each needs approval again"),
            rule(&Handover::enrollments).describe("0: this version has no sequences")};
  }
};
BOOST_DESCRIBE_STRUCT(Handover, (), (contacts, threads, drafts, enrollments))

Task<Result<Handover>> hand_over_mailbox(Services& services, const Actor& actor, std::string mailbox_id,
                                         std::string to_mailbox_id);

}  // namespace sa
