import { expect, test } from "vitest";
import type { Status } from "../../api/client";
import { approval_words, clock_words, mail_words, send_words, writer_words } from "./words";

const status = (more: Partial<Status>): Status => ({
  status: "operational",
  operator_mode: true,
  approval_required: true,
  rate_limits: { max_emails_per_day: 20, max_emails_per_week: 2, domain_day_max: 0, company_week_max: 0 },
  environment: "development",
  version: "1",
  mail_provider: "outbox",
  mail_leaves: false,
  writer: "template",
  queue_depth: 0,
  drafts: {},
  database: "sqlite",
  oldest_pending_at: null,
  questions: 0,
  clock: { simulated: false, now: "2026-11-30T09:00:00Z", due: 0, next_at: null },
  jobs: {},
  dead_jobs: [],
  workers: [],
  breakers: [],
  ...more,
});

test.each([
  [status({}), "Mail goes to the outbox folder; nothing is delivered", "to the outbox folder"],
  [status({ mail_provider: "gmail", mail_leaves: true }), "Mail goes out through gmail", "through gmail"],
])("where mail goes", (now, strip, beside_send) => {
  expect(mail_words(now)).toBe(strip);
  expect(send_words(now)).toBe(beside_send);
});

test("before the server said anything, nothing is claimed", () => {
  expect(send_words(null)).toBe("");
});

test("who writes and who approves", () => {
  expect(writer_words(status({}))).toMatch(/no language model/);
  expect(writer_words(status({ writer: "openai" }))).toBe("Text by openai");
  expect(approval_words(status({}))).toMatch(/person/);
  expect(approval_words(status({ approval_required: false }))).toMatch(/policy/);
});

test("simulated time says what it is, and real time says nothing", () => {
  expect(clock_words(status({}))).toBe("");
  const simulated = status({
    clock: { simulated: true, now: "2027-03-01T09:00:00Z", due: 0, next_at: null },
  });
  expect(clock_words(simulated)).toBe("Time is simulated: Monday, 1 March 2027 at 09:00 UTC");
});
