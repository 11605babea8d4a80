/** Conditions on contacts, as the server takes them, as rows that a person edits, and in words. Pure. */
import { say } from "./strings_sequences";

export type Operator = "is" | "in" | "exists" | "before" | "after" | "contains";
export interface ConditionRow {
  field: string;
  op: Operator;
  /** Of `in`: parted by commas. */
  value: string;
  negated: boolean;
}
export interface ConditionRows {
  join: "all" | "any";
  rows: ConditionRow[];
}

const kTexts = [
  "email",
  "first_name",
  "last_name",
  "name",
  "company",
  "company_domain",
  "title",
  "phone",
  "country",
  "timezone",
  "language",
  "source",
  "linkedin_url",
  "contact_id",
  "company_id",
  "user_id",
  "mailbox_id",
];
const kInstants = ["created_at", "updated_at", "basis_at"];
/** The fields of a contact that can be compared; `custom.<name>` besides. */
export const kConditionFields: readonly string[] = ["stage", "tag", ...kTexts, "basis", ...kInstants];

/** Values of a field that has only a few. */
export const kFieldValues: Record<string, readonly string[]> = {
  stage: ["initial", "engaged", "qualified", "proposal"],
  basis: ["consent", "customer", "legitimate_interest", "public_business"],
};

export function operators_of(field: string): readonly Operator[] {
  if (field.startsWith("custom.")) return ["is", "in", "contains", "exists", "before", "after"];
  if (kInstants.includes(field)) return ["before", "after", "exists"];
  return field in kFieldValues ? ["is", "in", "exists"] : ["is", "in", "contains", "exists"];
}

export const new_row = (): ConditionRow => ({ field: "stage", op: "is", value: "initial", negated: false });

type Fields = Record<string, unknown>;
const is_fields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function row_of(condition: unknown): ConditionRow | null {
  if (!is_fields(condition)) return null;
  if (Object.keys(condition).length === 1 && "not" in condition) {
    const inner = row_of(condition.not);
    return inner && !inner.negated ? { ...inner, negated: true } : null;
  }
  const { field, op, value } = condition;
  if (typeof field !== "string" || !operators_of(field).includes(op as Operator)) return null;
  const row = { field, op: op as Operator, value: "", negated: false };
  if (op === "exists") return { ...row, negated: value === false };
  if (op !== "in") return typeof value === "string" ? { ...row, value } : null;
  // A value with a comma would become two.
  const is_list =
    Array.isArray(value) && value.every((each) => typeof each === "string" && !each.includes(","));
  return is_list ? { ...row, value: value.join(", ") } : null;
}

/** Null: rows cannot show it, only its JSON can. */
export function rows_of(condition: unknown): ConditionRows | null {
  if (condition === null || condition === undefined) return { join: "all", rows: [] };
  const single = row_of(condition);
  if (single) return { join: "all", rows: [single] };
  if (!is_fields(condition) || Object.keys(condition).length !== 1) return null;
  const join = "all" in condition ? "all" : "any";
  const list = condition[join];
  if (!Array.isArray(list) || list.length === 0) return null;
  const rows = list.map(row_of);
  return rows.some((row) => row === null) ? null : { join, rows: rows as ConditionRow[] };
}

function comparison_of({ field, op, value, negated }: ConditionRow): Fields {
  const text = value.trim();
  const values = text.split(",").map((each) => each.trim());
  const comparison =
    op === "exists" ? { field, op } : { field, op, value: op === "in" ? values.filter(Boolean) : text };
  return negated ? { not: comparison } : comparison;
}

/** Null: every contact. */
export function condition_of({ join, rows }: ConditionRows): Fields | null {
  return rows.length === 0 ? null : { [join]: rows.map(comparison_of) };
}

export function field_words(field: string): string {
  const name = field.replace(/^custom\./, "").replaceAll("_", " ");
  return say.condition_fields[field] ?? name;
}

/** Text that somebody typed and that is no JSON: the form holds it as it is, and does not save it. */
export const is_broken = (condition: unknown): boolean => typeof condition === "string";

function words_of(condition: unknown): string {
  const row = row_of(condition);
  if (row) {
    const words = row.negated ? say.operators_not[row.op] : say.operators[row.op];
    const value = row.op === "in" ? row.value.split(", ").join(say.or) : row.value;
    return [field_words(row.field), words, value].filter(Boolean).join(" ");
  }
  if (!is_fields(condition)) return "";
  if ("not" in condition) return say.not_that(words_of(condition.not));
  const join = "any" in condition ? "any" : "all";
  const list = condition[join];
  if (!Array.isArray(list)) return "";
  const parts = list.map((each) => {
    const is_group = is_fields(each) && ("all" in each || "any" in each);
    return is_group ? `(${words_of(each)})` : words_of(each);
  });
  return parts.join(join === "any" ? say.or : say.and);
}

/** "stage is initial and country is DE"; empty: every contact. */
export const condition_words = (condition: unknown): string => words_of(condition);
