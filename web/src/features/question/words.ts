/** What the answers to a question are called, and which piece of the mail is shown beside it. */
import type { Question, QuestionAnswer } from "../../api/client";
import { segments, span_reader, type Segment } from "../../lib/spans";

interface AnswerWords {
  key: string;
  label: string;
  /** What happens then, for who hesitates. */
  effect: string;
  /** Said when it was done. */
  done: string;
}

export const kAnswers: Record<QuestionAnswer, AnswerWords> = {
  continue: {
    key: "7",
    label: "No, go on",
    effect: "The hold ends. Drafts can be sent.",
    done: "Mail may go on",
  },
  stop: {
    key: "8",
    label: "Stop for now",
    effect: "Drafts that could still leave are rejected.",
    done: "What was under way is stopped",
  },
  suppress: {
    key: "9",
    label: "Yes, never write",
    effect: "We never write to this person again.",
    done: "We will not write to them again",
  },
};

/** Enough around the words to judge them; the rest of the mail is one click away. */
const kAround = 240;

/** The mail's text around the doubtful words, with these marked; only the words where they have no place in it. */
export function excerpt(question: Question): Segment[] {
  const place = span_reader(question.text)(question.span);
  if (!place) return [{ text: question.words, ids: ["doubt"], tone: "issue" }];
  const from = Math.max(0, place.start - kAround);
  const to = Math.min(question.text.length, place.end + kAround);
  const before = from > 0 ? "… " : "";
  const after = to < question.text.length ? " …" : "";
  const text = before + question.text.slice(from, to) + after;
  const shift = before.length - from;
  return segments(text, [{ id: "doubt", tone: "issue", start: place.start + shift, end: place.end + shift }]);
}

export const contact_words = ({ contact_name, contact_email }: Question): string =>
  contact_name ? `${contact_name} (${contact_email})` : contact_email;
