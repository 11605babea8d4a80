/** The words about why mail does not go out; they are fetched with the screens that show it. */
import { say as first } from "./strings";

export const say = {
  title: first.why_no_mail,
  looking: "Looking…",
  failed: "The causes could not be fetched.",
  try_again: "Try again",
  sending: "Mail is going out.",
  next_send: (when: string) => `The next approved mail leaves ${when}.`,
  nothing_leaves: "No mail leaves by itself.",
  mails: (count: number) => `${count.toLocaleString("en")} ${count === 1 ? "mail" : "mails"}`,
  until: (when: string) => `until ${when}`,
} as const;
