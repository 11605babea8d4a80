// @vitest-environment jsdom
import { mount, flushSync, unmount } from "svelte";
import { afterEach, expect, test, vi } from "vitest";
import type { Question } from "../../api/client";
import { notices } from "../../lib/notices.svelte";
import QuestionCard from "./QuestionCard.svelte";
import { Questions } from "./questions.svelte";
import { excerpt } from "./words";

const question = (more: Partial<Question> = {}): Question => ({
  question_id: "q-1",
  kind: "opt_out",
  contact_id: "c-1",
  enrollment_id: null,
  message_id: "m-1",
  rule: "opt_out.words",
  words: "no more of this",
  span: { start: 0, end: 15 },
  language: "en",
  status: "OPEN",
  answer: null,
  answered_by: null,
  answered_at: null,
  created_at: "2026-11-18T10:00:00Z",
  contact_name: "Ben",
  contact_email: "ben@example.net",
  subject: "Your offer",
  text: "no more of this, please. Which plan has an API?",
  asking: "Does this person wish no more mail from us?",
  answers: ["continue", "stop", "suppress"],
  ...more,
});
const json = (status: number, body: unknown) =>
  new Response(JSON.stringify(body), { status, headers: { "content-type": "application/json" } });

afterEach(() => {
  vi.unstubAllGlobals();
  document.body.replaceChildren();
  while (notices.dismiss_last());
});

/** A server with these open questions, and what it was sent. */
function serve(open: Question[], answered: () => Response = () => json(200, {})): RequestInit[] {
  const posts: RequestInit[] = [];
  vi.stubGlobal("fetch", async (_path: string, init: RequestInit) => {
    if (init.method !== "POST") return json(200, { items: open, next: null });
    posts.push({ ...init, window: null });
    const response = answered();
    if (response.status === 200) open.shift();
    return response;
  });
  return posts;
}

const make = () => {
  const told = { answered: 0 };
  const questions = new Questions({ on_signed_out: () => {}, on_answered: () => told.answered++ });
  return { questions, told };
};

test("the doubtful words are marked in the mail, also behind letters of several bytes", () => {
  const text = "Grüße aus Köln: no more of this, bitte.";
  const start = new TextEncoder().encode(text.slice(0, text.indexOf("no more"))).length;
  const pieces = excerpt(question({ text, span: { start, end: start + 15 } }));
  expect(pieces.map((piece) => [piece.text, piece.ids.length])).toEqual([
    ["Grüße aus Köln: ", 0],
    ["no more of this", 1],
    [", bitte.", 0],
  ]);
});

test("words without a place are shown alone", () => {
  const pieces = excerpt(question({ span: { start: 0, end: 0 } }));
  expect(pieces.map((piece) => piece.text)).toEqual(["no more of this"]);
});

test("the card asks about the oldest question, and each answer has a key", async () => {
  serve([question(), question({ question_id: "q-2", contact_name: "Eva" })]);
  const { questions } = make();
  await questions.refresh();
  const card = mount(QuestionCard, { target: document.body, props: { questions, may_answer: true } });
  flushSync();
  expect(document.body.textContent).toContain("Ben (ben@example.net)");
  expect(document.body.textContent).toContain("1 of 2");
  expect(document.querySelector("mark")?.textContent).toBe("no more of this");
  const keys = [...document.querySelectorAll("button")].map((each) => each.getAttribute("aria-keyshortcuts"));
  expect(keys).toEqual(["7", "8", "9"]);
  await unmount(card);
});

test("an answer is sent once, and the next question is shown", async () => {
  const posts = serve([question(), question({ question_id: "q-2" })]);
  const { questions, told } = make();
  await questions.refresh();
  await Promise.all([questions.answer("suppress"), questions.answer("continue")]);
  expect(posts.map((post) => post.body)).toEqual([JSON.stringify({ answer: "suppress" })]);
  expect(questions.shown?.question_id).toBe("q-2");
  expect(told.answered).toBe(1);
});

test("who was slower is told what the other said", async () => {
  const open = [question()];
  serve(open, () => {
    open.shift();
    return json(409, { status: 409, detail: 'Eva said "continue".' });
  });
  const { questions } = make();
  await questions.refresh();
  await questions.answer("suppress");
  expect(questions.shown).toBeNull();
  expect(notices.list.at(-1)?.lines.join(" ")).toContain('Eva said "continue"');
});
