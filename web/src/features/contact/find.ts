/** What is searched for among contacts or companies, as a part of the address: "find:stage=engaged&q=ada". Pure. */
import type { ContactBasis, ContactStage } from "../../api/client";

export interface Find {
  q: string;
  stage: ContactStage | null;
  basis: ContactBasis | null;
  user_id: string;
  tag: string;
  company_id: string;
}

export const kStages: readonly ContactStage[] = ["initial", "engaged", "qualified", "proposal"];
const kBases: readonly ContactBasis[] = ["consent", "customer", "legitimate_interest", "public_business"];
export const kEverybody: Find = { q: "", stage: null, basis: null, user_id: "", tag: "", company_id: "" };
const kMark = "find:";

/** As the server takes it, and as it stands in the address; what is not searched for is left out. */
export function find_params(find: Find): URLSearchParams {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(find)) if (value) params.set(name, value as string);
  return params;
}

/** The place in the address; null: everybody. */
export function find_place(find: Find): string | null {
  const words = find_params(find).toString();
  return words === "" ? null : `${kMark}${words}`;
}

const one_of = <T extends string>(all: readonly T[], value: string | null): T | null =>
  all.find((each) => each === value) ?? null;

/** What a place searches for; null: it is one person's, or one company's. */
export function parse_find(place: string | null): Find | null {
  if (place === null) return kEverybody;
  if (!place.startsWith(kMark)) return null;
  const params = new URLSearchParams(place.slice(kMark.length));
  const text = (name: string) => params.get(name) ?? "";
  return {
    q: text("q"),
    stage: one_of(kStages, params.get("stage")),
    basis: one_of(kBases, params.get("basis")),
    user_id: text("user_id"),
    tag: text("tag"),
    company_id: text("company_id"),
  };
}
