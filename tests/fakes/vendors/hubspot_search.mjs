// HubSpot's CRM search: groups of filters, a query, sorting, pages; over what the index knows, which lags behind.
import { kTypes, typeOf } from "./crm_schema.mjs";
import { invalid } from "./hubspot_error.mjs";

const kMostPage = 100;
const kMostTotal = 10_000;

/** Numbers and instants compare as numbers, all else as lower-case text. */
function comparable(value) {
  const text = String(value);
  if (/^-?\d+(\.\d+)?$/.test(text)) return Number(text);
  const at = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : NaN;
  return Number.isNaN(at) ? text.toLowerCase() : at;
}

const same = (a, b) => comparable(a) === comparable(b);
const compare = (a, b) => (comparable(a) < comparable(b) ? -1 : comparable(a) > comparable(b) ? 1 : 0);
const words = (text) =>
  String(text)
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);

/** A token with a * matches its beginning, end or middle. */
function hasToken(value, token) {
  const plain = String(token).toLowerCase();
  if (plain.includes("*")) {
    const expression = plain
      .split("*")
      .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"))
      .join(".*");
    return new RegExp(`^${expression}$`).test(String(value).toLowerCase());
  }
  const held = words(value);
  return words(plain).every((word) => held.includes(word));
}

const kOperators = {
  EQ: (value, { value: wanted }) => value !== null && same(value, wanted),
  NEQ: (value, { value: wanted }) => value === null || !same(value, wanted),
  LT: (value, { value: wanted }) => value !== null && compare(value, wanted) < 0,
  LTE: (value, { value: wanted }) => value !== null && compare(value, wanted) <= 0,
  GT: (value, { value: wanted }) => value !== null && compare(value, wanted) > 0,
  GTE: (value, { value: wanted }) => value !== null && compare(value, wanted) >= 0,
  BETWEEN: (value, { value: low, highValue: high }) =>
    value !== null && compare(value, low) >= 0 && compare(value, high) <= 0,
  IN: (value, { values }) => value !== null && values.some((wanted) => same(value, wanted)),
  NOT_IN: (value, { values }) => value === null || !values.some((wanted) => same(value, wanted)),
  HAS_PROPERTY: (value) => value !== null,
  NOT_HAS_PROPERTY: (value) => value === null,
  CONTAINS_TOKEN: (value, { value: token }) => value !== null && hasToken(value, token),
  NOT_CONTAINS_TOKEN: (value, { value: token }) => value === null || !hasToken(value, token),
};

function checkFilter(type, filter) {
  const { operator, propertyName, values } = filter;
  if (!kOperators[operator]) throw invalid(`Invalid input JSON: no operator ${operator}`);
  if (["IN", "NOT_IN"].includes(operator) && !Array.isArray(values))
    throw invalid(`${operator} needs values`);
  const association = /^associations\.(\w+)$/.exec(propertyName ?? "");
  if (association ? !typeOf(association[1]) : !kTypes[type].properties.has(propertyName)) {
    throw invalid(`There was a problem with the request. Property "${propertyName}" does not exist`);
  }
}

function checkAsk(type, { filterGroups = [], limit = 10, after = "0" }) {
  const filters = filterGroups.flatMap((group) => group.filters ?? []);
  if (
    filterGroups.length > 5 ||
    filters.length > 18 ||
    filterGroups.some((group) => (group.filters ?? []).length > 6)
  ) {
    throw invalid("The maximum number of filterGroups is 5, of filters in one 6, of filters in all 18.");
  }
  filters.forEach((filter) => checkFilter(type, filter));
  if (!Number.isInteger(limit) || limit < 0 || limit > kMostPage)
    throw invalid(`limit must be between 0 and ${kMostPage}`);
  if (!/^\d*$/.test(after) || Number(after) + limit > kMostTotal)
    throw invalid(`The maximum number of results is ${kMostTotal}`);
}

/** Whether the value that a record had then satisfies a filter. */
function holds(store, record, version, filter) {
  const association = /^associations\.(\w+)$/.exec(filter.propertyName);
  if (!association)
    return kOperators[filter.operator](version.properties[filter.propertyName] ?? null, filter);
  const linked = store.linked(record, typeOf(association[1]));
  return linked.some(({ id }) => kOperators[filter.operator](id, filter));
}

function sorter(sorts) {
  const [first] = sorts ?? [];
  const name = typeof first === "object" ? first.propertyName : first?.replace(/^-/, "");
  const down = typeof first === "object" ? first.direction === "DESCENDING" : first?.startsWith("-");
  if (!name) return (a, b) => Number(a.record.id) - Number(b.record.id);
  return (a, b) =>
    (down ? -1 : 1) * compare(a.version.properties[name] ?? "", b.version.properties[name] ?? "");
}

/** {total, found: [{record, version}], next}: the page that was asked for, of what the index knew at `indexedAt`. */
export function search(store, type, ask, indexedAt) {
  checkAsk(type, ask);
  const { filterGroups = [], query, sorts, limit = 10, after } = ask;
  const wanted = query ? words(query) : [];
  const fits = ({ record, version }) =>
    version &&
    !version.archived &&
    (filterGroups.length === 0 ||
      filterGroups.some(({ filters = [] }) => filters.every((one) => holds(store, record, version, one)))) &&
    wanted.every((word) =>
      Object.values(version.properties).some(
        (value) => value !== null && words(value).some((held) => held.startsWith(word)),
      ),
    );
  const all = store
    .all(type)
    .map((record) => ({ record, version: store.versionAt(record, indexedAt) }))
    .filter(fits)
    .sort(sorter(sorts));
  const start = Number(after || 0);
  const next =
    start + limit < all.length && limit > 0 ? { paging: { next: { after: String(start + limit) } } } : {};
  return { total: all.length, found: all.slice(start, start + limit), next };
}
