/**
 * What people do to drafts: one request each, shown as under way at once, as done only when the server said so, and as
 * refused in words. A request that got no answer keeps its key: made again, it is the same request to the server.
 */
import * as api from "../../api/client";
import type { Draft, Me } from "../../api/client";
import { new_uuid } from "../../lib/uuid";
import { kActions, refusal_of, type Action, type Refusal } from "./decide";

/** What was found out about a send whose answer was lost. */
export interface Found {
  was_sent: boolean;
  provider_message_id: string;
  reason: string;
}

export type Decision =
  | { action: "approve"; acknowledged: string[] }
  | { action: "send"; wait_s: number }
  | { action: "withdraw" | "reopen" }
  | { action: "snooze"; until: string | null }
  | { action: "reject"; reason: string }
  | { action: "vouch"; claim_id: string; reason: string }
  | { action: "settle"; found: Found };

interface DecisionsOptions {
  me: () => Me;
  on_accepted: (action: Action, draft: Draft) => void;
  on_refused: (draft: Draft, refusal: Refusal) => Promise<void>;
}

export class Decisions {
  busy = $state.raw<ReadonlyMap<string, Action>>(new Map());
  refusals = $state.raw<ReadonlyMap<string, Refusal>>(new Map());
  tally = $state({ approve: 0, reject: 0, send: 0 });
  private readonly unanswered_ = new Map<string, string>();

  constructor(private readonly options_: DecisionsOptions) {}

  /** REQUIRES: nothing else is under way with this draft; Review keeps what comes meanwhile. */
  async decide(draft: Draft, decision: Decision): Promise<void> {
    const request = JSON.stringify([draft.id, draft.content_hash, decision]);
    const key = this.unanswered_.get(request) ?? new_uuid();
    const refusal = await this.run_(draft, decision.action, () => this.send_(draft, decision, key));
    if (refusal?.uncertain) this.unanswered_.set(request, key);
    else this.unanswered_.delete(request);
  }

  /** Saves an edit as a new version. */
  async save(draft: Draft, subject: string, body: string): Promise<void> {
    await this.run_(draft, "edit", () => api.edit(draft, subject, body));
  }

  clear_refusal(id: string): void {
    this.refusals = without(this.refusals, id);
  }

  /** What is under way with a draft beside the decisions of this class. */
  begin(id: string, action: Action): void {
    this.busy = new Map(this.busy).set(id, action);
  }

  end(id: string): void {
    this.busy = without(this.busy, id);
  }

  /** A send that still waits has sent nothing; what is taken back counts no more. */
  private count_(action: Action, decided: Draft): void {
    if (action === "approve" || action === "reject") this.tally[action] += 1;
    else if (action === "send" && decided.status !== "APPROVED") this.tally.send += 1;
    else if (action === "withdraw") this.tally.approve = Math.max(0, this.tally.approve - 1);
    else if (action === "reopen") this.tally.reject = Math.max(0, this.tally.reject - 1);
  }

  private async run_(draft: Draft, action: Action, request: () => Promise<Draft>): Promise<Refusal | null> {
    this.busy = new Map(this.busy).set(draft.id, action);
    this.clear_refusal(draft.id);
    try {
      const decided = await request();
      this.count_(action, decided);
      this.options_.on_accepted(action, decided);
      return null;
    } catch (error) {
      const refusal = refusal_of(error, kActions[action].refused, Date.now());
      this.refusals = new Map(this.refusals).set(draft.id, refusal);
      await this.options_.on_refused(draft, refusal);
      return refusal;
    } finally {
      this.busy = without(this.busy, draft.id);
    }
  }

  private send_(draft: Draft, decision: Decision, key: string): Promise<Draft> {
    const name = this.options_.me().name;
    switch (decision.action) {
      case "approve":
        return api.approve(draft, name, decision.acknowledged, key);
      case "reject":
        return api.reject(draft, decision.reason, name, key);
      case "send":
        return api.send(draft, decision.wait_s, key);
      case "reopen":
        return api.reopen(draft, key);
      case "snooze":
        return api.snooze(draft, decision.until, key);
      case "withdraw":
        return api.withdraw(draft, key);
      case "vouch":
        return api.acknowledge_claim(draft, decision.claim_id, decision.reason, key);
      case "settle":
        return api.decide_outcome(draft, decision.found, key);
    }
  }
}

function without<V>(map: ReadonlyMap<string, V>, id: string): Map<string, V> {
  const rest = new Map(map);
  rest.delete(id);
  return rest;
}
