// An OpenAI-compatible model: chat completions, embeddings, models. Deterministic: the same request, the same answer.
// SOURCE: platform.openai.com/docs/api-reference/chat, /embeddings, /guides/structured-outputs, /guides/rate-limits
// (read 2026-11).
import { createHash } from "node:crypto";
import { Refusal, Router } from "./call.mjs";
import { faultOfStrict, sample } from "./schema_sample.mjs";
import { Vendor } from "./vendor.mjs";

const kDefaults = {
  api_key: "fake-openai-key",
  models: ["gpt-4o-mini", "gpt-4o", "text-embedding-3-small"],
  reply: null, // what to answer instead of a sample: a text, or an object that becomes JSON
  replies: [], // the same, one a call, before `reply`
  obey_attacker: false,
  requests_per_minute: 500,
  tokens_per_minute: 200_000,
  embedding_dimensions: 1536,
};
const kMostInputs = 2048;

/** A token is about four bytes of English: enough to count and to bill by. */
const tokensOf = (text) => Math.max(1, Math.ceil(Buffer.byteLength(text) / 4));

function refuse(
  status,
  message,
  { type = "invalid_request_error", param = null, code = null, headers = {} } = {},
) {
  return new Refusal(status, { error: { message, type, param, code } }, headers);
}

/** The words of a message, whether they are a text or a list of parts. */
function textOf({ content }) {
  if (typeof content === "string") return content;
  return (content ?? []).map((part) => part.text ?? part.refusal ?? "").join("");
}

/** A unit vector that the text decides: equal texts are equal, others are nearly at right angles. */
export function vectorOf(text, dimensions) {
  const values = new Float64Array(dimensions);
  for (let at = 0, block = 0; at < dimensions; block += 1) {
    const bytes = createHash("sha256").update(`${block}:${text}`).digest();
    for (let i = 0; i < bytes.length && at < dimensions; i += 2, at += 1) values[at] = bytes.readInt16LE(i);
  }
  const length = Math.hypot(...values) || 1;
  return Array.from(values, (value) => Math.fround(value / length));
}

