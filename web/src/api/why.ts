/** Why mail does not go out. */
import type { Why } from "./client";
import { call } from "./http";

/** Of a campaign, of a mailbox, of a draft; of all mail where nothing is named. */
export type WhyScope = { campaign_id?: string; mailbox_id?: string; draft_id?: string };

export const get_why = async (scope: WhyScope): Promise<Why> =>
  (await call<Why>("GET", `/api/why?${new URLSearchParams(scope)}`)).body;
