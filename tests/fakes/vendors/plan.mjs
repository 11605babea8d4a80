// The fault plan: rules that say which call, or which push, is to fail and how. The same for every vendor.
//
// A rule is {match: {method, path, body}, after, times, probability, seed, fault, ...}: `path` is a regular expression
// on the path without its query, `body` one on the body; the first `after` matches pass, then at most `times` are hit
// (all of them without it), each with `probability`, drawn from a generator of its own that starts at `seed`.
// What a fault needs besides (status, retry_after, when, ms, bytes, ...) stands in the rule.

/** Fault -> where it bites. At most one `wire` fault hits a call; the others add up. */
export const kFaults = {
  accept_then_drop: "wire",
  accept_then_500: "wire",
  accept_late: "wire",
  reject: "wire",
  rate_limit: "wire",
  hang: "wire",
  slow_loris: "wire",
  truncate: "wire",
  reset_before: "wire",
  bad_json: "wire",
  huge_body: "wire",
  expire_token: "vendor",
  invalid_grant: "vendor",
  consent_denied: "vendor",
  lag: "vendor",
  rewrite_message_id: "vendor",
  history_too_old: "vendor",
  obey_attacker: "vendor",
  refusal: "vendor",
  length: "vendor",
  invalid_json: "vendor",
  wrong_schema: "vendor",
  empty: "vendor",
  content_filter: "vendor",
  wrong_dimension: "vendor",
  missing_embedding: "vendor",
  not_finite: "vendor",
  other_order: "vendor",
  duplicate_push: "push",
  late_push: "push",
};

/** A small generator of numbers in [0, 1) that a seed fixes (mulberry32). */
function randomFrom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

class Rule {
  constructor(given) {
    const known = Object.hasOwn(kFaults, given.fault);
    if (!known)
      throw new TypeError(`plan: no fault "${given.fault}"; there are ${Object.keys(kFaults).join(", ")}`);
    for (const field of Object.keys(given.match ?? {})) {
      if (!["method", "path", "body"].includes(field))
        throw new TypeError(`plan: cannot match by "${field}"`);
    }
    this.given = given;
    this.layer = kFaults[given.fault];
    this.path = new RegExp(given.match?.path ?? "");
    this.body = new RegExp(given.match?.body ?? "", "s");
    this.random = randomFrom(given.seed ?? 1);
    this.seen = 0;
    this.hit = 0;
  }

  fits(method, path, body) {
    const wanted = this.given.match?.method;
    return (
      (!wanted || wanted === method) &&
      this.path.test(path) &&
      (!this.given.match?.body || this.body.test(body))
    );
  }

  fires() {
    this.seen += 1;
    if (this.seen <= (this.given.after ?? 0) || this.hit >= (this.given.times ?? Infinity)) return false;
    if (this.random() >= (this.given.probability ?? 1)) return false;
    this.hit += 1;
    return true;
  }
}

export class Plan {
  #rules = [];

  /** Replaces the rules. Throws TypeError, naming the fault, when one makes no sense; then the old rules stay. */
  set(rules) {
    if (!Array.isArray(rules)) throw new TypeError("plan: a list of rules is needed");
    this.#rules = rules.map((given) => new Rule(given));
  }

  /** What hits this call: `wire` is a rule or null, `vendor` a map from fault to rule. */
  forCall(method, path, body) {
    const faults = { wire: null, vendor: new Map() };
    for (const rule of this.#rules) {
      if (rule.layer === "push" || (rule.layer === "wire" && faults.wire)) continue;
      if (!rule.fits(method, path, body) || !rule.fires()) continue;
      if (rule.layer === "wire") faults.wire = rule.given;
      else faults.vendor.set(rule.given.fault, rule.given);
    }
    return faults;
  }

  /** What hits a delivery to `path` of ours: a map from fault to rule. */
  forPush(path) {
    const hit = this.#rules.filter(
      (rule) => rule.layer === "push" && rule.fits("POST", path, "") && rule.fires(),
    );
    return new Map(hit.map((rule) => [rule.given.fault, rule.given]));
  }

  state() {
    return this.#rules.map(({ given, seen, hit }) => ({ ...given, seen, hit }));
  }
}