/** The instructions, links and addresses that stand in what the prompt hands over as data. */
export function attackIn(text) {
  const found = [
    ...text.matchAll(/https?:\/\/[^\s<>"')\]]+/g),
    ...text.matchAll(/[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g),
    ...text.matchAll(
      /[^.!?\n]*\b(?:ignore|disregard|forget|instead|forward|send|reveal|transfer|approve|attach|system)\b[^.!?\n]*/gi,
    ),
  ];
  return [...new Set(found.map((match) => match[0].trim()).filter(Boolean))].slice(0, 200);
}

/** Puts `words` into every free text of a value that fits a schema. */
function spoken(value, schema, words) {
  if (Array.isArray(value)) return value.map((one) => spoken(one, schema?.items ?? {}, words));
  if (value !== null && typeof value === "object") {
    return Object.fromEntries(
      Object.entries(value).map(([name, one]) => [name, spoken(one, schema?.properties?.[name], words)]),
    );
  }
  const free = typeof value === "string" && !schema?.enum && schema?.const === undefined && !schema?.format;
  return free ? words.slice(0, schema?.maxLength ?? words.length) : value;
}

export class OpenAi extends Vendor {
  #used = []; // {at, tokens} of the last minute
  #count = 0;

  constructor(options = {}) {
    super("openai", { defaults: kDefaults, ...options });
    const both = (method, path, handle) => [
      [method, path, handle],
      [method, `/v1${path}`, handle],
    ];
    this.router = new Router([
      ...both("POST", "/chat/completions", (call) => this.#chat(call)),
      ...both("POST", "/embeddings", (call) => this.#embed(call)),
      ...both("GET", "/models", () => ({
        body: { object: "list", data: this.settings.models.map((id) => this.#model(id)) },
      })),
      ...both("GET", "/models/:id", (call) => ({ body: this.#model(this.#known(call.params.id)) })),
    ]);
  }

  clear() {
    [this.#used, this.#count] = [[], 0];
  }

  state() {
    return { calls: this.#count, used: this.#spent() };
  }

  guard(call) {
    const token = call.bearer();
    if (!token) {
      throw refuse(
        401,
        "You didn't provide an API key. You need to provide your API key in an Authorization header using Bearer auth (i.e. Authorization: Bearer YOUR_KEY).",
      );
    }
    if (token !== this.settings.api_key || call.fault("expire_token")) {
      throw refuse(
        401,
        "Incorrect API key provided. You can find your API key at https://platform.openai.com/account/api-keys.",
        { code: "invalid_api_key" },
      );
    }
  }

  headers() {
    const { requests, tokens } = this.#spent();
    const { requests_per_minute, tokens_per_minute } = this.settings;
    return {
      "x-request-id": `req_${String(this.#count).padStart(12, "0")}`,
      "openai-version": "2020-10-01",
      "x-ratelimit-limit-requests": String(requests_per_minute),
      "x-ratelimit-limit-tokens": String(tokens_per_minute),
      "x-ratelimit-remaining-requests": String(Math.max(0, requests_per_minute - requests)),
      "x-ratelimit-remaining-tokens": String(Math.max(0, tokens_per_minute - tokens)),
      "x-ratelimit-reset-requests": `${this.#resetS()}s`,
      "x-ratelimit-reset-tokens": `${this.#resetS()}s`,
    };
  }

  #resetS() {
    return this.#used.length
      ? Math.max(0, Math.ceil((this.#used[0].at + 60_000 - this.clock.now()) / 1000))
      : 0;
  }

  #spent() {
    const since = this.clock.now() - 60_000;
    this.#used = this.#used.filter(({ at }) => at > since);
    return { requests: this.#used.length, tokens: this.#used.reduce((sum, { tokens }) => sum + tokens, 0) };
  }

  #spend(tokens) {
    const { requests, tokens: before } = this.#spent();
    const { requests_per_minute, tokens_per_minute } = this.settings;
    const over =
      requests + 1 > requests_per_minute ? "requests" : before + tokens > tokens_per_minute ? "tokens" : null;
    if (over) throw this.rateLimited({ retry_after: Math.max(1, this.#resetS()), what: over });
    this.#used.push({ at: this.clock.now(), tokens });
    this.#count += 1;
  }

  rateLimited({ status = 429, retry_after = 1, what = "requests" }) {
    const limit = what === "tokens" ? this.settings.tokens_per_minute : this.settings.requests_per_minute;
    const message = `Rate limit reached for this model on ${what} per min: Limit ${limit}. Please try again in ${retry_after}s.`;
    const headers = {
      "retry-after": String(retry_after),
      "retry-after-ms": String(retry_after * 1000),
      ...this.headers(),
    };
    return refuse(status, message, { type: what, code: "rate_limit_exceeded", headers });
  }

  failure(status) {
    const message = "The server had an error while processing your request. Sorry about that!";
    return refuse(status, status >= 500 ? message : "Invalid request.", {
      type: status >= 500 ? "server_error" : "invalid_request_error",
    });
  }

  refuseBody() {
    return refuse(400, "We could not parse the JSON body of your request. The API expects a JSON payload.");
  }

  refuseUnknown(call) {
    return refuse(404, `Invalid URL (${call.method} ${call.path})`);
  }

  #known(id) {
    if (this.settings.models.includes(id)) return id;
    throw refuse(404, `The model \`${id}\` does not exist or you do not have access to it.`, {
      code: "model_not_found",
    });
  }

  #model(id) {
    return { id, object: "model", created: 1_735_689_600, owned_by: "system" };
  }

  #chat(call) {
    const ask = call.json();
    this.#checkChat(ask);
    const prompt = ask.messages.map(textOf).join("\n");
    const promptTokens = tokensOf(prompt);
    this.#spend(promptTokens);
    const choice = this.#choice(call, ask);
    const completionTokens = choice.message.content
      ? tokensOf(choice.message.content)
      : choice.message.refusal
        ? 8
        : 0;
    call.effect = "completion";
    return {
      body: {
        id: `chatcmpl-${createHash("sha256").update(call.body).digest("hex").slice(0, 29)}`,
        object: "chat.completion",
        created: Math.floor(this.clock.now() / 1000),
        model: ask.model,
        choices: [{ index: 0, logprobs: null, ...choice }],
        usage: {
          prompt_tokens: promptTokens,
          completion_tokens: completionTokens,
          total_tokens: promptTokens + completionTokens,
          prompt_tokens_details: { cached_tokens: 0, audio_tokens: 0 },
          completion_tokens_details: {
            reasoning_tokens: 0,
            audio_tokens: 0,
            accepted_prediction_tokens: 0,
            rejected_prediction_tokens: 0,
          },
        },
        system_fingerprint: "fp_fake",
      },
    };
  }

  #checkChat({ model, messages, response_format: format, stream }) {
    if (typeof model !== "string") throw refuse(400, "you must provide a model parameter");
    this.#known(model);
    if (stream) throw refuse(400, "the fake does not stream", { param: "stream" });
    if (!Array.isArray(messages) || messages.length === 0) {
      throw refuse(400, "Invalid type for 'messages': expected an array of objects.", {
        param: "messages",
        code: "invalid_type",
      });
    }
    const roles = ["developer", "system", "user", "assistant", "tool"];
    const bad = messages.findIndex((message) => !roles.includes(message?.role));
    if (bad >= 0)
      throw refuse(400, `Invalid value for 'messages[${bad}].role'.`, {
        param: `messages[${bad}].role`,
        code: "invalid_value",
      });
    if (format?.type === "json_schema") this.#checkSchema(format.json_schema);
    else if (format?.type === "json_object" && !/json/i.test(messages.map(textOf).join("\n"))) {
      throw refuse(
        400,
        "'messages' must contain the word 'json' in some form, to use 'response_format' of type 'json_object'.",
        { param: "messages" },
      );
    }
  }

  #checkSchema(given) {
    if (!/^[a-zA-Z0-9_-]{1,64}$/.test(given?.name ?? "")) {
      throw refuse(400, "Missing required parameter: 'response_format.json_schema.name'.", {
        param: "response_format.json_schema.name",
        code: "missing_required_parameter",
      });
    }
    const fault = given.strict ? faultOfStrict(given.schema ?? {}) : null;
    if (fault)
      throw refuse(400, `Invalid schema for response_format '${given.name}': ${fault}`, {
        param: "response_format",
        code: null,
      });
  }

  /** {message, finish_reason}, as the plan or the settings want it. */
  #choice(call, ask) {
    const message = { role: "assistant", content: null, refusal: null, annotations: [] };
    if (call.fault("refusal"))
      return {
        message: { ...message, refusal: "I'm sorry, I can't assist with that request." },
        finish_reason: "stop",
      };
    if (call.fault("content_filter"))
      return { message: { ...message, content: "" }, finish_reason: "content_filter" };
    if (call.fault("empty")) return { message: { ...message, content: "" }, finish_reason: "stop" };
    const content = this.#content(call, ask);
    const limit = ask.max_completion_tokens ?? ask.max_tokens ?? Infinity;
    if (call.fault("length") || tokensOf(content) > limit) {
      const kept = Math.min(Math.floor(content.length / 2), limit * 4);
      return { message: { ...message, content: content.slice(0, kept) }, finish_reason: "length" };
    }
    return { message: { ...message, content }, finish_reason: "stop" };
  }

  #content(call, ask) {
    if (call.fault("invalid_json")) return '{"subject": "Prices", "body": "Hello';
    if (call.fault("wrong_schema")) return '{"unexpected": true}';
    const { replies, reply } = this.settings;
    const scripted = replies.length > 0 ? replies.shift() : reply;
    if (scripted !== null) return typeof scripted === "string" ? scripted : JSON.stringify(scripted);
    return this.#written(call, ask);
  }

  #written(call, ask) {
    const data = ask.messages
      .filter(({ role }) => role === "user")
      .map(textOf)
      .join("\n");
    const obeys = this.settings.obey_attacker || call.fault("obey_attacker");
    const words = obeys
      ? `As instructed: ${attackIn(data).join(" | ")}`
      : `A reply to ${tokensOf(data)} tokens of text.`;
    const schema =
      ask.response_format?.type === "json_schema" ? ask.response_format.json_schema.schema : null;
    if (!schema) return ask.response_format?.type === "json_object" ? JSON.stringify({ text: words }) : words;
    try {
      const value = sample(schema);
      return JSON.stringify(obeys ? spoken(value, schema, words) : value);
    } catch (error) {
      throw refuse(400, `the fake cannot fill this schema: ${error.message}`, { param: "response_format" });
    }
  }

  #embed(call) {
    const {
      model,
      input,
      dimensions = this.settings.embedding_dimensions,
      encoding_format = "float",
    } = call.json();
    this.#known(model);
    const texts = [input].flat();
    if (
      texts.length > kMostInputs ||
      texts.length === 0 ||
      texts.some((text) => typeof text !== "string" || text === "")
    ) {
      throw refuse(
        400,
        "'$.input' is invalid. Please check the API reference: https://platform.openai.com/docs/api-reference.",
      );
    }
    if (!Number.isInteger(dimensions) || dimensions < 1 || dimensions > 3072) {
      throw refuse(400, `Invalid value for 'dimensions' = ${dimensions}.`, { param: "dimensions" });
    }
    const tokens = texts.reduce((sum, text) => sum + tokensOf(text), 0);
    this.#spend(tokens);
    const encode = (vector) =>
      encoding_format === "base64"
        ? Buffer.from(Float32Array.from(vector).buffer).toString("base64")
        : vector;
    const given = call.fault("wrong_dimension") ? dimensions / 2 : dimensions;
    const data = texts.map((text, index) => ({
      object: "embedding",
      index,
      embedding: encode(vectorOf(text, given)),
    }));
    if (call.fault("missing_embedding")) data.pop();
    if (call.fault("other_order")) data.reverse();
    if (call.fault("not_finite")) data[0].embedding[0] = 1e300;
    call.effect = "embedding";
    return { body: { object: "list", data, model, usage: { prompt_tokens: tokens, total_tokens: tokens } } };
  }
}
