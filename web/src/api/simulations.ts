/** Simulations: what a campaign would send, and when. Nothing is written by them. */
import type { SimulationCard } from "./client";
import { call } from "./http";
import type { Page } from "./pages.svelte";

/** Lines of a plan. */
export interface PlannedSend {
  at: string;
  mailbox: string;
  contact_id: string;
  recipient: string;
  step_id: string;
  subject: string;
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

/** When drafts are approved: at once, four hours later, or not. */
export type Approval = "all" | "after=4h" | "none";
export interface SimulationWish {
  campaign_id: string;
  days: number;
  approve: Approval;
}

const path = (id: string, kind = "") => `/api/simulations/${encodeURIComponent(id)}${kind && `/${kind}`}`;

/** RUNNING where it takes longer. */
export const create_simulation = async (wish: SimulationWish) =>
  (await call<SimulationCard>("POST", "/api/simulations", wish)).body;
export const get_simulation = async (id: string) => (await call<SimulationCard>("GET", path(id))).body;

const lines = async <T>(id: string, kind: string, after: string | null) => {
  const query = new URLSearchParams({ limit: "100", ...(after === null ? {} : { after }) });
  return (await call<Page<T>>("GET", `${path(id, kind)}?${query}`)).body;
};
export const list_planned_sends = (id: string, after: string | null) =>
  lines<PlannedSend>(id, "sends", after);
export const list_planned_days = (id: string, after: string | null) => lines<PlannedDay>(id, "days", after);
export const list_planned_skips = (id: string, after: string | null) =>
  lines<PlannedSkip>(id, "skips", after);
