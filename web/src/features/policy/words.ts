/** What packs, their rules and their parameters are called. Pure. */
import type { PolicyPack, PolicyRule } from "../../api/client";

export type Tone = "good" | "amber" | "red" | "plain";

/** How a rule ends, from a mail's point of view. */
export function outcome_view(outcome: PolicyRule["outcome"]): { words: string; tone: Tone } {
  switch (outcome) {
    case "block":
      return { words: "Blocks", tone: "red" };
    case "hold":
      return { words: "Holds", tone: "amber" };
    case "warn":
      return { words: "Warns", tone: "amber" };
    default:
      return { words: "Informs", tone: "plain" };
  }
}

export function countries_words(countries: readonly string[]): string {
  if (countries.length === 0) return "Every contact";
  const names = new Intl.DisplayNames("en", { type: "region" });
  return countries.map((code) => names.of(code) ?? code).join(", ");
}

/** "relationship months: 24; inquiry months: 6"; empty without any. */
export function parameter_words(parameters: Readonly<Record<string, unknown>>): string {
  const value = (given: unknown): string =>
    Array.isArray(given) ? given.map(value).join(", ") : plain(String(given));
  return Object.entries(parameters)
    .map(([name, given]) => `${plain(name)}: ${value(given)}`)
    .join("; ");
}
const plain = (name: string) => name.replaceAll("_", " ");

/** Those that are on first, then by name. */
export function ordered(packs: readonly PolicyPack[]): PolicyPack[] {
  return [...packs].sort(
    (a, b) => Number(b.enabled) - Number(a.enabled) || a.name.localeCompare(b.name, "en"),
  );
}
