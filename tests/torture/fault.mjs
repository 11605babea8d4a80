// The plan of faults of a run: every kind of lost answer, a tenth of the calls that send and some of the others.

/** Each kind of lost answer, and of a no that is none; `effect`: whether the mail left, where one kind has it both ways. */
const kLost = [
  { fault: "accept_then_drop" },
  { fault: "accept_then_500" },
  { fault: "accept_then_500", status: 409 },
  { fault: "accept_then_500", status: 429, retry_after: 1 },
  { fault: "accept_late", ms: 20 },
  { fault: "accept_late", ms: 2500 },
  { fault: "hang", when: "before" },
  { fault: "hang", when: "after" },
  { fault: "truncate" },
  { fault: "reset_before" },
  { fault: "bad_json" },
];
/** What is cheap to wait for; the hanging ones cost a deadline each. */
const isQuick = ({ fault }) => fault !== "hang" && fault !== "accept_late";

const kSend = { method: "POST", path: "/drafts/send$" };
const kCreate = { method: "POST", path: "/drafts$" };
const kDelete = { method: "DELETE" };
const kRead = { method: "GET", path: "/gmail/v1/" };

const spread = (match, kinds, share, random) =>
  kinds.map((kind) => ({ match, ...kind, probability: share / kinds.length, seed: random.seed() }));

/** `lost`: the share of lost answers. */
export function faults(random, lost) {
  const vendor = (match, fault, probability, more = {}) => ({
    match,
    fault,
    probability,
    seed: random.seed(),
    ...more,
  });
  return [
    ...spread(kSend, kLost, lost, random),
    ...spread(
      kCreate,
      kLost.filter((kind) => isQuick(kind) && kind.fault !== "reset_before"),
      lost / 2,
      random,
    ),
    vendor(kCreate, "reset_before", lost / 50),
    ...spread(kDelete, kLost.filter(isQuick), lost, random),
    vendor(kRead, "reset_before", lost / 4),
    vendor(kRead, "reject", lost / 4, { status: 503 }),
    vendor(kSend, "rewrite_message_id", lost),
    vendor({ method: "GET", path: "/messages$" }, "lag", 2 * lost, { ms: 4000 }),
    vendor(kRead, "expire_token", lost / 50),
    vendor(kSend, "expire_token", lost / 50),
  ];
}

/** For a moment nearly everything is too much, as 429 or as Gmail's 403. */
export function storm(random) {
  const rule = (status) => ({
    match: { path: "/gmail/v1/" },
    fault: "rate_limit",
    status,
    retry_after: 1,
    probability: 0.4,
    seed: random.seed(),
  });
  return [rule(429), rule(403)];
}
