/** Simulations: what a campaign would send, and when. Nothing is written by them. */
import type { SimulationCard } from "./client";
import { call } from "./http";
import type { Page } from "./pages.svelte";

/** A mail that would leave; a line of a plan (SEQUENCES, 6). */
export interface PlannedSend {
  at: string;
  /** With the offset of the window's zone. */
  local_at: string;
  mailbox: string;
  contact_id: string;
  recipient: string;
  step_id: string;
  subject: string;
  verdict: string;
}
export interface PlannedDay {
  date: string;
  mailbox: string;
  sent: number;
  quota: number;
  held: number;
}
export interface PlannedSkip {
  contact_id: string;
  rule: string;
  words: string;
}
export type Approval = "all" | "after=4h" | "none";
export interface SimulationWish {
  campaign_id: string;
  days: number;
  approve: Approval;
}

export const create_simulation = async (wish: SimulationWish) =>
  (await call<SimulationCard>("POST", "/api/simulations", wish, { timeout_ms: 120_000 })).body;

const lines = async <T>(id: string, kind: string, after: string | null) => {
  const query = new URLSearchParams({ limit: "100", ...(after === null ? {} : { after }) });
  return (await call<Page<T>>("GET", `/api/simulations/${encodeURIComponent(id)}/${kind}?${query}`)).body;
};
export const list_simulated_sends = (id: string, after: string | null) => lines<PlannedSend>(id, "sends", after);
export const list_simulated_days = (id: string, after: string | null) => lines<PlannedDay>(id, "days", after);
export const list_simulated_skips = (id: string, after: string | null) => lines<PlannedSkip>(id, "skips", after);
