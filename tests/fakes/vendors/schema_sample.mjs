// A value that satisfies a JSON Schema, always the same one for the same schema: what a model with structured output
// answers when nobody scripted it. Knows what strict mode allows; a word that it does not know is refused loudly.
const kMostDepth = 32;

const kFormats = {
  date: "2026-01-02",
  "date-time": "2026-01-02T03:04:05Z",
  time: "03:04:05Z",
  email: "somebody@example.com",
  uri: "https://example.com/",
  uuid: "00000000-0000-4000-8000-000000000000",
};

function resolve(schema, root) {
  if (!schema.$ref) return schema;
  const steps = schema.$ref.replace(/^#\/?/, "").split("/").filter(Boolean);
  const found = steps.reduce((at, step) => at?.[step.replace(/~1/g, "/").replace(/~0/g, "~")], root);
  if (!found) throw new RangeError(`the schema has no ${schema.$ref}`);
  return found;
}

function sampleString(schema, name) {
  if (schema.format) return kFormats[schema.format] ?? `a ${schema.format}`;
  if (schema.pattern) throw new RangeError("the fake cannot make a string for a pattern: script the reply");
  const text = `Text for ${name}.`;
  const long = text.repeat(Math.ceil((schema.minLength ?? 1) / text.length));
  return long.slice(0, Math.min(long.length, schema.maxLength ?? long.length));
}

function sampleNumber(schema, whole) {
  const low =
    schema.minimum ??
    (schema.exclusiveMinimum !== undefined ? schema.exclusiveMinimum + (whole ? 1 : 0.5) : undefined);
  const high =
    schema.maximum ??
    (schema.exclusiveMaximum !== undefined ? schema.exclusiveMaximum - (whole ? 1 : 0.5) : undefined);
  const wished = low ?? Math.min(0, high ?? 0);
  const step = schema.multipleOf;
  return step ? Math.ceil(wished / step) * step : whole ? Math.ceil(wished) : wished;
}

function sampleObject(schema, root, depth) {
  const wanted = Object.entries(schema.properties ?? {}).filter(
    ([name]) => schema.required === undefined || schema.required.includes(name),
  );
  return Object.fromEntries(wanted.map(([name, inner]) => [name, sample(inner, root, name, depth + 1)]));
}

function sampleArray(schema, root, name, depth) {
  const count = Math.max(schema.minItems ?? 0, depth < 8 && schema.maxItems !== 0 ? 1 : 0);
  return Array.from({ length: count }, () =>
    sample(schema.items ?? { type: "string" }, root, name, depth + 1),
  );
}

/** A value for `given`; `root` is the whole schema, for its references. Throws RangeError. */
export function sample(given, root = given, name = "value", depth = 0) {
  if (depth > kMostDepth) throw new RangeError("the schema goes deeper than 32 levels");
  const schema = resolve(given, root);
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum[0];
  const choice = schema.anyOf ?? schema.oneOf;
  if (choice) return sample(depth > 8 ? choice.at(-1) : choice[0], root, name, depth + 1);
  const types = [schema.type ?? (schema.properties ? "object" : undefined)].flat();
  const type = types.find((one) => one !== "null") ?? types[0];
  if (type === "object") return sampleObject(schema, root, depth);
  if (type === "array") return sampleArray(schema, root, name, depth);
  if (type === "string") return sampleString(schema, name);
  if (type === "integer" || type === "number") return sampleNumber(schema, type === "integer");
  if (type === "boolean") return false;
  if (type === "null") return null;
  throw new RangeError(`the fake cannot make a value of type ${type}`);
}

/** What strict structured output refuses about a schema, in a sentence; null when nothing. */
export function faultOfStrict(schema, path = []) {
  const at = path.length ? `In context=('${path.join("', '")}')` : "In context=()";
  if (schema.type === "object" || schema.properties) {
    if (schema.additionalProperties !== false)
      return `${at}, 'additionalProperties' is required to be supplied and to be false.`;
    const missing = Object.keys(schema.properties ?? {}).find(
      (name) => !(schema.required ?? []).includes(name),
    );
    if (missing)
      return `${at}, 'required' is required to be supplied and to be an array including every key in properties. Missing '${missing}'.`;
  }
  const inner = [
    ...Object.entries(schema.properties ?? {}).map(([name, one]) => [one, ["properties", name]]),
    ...Object.entries(schema.$defs ?? {}).map(([name, one]) => [one, ["$defs", name]]),
    ...(schema.items ? [[schema.items, ["items"]]] : []),
    ...(schema.anyOf ?? []).map((one, index) => [one, ["anyOf", String(index)]]),
  ];
  for (const [one, step] of inner) {
    const fault = faultOfStrict(one, [...path, ...step]);
    if (fault) return fault;
  }
  return null;
}
