// Judges an answer by a vendor's own API description (OpenAPI): which schema it promises for that path and status, and
// what of the body does not fit. Prism judges requests; this is for what the fakes say.
import Ajv from "ajv";
import { readFileSync } from "node:fs";

function expressionOf(template) {
  const escaped = template.replace(/[.*+?^$()|[\]\\]/g, "\\$&");
  return new RegExp(`^${escaped.replace(/\{[^}]+\}/g, "[^/]+")}/?$`);
}

export class Description {
  #validators = new Map();

  constructor(file) {
    this.document = JSON.parse(readFileSync(file, "utf8"));
    this.ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true, logger: false });
    this.ajv.addSchema(this.document, "description");
    // A template without a variable goes before one that has it: drafts/send before drafts/{id}.
    const templates = Object.keys(this.document.paths).sort(
      (a, b) => a.split("{").length - b.split("{").length,
    );
    this.templates = templates.map((template) => ({ template, expression: expressionOf(template) }));
  }

  #pointer(method, path, status) {
    const found = this.templates.find(
      ({ template, expression }) => expression.test(path) && this.document.paths[template][method],
    );
    const responses = found && this.document.paths[found.template][method].responses;
    const code = responses && [String(status), "default"].find((one) => responses[one]);
    if (!code || !responses[code].content?.["application/json"]) return null;
    const steps = [
      "paths",
      found.template,
      method,
      "responses",
      code,
      "content",
      "application/json",
      "schema",
    ];
    return steps.map((step) => encodeURIComponent(step.replace(/~/g, "~0").replace(/\//g, "~1"))).join("/");
  }

  /** What does not fit, in words; "" when all does; null when the description promises nothing for it. */
  faultOf(method, path, status, body) {
    const pointer = this.#pointer(method.toLowerCase(), path, status);
    if (pointer === null) return null;
    if (!this.#validators.has(pointer)) {
      this.#validators.set(pointer, this.ajv.compile({ $ref: `description#/${pointer}` }));
    }
    const validate = this.#validators.get(pointer);
    return validate(body) ? "" : this.ajv.errorsText(validate.errors, { dataVar: "answer" });
  }
}
