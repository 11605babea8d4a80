// Shows /openapi.json: routes by group, what goes in, what comes out, an example of each. Reads, never sends.
"use strict";

const kMaxDepth = 6; // a shape that holds itself ends here

let api = null;

/** make("td", {className: "kind"}, "text", node, ...): text is always text, never markup. */
function make(name, properties, ...children) {
  const node = Object.assign(document.createElement(name), properties);
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

function resolve(object) {
  if (!object || !object.$ref) return object;
  return object.$ref.slice(2).split("/").reduce((at, key) => at[key], api);
}

function name_of(schema) {
  return schema.$ref ? schema.$ref.split("/").pop() : null;
}

/** The parts of a schema that a reader needs in a line: "string or null, email, at most 254". */
function kind_of(schema) {
  const name = name_of(schema);
  if (name) return name;
  if (schema.anyOf) return schema.anyOf.map(kind_of).join(" or ");
  if (schema.oneOf) return schema.oneOf.map(kind_of).join(" or ");
  const types = [schema.type ?? "anything"].flat();
  if (types[0] === "array") return `list of ${kind_of(schema.items ?? {})}`;
  const words = [types.join(" or ")];
  if (schema.format) words.push(schema.format);
  if (schema.enum) words.push(schema.enum.filter((item) => item !== null).join(" | "));
  if (schema.minimum !== undefined && schema.maximum !== undefined) words.push(`${schema.minimum} to ${schema.maximum}`);
  else if (schema.minimum !== undefined) words.push(`at least ${schema.minimum}`);
  else if (schema.maximum !== undefined) words.push(`at most ${schema.maximum}`);
  if (schema.maxLength !== undefined) words.push(`at most ${schema.maxLength} characters`);
  if (schema.default !== undefined) words.push(`default ${JSON.stringify(schema.default)}`);
  return words.join(", ");
}

/** The object schema inside: of a list, of something that may be null. */
function inner(schema) {
  const full = resolve(schema);
  if (full.items) return inner(full.items);
  if (full.anyOf) return inner(full.anyOf[0]);
  return full;
}

function rows_of(schema, depth, seen) {
  const full = inner(schema);
  if (!full.properties || depth > kMaxDepth || seen.includes(full)) return [];
  return Object.entries(full.properties).flatMap(([name, property]) => {
    const required = (full.required ?? []).includes(name);
    const row = make(
      "tr",
      {},
      make(
        "td",
        {},
        make("span", { className: "depth" }, "· ".repeat(depth)),
        make("code", {}, name),
        required ? make("span", { className: "required", title: "must be there" }, " *") : null,
      ),
      make("td", { className: "kind" }, kind_of(property)),
      make("td", {}, property.description ?? ""),
    );
    return [row, ...rows_of(property, depth + 1, [...seen, full])];
  });
}

function shape(schema) {
  const rows = rows_of(schema, 0, []);
  if (rows.length === 0) return make("p", { className: "note" }, kind_of(schema));
  const full = inner(schema);
  return make(
    "div",
    {},
    make("p", { className: "note" }, kind_of(schema), full.description ? ` · ${full.description}` : ""),
    make("table", {}, make("tbody", {}, ...rows)),
  );
}

/** An example made from the schema, where the document has none. */
function example_of(schema, depth = 0, seen = []) {
  const full = resolve(schema);
  if (full.examples) return full.examples[0];
  if (full.default !== undefined) return full.default;
  if (full.anyOf) return example_of(full.anyOf[0], depth, seen);
  if (full.enum) return full.enum[0];
  const type = [full.type].flat()[0];
  if (type === "array") return depth > kMaxDepth ? [] : [example_of(full.items ?? {}, depth + 1, seen)];
  if (type === "object") {
    if (depth > kMaxDepth || seen.includes(full)) return {};
    const entries = Object.entries(full.properties ?? {});
    return Object.fromEntries(entries.map(([name, property]) => [name, example_of(property, depth + 1, [...seen, full])]));
  }
  if (type === "integer" || type === "number") return full.minimum ?? 0;
  if (type === "boolean") return false;
  if (full.format === "date-time") return "2026-11-22T10:31:00Z";
  if (full.format === "date") return "2026-11-22";
  if (full.format === "email") return "ada@example.com";
  return type === "string" ? "…" : null;
}

const json_text = (value) => JSON.stringify(value, null, 2);

function parameters(operation) {
  const all = (operation.parameters ?? []).map(resolve);
  if (all.length === 0) return null;
  const rows = all.map((parameter) =>
    make(
      "tr",
      {},
      make(
        "td",
        {},
        make("code", {}, parameter.name),
        parameter.required ? make("span", { className: "required" }, " *") : null,
      ),
      make("td", { className: "kind" }, `${parameter.in}: ${kind_of(parameter.schema)}`),
      make("td", {}, parameter.description ?? ""),
    ),
  );
  return make("div", {}, make("h3", {}, "Parameters"), make("table", {}, make("tbody", {}, ...rows)));
}

function body_of(operation) {
  if (!operation.requestBody) return null;
  return Object.values(operation.requestBody.content)[0];
}

function curl(method, path, operation) {
  const lines = [`curl -X ${method.toUpperCase()} ${location.origin}${path}`];
  if ((operation.security ?? []).length > 0) lines.push(`-H "Authorization: Bearer $SALES_AGENT_KEY"`);
  const body = body_of(operation);
  if (body) {
    const text = JSON.stringify(body.example ?? example_of(body.schema)).replaceAll("'", "'\\''");
    lines.push(`-H "Content-Type: application/json"`, `-d '${text}'`);
  }
  return lines.join(" \\\n  ");
}

function answers(operation) {
  const parts = [];
  const refusals = [];
  for (const [status, reference] of Object.entries(operation.responses)) {
    const response = resolve(reference);
    if (Number(status) >= 400) {
      refusals.push(
        make(
          "tr",
          {},
          make("td", { className: "status bad" }, status),
          make("td", { className: "words" }, response.description),
        ),
      );
      continue;
    }
    parts.push(make("h3", {}, "Answer ", make("span", { className: "status good" }, status)));
    const media = Object.entries(response.content ?? {})[0];
    if (!media) {
      parts.push(make("p", { className: "note" }, response.description));
    } else if (media[0] !== "application/json") {
      parts.push(make("p", { className: "note" }, media[0]));
    } else {
      parts.push(shape(media[1].schema));
      parts.push(make("h3", {}, "For example"));
      parts.push(make("pre", {}, json_text(media[1].example ?? example_of(media[1].schema))));
    }
  }
  if (refusals.length > 0) {
    parts.push(make("h3", {}, "Refusals"), make("table", {}, make("tbody", {}, ...refusals)));
  }
  return parts;
}

function path_node(path) {
  const parts = path.split(/(\{[^}]+\})/).filter(Boolean);
  return make(
    "code",
    {},
    ...parts.map((part) => (part.startsWith("{") ? make("span", { className: "parameter" }, part) : part)),
  );
}

