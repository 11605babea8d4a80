/** The words of the app, in one place: plain English, under twelve words a sentence. What an error says comes from the server. */

const many = (count: number, one: string, more: string) =>
  `${count.toLocaleString("en")} ${count === 1 ? one : more}`;

export const say = {
  // frame
  screens: "Screens",
  palette_title: "What would you like to do?",
  palette_field: "Type an action, a name or an address",
  palette_search: (words: string) => `Search all mail for “${words}”`,
  search_or_act: "Search or do…",
  offline: "No connection",

  // what a draft is worth
  clean: "Clean",
  check: (count: number) => `Check ${count}`,
  blocked: "Blocked",
  clean_why: "Nothing needs a look.",
  check_why: (count: number) => `Look at ${many(count, "point", "points")} before you approve.`,
  blocked_why: "This mail cannot be sent. See why.",
  approve: "Approve",
  approve_points: (count: number) => `Approve: ${many(count, "point", "points")} left`,
  look_first: (count: number) => `${many(count, "point is", "points are")} left to look at. Press n.`,
  all_seen: "You looked at every point.",
  no_points: "Nothing needs a look here.",
  seen: "Seen",
  mark_seen: "Mark as seen",
  check_these: "Check these",
  passed: (names: string) => `Passed: ${names}.`,
  sends_now: "Can be sent as soon as you approve.",
  sends_at: (when: string) => `Outside sending hours. Goes out ${when}, or send now.`,
  waits_until: (when: string) => `Waits until ${when}.`,
  queued: (title: string) => `${title}: next, once this is done`,

  // what was believed
  why_answer: "Why answer",
  likely: (percent: number) => `${percent} % sure that it deserves an answer`,
  mood: { positive: "Friendly", neutral: "Neutral", negative: "Unhappy" } as Record<string, string>,
  kind_label: "Kind",
  intent_label: "Wants",
  mood_label: "Mood",
  language_label: "Language",
  back_label: "Back on",
  attachments_label: "Attached",
  injection_title: "This mail tries to instruct an AI",
  injection_words: "We ignored the instructions. The words are marked.",
  doubt_title: (words: string) => `Not sure: “${words}”`,
  reasons: (count: number) => many(count, "reason", "reasons"),
  found: "Found in the mail",
  no_belief: "This draft is not a reply, so there is nothing to show.",
  who: "Who",
  history: "History",
  origin: "Origin",
  claims_sourced: (count: number) => many(count, "claim with a source", "claims with a source"),

  // decisions
  undo: "Undo",
  nothing_to_undo: "Nothing to undo.",
  undone: "Undone",
  overrules: (who: string, when: string) => `${who} approved this${when}. Rejecting undoes that.`,
  overruled: (who: string, what: string) => `${who} ${what} a draft you decided on`,
  conflict_title: (who: string) => `${who} edited this draft`,
  changed_by: (who: string, version: number) => `${who} saved version ${version} while you were reading.`,
  see_changes: "See changes",
  hide_changes: "Hide changes",
  show_version: (version: number) => `Show version ${version}`,
  keep_mine: "Save mine over theirs",
  take_theirs: "Take theirs",
  your_text: "Struck out: theirs. Underlined: yours.",
  their_text: "Struck out: before. Underlined: now.",
  somebody: "Somebody",

  // inbox
  inbox: "Inbox",
  inbox_all: "All",
  splits: {
    interested: "Interested",
    question: "Questions",
    not_now: "Not now",
    out_of_office: "Away",
    opt_out: "Opt-out",
    bounce: "Bounces",
    doubt: "In doubt",
    quarantine: "Quarantine",
    other: "Other",
  },
  inbox_empty: "No mail here.",
  inbox_pick: "Pick a mail on the left.",
  inbox_more: "Older mail",
  inbox_looking: "Looking through older mail…",
  inbox_failed: "The mail could not be fetched.",
  to_draft: "Open its draft",
  stopped: {
    opt_out: "We no longer write to them.",
    out_of_office: "We wait until they are back.",
    bounce: "It did not arrive.",
  } as Record<string, string>,

  // reports
  reports: "Reports",
  period: { last_7_days: "7 days", last_30_days: "30 days", last_90_days: "90 days" } as Record<
    string,
    string
  >,
  unknown_figure: "not measured",
  from_to: (from: string, to: string) => `${from} to ${to}`,
  download_csv: "Download as CSV",
  reports_failed: "The figures could not be fetched.",
  reports_off: "Reports are switched off on this server.",
} as const;
