// The people: each draft is created, approved and sent over HTTP by somebody who does not give up when a server dies, and
// who remembers what was acknowledged.
import { pause } from "./random.mjs";

const kPatienceMs = 120_000;
const kBody =
  "Hello,\n\nwould a short call about stock counting help your team? I am free most mornings this week.\n";

export class Client {
  constructor(house, random) {
    this.house = house;
    this.random = random;
    this.drafts = new Map(); // id -> what was wished and acknowledged
    this.surprises = []; // answers that nobody should get
  }

  /** One request to any server: {status, body}, or null when no answer came. */
  async #ask(method, path, body) {
    const { url } = this.random.pick(this.house.servers);
    try {
      const answer = await fetch(`${url}/api/operator/drafts${path}`, {
        method,
        headers: { "content-type": "application/json" },
        body: body && JSON.stringify(body),
        signal: AbortSignal.timeout(40_000),
      });
      return { status: answer.status, body: await answer.json() };
    } catch {
      return null;
    }
  }

  /** Asks until the answer is one of `wanted`; 5xx, 429 and no answer at all are asked again. */
  async #insist(method, path, body, wanted) {
    for (
      const end = Date.now() + kPatienceMs;
      Date.now() < end;
      await pause(50 + this.random.between(0, 200))
    ) {
      const answer = await this.#ask(method, path, body);
      if (answer && wanted.includes(answer.status)) return answer;
      if (answer && answer.status < 500 && answer.status !== 429) {
        this.surprises.push(`${method} ${path}: ${answer.status} ${answer.body.detail ?? ""}`);
        return answer;
      }
    }
    this.surprises.push(`${method} ${path}: no answer in ${kPatienceMs / 1000} s`);
    return null;
  }

  /** `wish`: "send", "approve" (and no more), "create" (and no more; that it cannot be sent is tried). */
  async run({ id, recipient, subject, wish }) {
    const draft = { id, recipient, wish, created: false, approved: false, accepted: false };
    this.drafts.set(id, draft);
    const made = await this.#insist(
      "POST",
      `?draft_id=${id}`,
      { recipient, subject, body: kBody, metadata: {} },
      [201],
    );
    draft.created = made?.status === 201;
    if (!draft.created) return;
    if (wish === "create") {
      await this.#insist("POST", `/${id}/send`, null, [409]);
      return;
    }
    await this.#approve(draft);
    if (draft.approved && wish === "send") await this.press(draft);
  }

  async #approve(draft) {
    const answer = await this.#insist("POST", `/${draft.id}/approve`, { approved_by: "Torture" }, [200, 409]);
    // 409: an earlier request was heard and its answer lost.
    const now = answer?.status === 409 ? await this.#insist("GET", `/${draft.id}`, null, [200]) : answer;
    draft.approved = now?.body.status === "APPROVED";
    if (!draft.approved) this.surprises.push(`${draft.id} could not be approved: ${now?.body.status}`);
  }

  /** Presses Send until the program has taken the wish over, or holds it for a reason that it names. */
  async press(draft) {
    const answer = await this.#insist("POST", `/${draft.id}/send`, null, [200, 202, 409, 429]);
    draft.accepted = answer?.status === 200 || answer?.status === 202;
    draft.held = answer?.status === 429 || (answer?.status === 409 ? (answer.body.detail ?? "held") : null);
  }

  /** `count` drafts, `flight` at once. `describe` gives each its words. */
  async crowd(count, flight, describe, isOver = () => false) {
    let next = 0;
    const one = async () => {
      while (next < count && !isOver()) await this.run(describe(next++));
    };
    await Promise.all(Array.from({ length: flight }, one));
    return next;
  }
}
