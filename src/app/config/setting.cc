// The table of settings, and the texts that are made from it.
#include <algorithm>
#include <array>
#include <cctype>

#include "app/config/config.h"

namespace sa {
namespace {

constexpr bool kSecret = true;
constexpr bool kOpen = false;
constexpr bool kUnused = true;

constexpr Setting kServer[] = {
    {"API_HOST", kOpen, "127.0.0.1 in development, else 0.0.0.0", "The address to listen on."},
    {"API_PORT", kOpen, "", "The port to listen on."},
    {"API_ENV", kOpen, "",
     "development, staging or production. In development on a loopback address no sign-in is needed."},
    {"PUBLIC_URL", kOpen, "http://localhost:<API_PORT>", "The address under which people reach the web app."},
    {"API_THREADS", kOpen, "the number of cores, at most 4", "Threads that serve HTTP."},
    {"HTTP_MAX_BODY_BYTES", kOpen, "", "The largest request body; a larger one is answered with 413."},
    {"TRUSTED_PROXY", kOpen, "none",
     "Addresses or networks (10.0.0.0/8), separated by commas, of the proxy that ends TLS; its "
     "X-Forwarded-For counts."},
    {"ALLOWED_ORIGINS", kOpen, "none",
     "Other web origins that may call the API, separated by commas (CORS)."},
    {"JOB_LEASE_MS", kOpen, "",
     "How long a worker may keep a job; what a worker that died held is taken over then."},
    {"SECRET_KEY", kSecret, "none",
     "Encrypts tokens at rest, and what the list of who must not be written to is read with; at least 32 "
     "bytes, needed in production."},
    {"SECRET_KEY_PREVIOUS", kSecret, "none",
     "Keys that SECRET_KEY had before, separated by commas: what they encrypted can still be read, and is "
     "encrypted anew."},
};
constexpr Setting kDatabase[] = {
    {"DATABASE_URL", kOpen, "sqlite:<STATE_DIR>/sales-agent.db",
     "sqlite:path or postgresql://user:password@host:5432/database."},
    {"DB_POOL_SIZE", kOpen, "", "Connections to the database for reading."},
    {"REDIS_URL", kOpen, "none",
     "redis://host:6379/0, for rate limits across several servers; nothing else uses it."},
};
constexpr Setting kOperator[] = {
    {"OPERATOR_MODE_ENABLED", kOpen, "",
     "false switches off every route below /api/operator, and with them the queue of the web app."},
    {"OPERATOR_APPROVAL_REQUIRED", kOpen, "",
     "false lets a draft without any finding be approved by policy; only with MAIL_PROVIDER=outbox."},
    {"CLAIMS_MODE", kOpen, "",
     "What a promise does that no mail of ours has made before: enforce (it bars the approval until a person "
     "vouches for it) "
     "or warn."},
    {"MAX_EMAILS_PER_DAY", kOpen, "", "Mails that a sending mailbox may send in a day."},
    {"MAX_EMAILS_PER_WEEK", kOpen, "", "Mails that a contact may get in any seven days."},
    {"DRAFT_EXPIRY_DAYS", kOpen, "", "Days after which a draft that nobody decided expires."},
    {"AUDIT_TRAIL_RETENTION_DAYS", kOpen, "",
     "Days for which the audit trail is kept at least; 0 keeps it for ever.", kUnused},
};
constexpr Setting kMail[] = {
    {"MAIL_PROVIDER", kOpen, "",
     "outbox (a folder of exact messages), gmail (docs/connect-gmail.md) or smtp (any mailbox: "
     "docs/connect-smtp.md)."},
    {"SEND_DEADLINE_MS", kOpen, "",
     "How long the hand-over of a mail may take; half as long after it, the provider is asked what became of "
     "it."},
    {"OUTBOX_DIR", kOpen, "<STATE_DIR>/outbox", "The folder (a Maildir) of the outbox provider."},
    {"GOOGLE_CLIENT_ID", kOpen, "none", "The OAuth client for Gmail (docs/connect-gmail.md)."},
    {"GOOGLE_CLIENT_SECRET", kSecret, "none", "The secret of the OAuth client for Gmail."},
    {"GOOGLE_AUTH_URL", kOpen, "", "Google's page of consent."},
    {"GOOGLE_OAUTH_URL", kOpen, "", "Where Google gives and revokes tokens."},
    {"GMAIL_BASE_URL", kOpen, "", "Gmail's API."},
    {"GMAIL_QUOTA_PER_MINUTE", kOpen, "",
     "Gmail's quota units of a user and minute (6000 for projects since 2026-05); 0: no limit of ours."},
    {"GMAIL_FIRST_SYNC_DAYS", kOpen, "", "How many days of mail the first reading takes."},
    {"GMAIL_FIRST_SYNC_MAILS", kOpen, "", "How many mails the first reading takes at most, the newest."},
    {"GMAIL_PUBSUB_TOPIC", kOpen, "none, so mail is asked for every minute",
     "projects/<project>/topics/<topic>: Gmail tells us there when mail arrives."},
    {"SMTP_URL", kOpen, "none",
     "The server that sends: smtps://host:465 (TLS) or smtp://host:587 (STARTTLS)."},
    {"SMTP_USER", kOpen, "none", "Who signs in there; often the mail address."},
    {"SMTP_PASSWORD", kSecret, "none", "The password; many providers want one for this program alone."},
    {"SMTP_SAVES_SENT", kOpen, "yes at Gmail and Outlook, else no",
     "Whether the server files what it sends in the Sent folder by itself: yes, no (then IMAP does), or "
     "at_once "
     "(before it answers, so that a mail which is not there surely did not leave)."},
    {"IMAP_URL", kOpen, "none, so no mailbox is read",
     "The server of the mailbox: imaps://host:993 (TLS) or imap://host:143 (STARTTLS)."},
    {"IMAP_USER", kOpen, "SMTP_USER", "Who signs in there."},
    {"IMAP_PASSWORD", kSecret, "SMTP_PASSWORD", "The password there."},
    {"IMAP_SENT_FOLDER", kOpen, "the one that the server marks", "The folder of sent mail."},
    {"MAIL_OAUTH_CLIENT_ID", kOpen, "none",
     "The OAuth client for a mail provider that wants a sign-in in place of passwords, such as Microsoft 365 "
     "(docs/connect-smtp.md)."},
    {"MAIL_OAUTH_CLIENT_SECRET", kSecret, "none", "Its secret, where it has one."},
    {"MAIL_OAUTH_AUTH_URL", kOpen, "", "The page of that sign-in."},
    {"MAIL_OAUTH_TOKEN_URL", kOpen, "", "Where its tokens come from."},
    {"MAIL_OAUTH_SCOPE", kOpen, "", "The rights to ask for, separated by blanks."},
    {"IMAP_FIRST_SYNC_DAYS", kOpen, "", "How many days back the first reading of a mailbox goes."},
    {"IMAP_FIRST_SYNC_MAILS", kOpen, "", "How many mails of a folder it takes at most, the newest."},
    {"SENDER_NAME", kOpen, "",
     "The name in From and in the footer. In development, with no SENDER_ setting, the samples' sender "
     "stands in."},
    {"SENDER_EMAIL", kOpen, "", "The address in From."},
    {"SENDER_COMPANY", kOpen, "none", "The company that the sender speaks for."},
    {"SENDER_POSTAL_ADDRESS", kOpen, "",
     "The postal address in the footer; the law of many countries asks for it."},
    {"SENDER_TIMEZONE", kOpen, "", "The sender's zone, such as Europe/Berlin."},
    {"SEND_WINDOW_START", kOpen, "",
     "The hour from which mail leaves without somebody who asks for it: only the retry of a sending that "
     "had to wait does. A person's Send may leave the window."},
    {"SEND_WINDOW_END", kOpen, "", "The hour until which it does."},
};
constexpr Setting kFeatures[] = {
    {"FEATURE_COLD_START_DEMO", kOpen, "", "The demo routes under /api/agents/demo."},
    {"FEATURE_VALIDATION_AGENT", kOpen, "", "The route /api/agents/validation/check."},
    {"FEATURE_OUTCOME_REPORTER", kOpen, "", "The route /api/agents/reporting/generate."},
};
constexpr Setting kServices[] = {
    {"OPENAI_API_KEY", kSecret, "none, so answers come from templates", "The key of the language model."},
    {"OPENAI_MODEL", kOpen, "", "The model's name."},
    {"OPENAI_EMBEDDING_MODEL", kOpen, "",
     "With a key: the model that every mail's words are sent to for the search, one that gives 1536 "
     "dimensions; local keeps them here."},
    {"OPENAI_BASE_URL", kOpen, "", "Any server that speaks the same API; https, unless it is this machine."},
    {"OPENAI_TIMEOUT_S", kOpen, "", "Seconds that one text may take, repetitions included."},
    {"HUBSPOT_API_KEY", kSecret, "none, so tasks stay local", "The token of the HubSpot private app."},
    {"HUBSPOT_BASE_URL", kOpen, "", "HubSpot's API; another one for tests only."},
    {"HUBSPOT_CLIENT_ID", kOpen, "none",
     "The client of a HubSpot app whose account you connect, in place of HUBSPOT_API_KEY "
     "(docs/connect-hubspot.md)."},
    {"HUBSPOT_CLIENT_SECRET", kSecret, "none, so HubSpot's webhooks are refused",
     "The client secret of the HubSpot app: its webhooks are signed with it, and HUBSPOT_CLIENT_ID needs "
     "it."},
    {"HUBSPOT_AUTH_URL", kOpen, "", "HubSpot's page of consent."},
    {"GMAIL_PUSH_AUDIENCE", kOpen, "none, so Gmail's pushes are refused",
     "The audience of the Pub/Sub subscription that pushes to <PUBLIC_URL>/api/webhooks/gmail."},
    {"GMAIL_PUSH_SERVICE_ACCOUNT", kOpen, "none", "The service account whose token comes with each push."},
    {"GOOGLE_CERTS_URL", kOpen, "", "Where Google shows the keys of its tokens; another one for tests only."},
};
constexpr Setting kOutside[] = {
    {"CA_FILE", kOpen, "the system's",
     "A file of certificate authorities (PEM) to trust instead: for a server of your own."},
    {"RETRY_ATTEMPTS", kOpen, "", "How often a call that may be repeated is made, in all."},
    {"RETRY_FIRST_MS", kOpen, "",
     "The longest pause before the second; it doubles, and a random part is taken."},
    {"RETRY_LONGEST_MS", kOpen, "", "The longest pause of all."},
    {"BREAKER_FAILURES", kOpen, "", "After so many failures in a row a provider is left alone."},
    {"BREAKER_OPEN_S", kOpen, "", "For so many seconds; then one call tries."},
};
constexpr Setting kLimits[] = {
    {"RATE_LIMIT_ENABLED", kOpen, "false in development, else true",
     "Limits requests by person, key and address."},
    {"RATE_LIMIT_REQUESTS", kOpen, "", "Requests in a period, for each of them."},
    {"RATE_LIMIT_PERIOD_SECONDS", kOpen, "", "Length of the period."},
};
constexpr Setting kLog[] = {
    {"LOG_LEVEL", kOpen, "", "debug, info, warning or error."},
    {"LOG_FORMAT", kOpen, "text on a terminal, else json", "json or text."},
};
constexpr Setting kTests[] = {
    {"FAILPOINTS", kOpen, "none",
     "Where this process dies, fails or stands still, for tests of crashes (src/base/failpoint.h); refused "
     "outside "
     "development."},
};
constexpr Setting kFolders[] = {
    {"STATE_DIR", kOpen, "", "Everything that is written at run time."},
    {"POLICY_DIR", kOpen, "embedded", "Rules as data that replace the embedded ones."},
    {"PROMPTS_DIR", kOpen, "embedded", "Prompt texts that replace the embedded ones."},
    {"WEB_DIR", kOpen, "embedded", "A web app that replaces the embedded one."},
    {"MIGRATIONS_DIR", kOpen, "embedded", "Migrations that replace the embedded ones."},
};
constexpr SettingGroup kGroups[] = {
    {"Server", kServer},
    {"Database", kDatabase},
    {"Approval and quotas", kOperator},
    {"Mail", kMail},
    {"Features", kFeatures},
    {"Language model and CRM", kServices},
    {"Calls to the outside", kOutside},
    {"Rate limits", kLimits},
    {"Log", kLog},
    {"Folders", kFolders},
    {"Tests of crashes", kTests},
};

std::string field_name(std::string_view setting) {
  std::string name(setting);
  for (char& c : name) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return name;
}

/// A JSON value as it would stand behind NAME=.
std::string as_text(const boost::json::value& value) {
  if (value.is_null()) return "";
  if (value.is_string()) return std::string(value.get_string());
  if (!value.is_array()) return to_json_text(value);
  std::string joined;
  for (const boost::json::value& item : value.get_array())
    joined += (joined.empty() ? "" : ",") + as_text(item);
  return joined;
}

std::string quoted_if_needed(const std::string& value) {
  const bool is_plain = std::all_of(value.begin(), value.end(), [](unsigned char c) {
    return std::isalnum(c) ||
           std::string_view("._-:/@+,").find(static_cast<char>(c)) != std::string_view::npos;
  });
  return is_plain ? value : '"' + value + '"';
}

}  // namespace

std::span<const SettingGroup> setting_groups() {
  return kGroups;
}

std::vector<std::string_view> setting_names() {
  std::vector<std::string_view> names;
  for (const SettingGroup& group : kGroups) {
    for (const Setting& setting : group.settings) names.push_back(setting.name);
  }
  return names;
}

const Setting* find_setting(std::string_view name) {
  for (const SettingGroup& group : kGroups) {
    for (const Setting& setting : group.settings) {
      if (setting.name == name) return &setting;
    }
  }
  return nullptr;
}

std::vector<ConfigLine> list_config(const LoadedConfig& loaded) {
  const boost::json::value values = to_json(loaded.config);
  std::vector<ConfigLine> lines;
  for (const std::string_view name : setting_names()) {
    const std::string value = as_text(values.at(field_name(name)));
    const auto source = loaded.sources.find(std::string(name));
    const bool is_masked = find_setting(name)->is_secret && !value.empty();
    lines.push_back({std::string(name), is_masked ? "***" : mask_credentials(value),
                     source == loaded.sources.end() ? ConfigSource::default_ : source->second});
  }
  return lines;
}

std::vector<std::string> list_unused_settings(const LoadedConfig& loaded) {
  std::vector<std::string> names;
  for (const std::string_view name : setting_names()) {
    const bool is_given = loaded.sources.contains(std::string(name));
    if (is_given && find_setting(name)->is_unused) names.emplace_back(name);
  }
  return names;
}

std::string env_example() {
  const boost::json::value defaults = to_json(Config{});
  std::string text =
      "# Every setting of sales-agent with its default. Copy this file to .env and change what you need; "
      "the\n"
      "# environment wins over .env, and an empty value counts as not set.\n"
      "# Made from the table in src/app/config/setting.cc by: sales-agent config --example > .env.example\n";
  for (const SettingGroup& group : kGroups) {
    text += "\n# ---- " + std::string(group.title) + " ----\n";
    for (const Setting& setting : group.settings) {
      text += "\n# " + std::string(setting.help);
      if (setting.is_unused) text += " (not used yet)";
      if (!setting.computed.empty()) text += " Default: " + std::string(setting.computed) + ".";
      const std::string value = as_text(defaults.at(field_name(setting.name)));
      text += "\n#" + std::string(setting.name) + '=' +
              (setting.computed.empty() ? quoted_if_needed(value) : "") + '\n';
    }
  }
  return text;
}

std::string problem_lines(const Error& error) {
  if (error.fields.empty()) return error.message + '\n';
  std::string lines;
  for (const FieldError& field : error.fields) lines += field.path + ' ' + field.message + '\n';
  return lines;
}

}  // namespace sa
