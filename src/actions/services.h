// Services: everything that actions use, wired once by app/wiring/wire.cc. Owned by App; outlives every action.
// THREADS: everything here may be used from any thread.
#pragma once

#include <string>
#include <vector>

#include "actions/review_config.h"
#include "agents/demo/demo.h"
#include "agents/policy/agent_policy.h"
#include "base/clock.h"
#include "base/crypto/secret_box.h"
#include "core/draft/gate.h"
#include "mail/analysis.h"
#include "ports/account_link.h"
#include "ports/crm.h"
#include "ports/embedder.h"
#include "ports/llm.h"
#include "ports/mail_feed.h"
#include "ports/mailbox.h"
#include "ports/mailbox_opener.h"
#include "ports/opt_out_ledger.h"
#include "ports/provider.h"
#include "ports/token_store.h"
#include "ports/upload_store.h"
#include "ports/webhook.h"
#include "store/engine/db.h"

namespace sa {

/// Our identity as the sender.
struct SenderProfile {
  std::string name;            ///< SENDER_NAME
  std::string address;         ///< SENDER_EMAIL, as written
  std::string mailbox_id;      ///< the same in normal form: the first mailbox
  std::string postal_address;  ///< SENDER_POSTAL_ADDRESS; empty: not set
  std::string company;         ///< SENDER_COMPANY; empty: not set
};

/// How long one hand-over of a mail may take, unless SEND_DEADLINE_MS says otherwise; after it the attempt is in doubt and
/// is resolved by look-up.
inline constexpr std::int64_t kSendDeadlineMs = ReviewConfig{}.send_deadline_ms;

struct Services {
  Db& db;
  Clock& clock;  ///< business time: due dates, windows, quotas, expiry
  Random& random;
  Mailbox& mailbox;  ///< the first one's; that of any other: actions/mailbox/line.h
  Llm& llm;
  Embedder& embedder;
  const MailPolicy& mail_policy;
  const AgentPolicy& agent_policy;
  const Demo& demo;
  GatePolicy gate_policy;
  SenderProfile sender;
  std::string public_url;   ///< without a slash at the end; opt-out links begin with it
  std::string node_id;      ///< of this process; leases carry it
  std::string environment;  ///< development, staging, production
  int draft_expiry_days = 14;
  bool approval_required = true;  ///< OPERATOR_APPROVAL_REQUIRED
  // What not every installation has; null: it is not connected.
  const SecretBox* secrets = nullptr;  ///< seals tokens and PKCE verifiers
  TokenStore* tokens = nullptr;
  std::vector<AccountKind> account_kinds = {};   ///< the providers whose accounts can be connected
  std::vector<AccountLink*> account_links = {};  ///< of those whose client is set up
  MailFeed* feed = nullptr;                      ///< where the first mailbox's mail arrives
  std::vector<Provider*> providers = {};         ///< for status and metrics
  /// Writes where the model gives no text that can be used; null: `llm` is no model.
  Llm* fallback_llm = nullptr;
  std::vector<Webhook*> webhooks = {};
  Crm* crm = nullptr;  ///< null: none is connected, tasks and notes stay here
  std::int64_t send_deadline_ms = kSendDeadlineMs;
  std::int64_t job_lease_ms = 2 * kMinuteMs;  ///< JOB_LEASE_MS: also of what a job leases for itself
  std::string pepper = {};  ///< what the hashes of addresses are made with (actions/contact/pepper.h)
  Clock& machine_clock =
      clock;  ///< what leases, deadlines, jobs, sessions and tokens go by; CLOCK_FILE never moves it
  const FileClock* file_clock = nullptr;    ///< business time, where CLOCK_FILE sets it; else null
  MailboxOpener* mailbox_opener = nullptr;  ///< null: there is the first mailbox alone
  OptOutLedger* opt_outs = nullptr;         ///< null: opt-outs are kept in the database alone
  UploadStore* uploads = nullptr;           ///< null: requests bring no files
};

}  // namespace sa