function operation_node(method, path, operation) {
  const body = body_of(operation);
  const node = make(
    "details",
    { id: operation.operationId },
    make(
      "summary",
      {},
      make("span", { className: `method ${method}` }, method.toUpperCase()),
      path_node(path),
      make("span", { className: "words" }, operation.summary ?? ""),
    ),
  );
  node.dataset.words = [method, path, operation.summary, operation.operationId, ...Object.keys(operation.responses)]
    .join(" ")
    .toLowerCase();
  // Built when it is opened: most are not.
  node.addEventListener(
    "toggle",
    () => {
      node.append(
        make(
          "div",
          {},
          operation.description ? make("p", {}, operation.description) : null,
          parameters(operation),
          body ? make("h3", {}, "Body") : null,
          body ? shape(body.schema) : null,
          make("h3", {}, "Try"),
          make("pre", {}, curl(method, path, operation)),
          ...answers(operation),
        ),
      );
    },
    { once: true },
  );
  return node;
}

function show() {
  document.getElementById("version").textContent = api.info.version;
  document.getElementById("about").textContent = api.info.description ?? "";
  const operations = Object.entries(api.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );
  const sections = (api.tags ?? []).map((tag) => {
    document.getElementById("tags").append(make("a", { href: `#tag-${tag.name}` }, tag.name));
    const own = operations.filter(({ operation }) => (operation.tags ?? []).includes(tag.name));
    return make(
      "section",
      { id: `tag-${tag.name}` },
      make("h2", {}, tag.name),
      make("p", { className: "note" }, tag.description ?? ""),
      ...own.map(({ method, path, operation }) => operation_node(method, path, operation)),
    );
  });
  document.getElementById("routes").replaceChildren(...sections);
  const wanted = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (wanted) {
    if (wanted.tagName === "DETAILS") wanted.open = true;
    wanted.scrollIntoView();
  }
}

function filter(text) {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  for (const section of document.querySelectorAll("section")) {
    let shown = 0;
    for (const node of section.querySelectorAll("details")) {
      const matches = words.every((word) => node.dataset.words.includes(word) || section.id.includes(word));
      node.hidden = !matches;
      shown += matches ? 1 : 0;
    }
    section.hidden = shown === 0;
  }
}

document.getElementById("filter").addEventListener("input", (event) => filter(event.target.value));

fetch("/openapi.json")
  .then((response) => {
    if (!response.ok) throw new Error(`status ${response.status}`);
    return response.json();
  })
  .then((document_) => {
    api = document_;
    show();
  })
  .catch((error) => {
    document.getElementById("routes").replaceChildren(
      make("p", {}, `/openapi.json cannot be shown: ${error.message}. Reload the page.`),
    );
  });
