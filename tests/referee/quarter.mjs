// A campaign from its launch on: the clock goes from one instant at which something is due to the next, a person approves what is drafted, and the
// people of the world answer. What the program acknowledged, and when, is kept for the judge.
import { Ledger } from "./ledger.mjs";
import { contactList, mbox, people, react } from "./world.mjs";

const kDay = 86_400_000;
const kFlight = 8;

export const kSteps = [
  { step_id: "first", mark: "Would a short call about stock counting help your team?" },
  { step_id: "again", mark: "Did my first mail about the stock reach you in the end?" },
  { step_id: "last", mark: "This is my last mail about counting stock this year." },
];

function sequence(hours) {
  const [from, to] = hours.map((hour) => `${String(hour).padStart(2, "0")}:00`);
  const body = (mark) => `Dear {{first_name}},\n\n${mark} {{company|"Your company"}} may gain a day each month.\n\nI am free most mornings.\n`;
  return {
    sequence_id: "quarter",
    name: "Quarter",
    window: { days: ["mo", "tu", "we", "th", "fr"], from, to, zone: "contact" },
    steps: [
      { step_id: "first", kind: "email", after_days: 0, thread: "new", subject: "Stock at {{company|\"your place\"}}", body: body(kSteps[0].mark) },
      { step_id: "again", kind: "email", after_days: 3, thread: "same", body: body(kSteps[1].mark) },
      { step_id: "last", kind: "email", after_days: 5, thread: "new", subject: "Counting less, {{first_name}}", body: body(kSteps[2].mark) },
    ],
  };
}

export class Quarter {
  constructor(site, { contacts, hours, random, isQuiet, kills, days }) {
    Object.assign(this, { site, hours, random, isQuiet, kills, days });
    this.contacts = people(contacts);
    this.byAddress = new Map(this.contacts.map((each) => [each.email, each]));
    this.ledger = new Ledger(site.boxes);
    this.approved = [];
    this.stops = [];
    this.coming = []; // what the world will do, by time
    this.end = site.clock + days * kDay;
  }

  async prepare() {
    const { site } = this;
    await site.run(["import", "contacts", site.write("contacts.csv", contactList(this.contacts)), "--basis", "customer", "--by", "Referee"]);
    await site.must("POST", "/api/sequences", sequence(this.hours));
    await site.must("POST", "/api/sequences/quarter/activate");
    await site.must("POST", "/api/segments", { segment_id: "all", name: "All", filter: null });
    await site.must("POST", "/api/campaigns", { campaign_id: "quarter", name: "Quarter", sequence_id: "quarter", segment_id: "all", mailboxes: site.mailboxes });
  }

  /** The simulator's lines. */
  async plan() {
    const out = await this.site.run(["simulate", "quarter", "--days", String(this.days), "--json"]);
    return out.trim().split("\n").map((line) => JSON.parse(line));
  }

  async live() {
    const { site } = this;
    await site.must("POST", "/api/campaigns/quarter/launch", { confirm_count: this.contacts.length });
    while (site.clock < this.end) {
      const next = await this.#settle();
      const world = this.coming[0]?.at ?? Infinity;
      const at = Math.min(next ?? Infinity, Math.ceil(world / 1000) * 1000, this.end);
      if (this.kills > 0 && this.random.next() < 0.02) {
        --this.kills;
        await site.kill(this.random);
      }
      await site.moveTo(Math.max(at, site.clock));
      if (world <= site.clock) await this.#happen();
    }
    await this.#settle();
  }

  /** Until nothing is due, and nothing waits for a person. */
  async #settle() {
    for (;;) {
      const next = await this.site.rest();
      const wasApproved = await this.#approve();
      for (const mail of this.ledger.look()) this.#answer(mail);
      if (!wasApproved) return next;
    }
  }

  async #approve() {
    const { site } = this;
    const drafts = await site.must("GET", "/api/operator/drafts/pending?limit=1000");
    const waiting = drafts.filter(({ source }) => source.sequence_id === "quarter");
    let approved = 0;
    const one = async () => {
      for (let draft = waiting.pop(); draft; draft = waiting.pop()) {
        const { id } = draft;
        const answer = await site.ask("POST", `/api/operator/drafts/${id}/approve`, { approved_by: "Referee" });
        if (answer && answer.status === 409) continue; // held or blocked meanwhile; it stays unapproved
        const now = answer?.status === 200 ? answer.body : await site.must("GET", `/api/operator/drafts/${id}`);
        if (now.status === "PENDING_APPROVAL" || now.status === "REJECTED") continue;
        ++approved;
        this.approved.push({ recipient: now.recipient, subject: now.subject, body: now.body });
      }
    };
    await Promise.all(Array.from({ length: kFlight }, one));
    return approved > 0;
  }

  #answer(mail) {
    if (this.isQuiet) return;
    const contact = this.byAddress.get(mail.to);
    const event = contact && react(mail, contact, this.site.mailboxes, this.random);
    if (!event) return;
    this.coming.push(event);
    this.coming.sort((a, b) => a.at - b.at);
  }

  /** All that has come by now: mail in one import, requests one by one. */
  async #happen() {
    const { site } = this;
    const now = this.coming.filter(({ at }) => at <= site.clock);
    this.coming = this.coming.slice(now.length);
    const mails = now.flatMap((event) => event.mails);
    if (mails.length > 0)
      await site.run(["import", "mail", site.write(`in-${site.clock}.mbox`, mbox(mails))]);
    for (const { request } of now) {
      if (!request) continue;
      if (request.path) await site.must(request.method, request.path, request.body);
      else {
        const url = new URL(request.url);
        await site.must("POST", url.pathname + url.search, request.form, { "content-type": "application/x-www-form-urlencoded" });
      }
    }
    for (const mail of this.ledger.look()) this.#answer(mail);
    const index = this.ledger.mails.length;
    for (const { kind, contact, stops, until } of now) if (stops) this.stops.push({ kind, contact, stops, until, index });
  }

  /** Why a contact gets no more mail, in the program's words. */
  async reasons() {
    const { site } = this;
    const reasons = new Map();
    for (let after = ""; after !== null; ) {
      const page = await site.must("GET", `/api/enrollments?campaign_id=quarter&limit=200${after && `&after=${encodeURIComponent(after)}`}`);
      for (const each of page.items) {
        const waits = ["WAITING", "DRAFTED"].includes(each.status) && each.next_at && Date.parse(each.next_at) > this.end - 7 * kDay;
        const why = each.reason?.rule && each.reason.words ? `${each.reason.rule}: ${each.reason.words}` : waits ? "its turn is to come" : "";
        if (why) reasons.set(each.contact_id, why);
      }
      after = page.next;
    }
    for (let after = ""; after !== null; ) {
      const page = await site.must("GET", `/api/campaigns/quarter/skipped?limit=200${after && `&after=${encodeURIComponent(after)}`}`);
      for (const each of page.items) if (each.rule && each.words) reasons.set(each.contact_id, each.words);
      after = page.next ?? null;
    }
    return reasons;
  }
}
