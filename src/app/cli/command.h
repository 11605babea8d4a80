// The table of commands: one row per family, in the order of the help. A new command is one file and one row here.
// THREADS: one. ERRORS: none.
#pragma once

#include "app/cli/cli.h"

namespace sa {

void add_serve(CommandSpec& all);  // serve, worker
void add_migrate(CommandSpec& all);
void add_import(CommandSpec& all);  // import mail
void add_sync(CommandSpec& all);
void add_search(CommandSpec& all);
void add_analyze(CommandSpec& all);
void add_check(CommandSpec& all);
void add_drafts(CommandSpec& all);        // drafts list|show|approve|reject|send
void add_audit(CommandSpec& all);         // audit verify|export|anchor
void add_user(CommandSpec& all);          // user add|disable|enable|password, key add|revoke
void add_beliefs(CommandSpec& all);       // beliefs export
void add_questions(CommandSpec& all);     // questions list|answer
void add_suppressions(CommandSpec& all);  // suppressions list|add|check|remove
void add_contacts(CommandSpec& all);      // contacts list|show|export|merge|unmerge|erase
void add_task(CommandSpec& all);          // task list|add|done|cancel
void add_sequence(CommandSpec& all);      // sequence list|show|put|activate|archive|preview
void add_segment(CommandSpec& all);       // segment list|show|put|count
void add_campaign(CommandSpec& all);      // campaign list|show|create|launch|pause|resume|cancel|progress
void add_why(CommandSpec& all);           // why
void add_simulate(CommandSpec& all);
void add_report(CommandSpec& all);   // report sending|variants|agents|operators|pipeline
void add_policy(CommandSpec& all);   // policy packs list|show|enable|disable
void add_enroll(CommandSpec& all);   // enroll add|list|show|pause|resume|stop|retry
void add_mailbox(CommandSpec& all);  // mailbox list|show|add|connect|pause|resume|handover
void add_auth(CommandSpec& all);     // auth google|hubspot
void add_doctor(CommandSpec& all);
void add_demo(CommandSpec& all);
void add_config(CommandSpec& all);
void add_version(CommandSpec& all);  // version, openapi

inline constexpr AddCommand kCommands[] = {
    add_serve,        add_migrate,  add_import, add_sync,     add_search,  add_analyze,
    add_check,        add_drafts,   add_audit,  add_user,     add_beliefs, add_questions,
    add_suppressions, add_contacts, add_task,   add_sequence, add_segment, add_campaign,
    add_simulate,     add_report,   add_policy, add_enroll,   add_mailbox, add_why,
    add_auth,         add_doctor,   add_demo,   add_config,   add_version,
};

}  // namespace sa
