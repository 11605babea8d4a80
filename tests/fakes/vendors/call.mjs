// One call to a fake: what came in, which faults hit it, and whether it changed anything.

/** An answer that says no. `body` is what the vendor would say; thrown by handlers, turned into an answer by the server. */
export class Refusal extends Error {
  constructor(status, body, headers = {}) {
    super(`refused with ${status}`);
    Object.assign(this, { status, body, headers });
  }
}

/** The body is not what its Content-Type promises. */
export class MalformedBody extends Error {}

export class Call {
  /** What this call changed, for the ledger ("draft_created"); null while it changed nothing. */
  effect = null;
  params = {};

  constructor({ method, url, headers, body, faults, origin }) {
    const parsed = new URL(url, origin);
    Object.assign(this, {
      method,
      headers,
      body,
      faults,
      origin,
      path: parsed.pathname,
      query: parsed.searchParams,
    });
  }

  /** The rule of a vendor's fault that hit this call, or null. */
  fault(name) {
    return this.faults.vendor.get(name) ?? null;
  }

  /** The names of all that hit it, for the ledger. */
  faultNames() {
    return [...(this.faults.wire ? [this.faults.wire.fault] : []), ...this.faults.vendor.keys()];
  }

  /** The JSON object of the body; {} when there is no body. Throws MalformedBody. */
  json() {
    if (this.body.length === 0) return {};
    let value;
    try {
      value = JSON.parse(this.body.toString("utf8"));
    } catch {
      throw new MalformedBody("the body is not JSON");
    }
    if (value === null || typeof value !== "object" || Array.isArray(value)) {
      throw new MalformedBody("the body is not a JSON object");
    }
    return value;
  }

  /** The fields of a form body, as an object. */
  form() {
    return Object.fromEntries(new URLSearchParams(this.body.toString("utf8")));
  }

  bearer() {
    return /^Bearer (\S+)$/i.exec(this.headers.authorization ?? "")?.[1] ?? null;
  }

  contentType() {
    return (this.headers["content-type"] ?? "").split(";")[0].trim().toLowerCase();
  }
}

/** The segments that a pattern took, decoded; one that cannot be stays as it came, and is then found nowhere. */
function paramsOf(groups) {
  const decode = (text) => {
    try {
      return decodeURIComponent(text);
    } catch {
      return text;
    }
  };
  return Object.fromEntries(Object.entries(groups).map(([name, text]) => [name, decode(text)]));
}

/** Routes as rows [method, pattern, handler, ...rest]; `:name` in a pattern takes one segment of the path. */
export class Router {
  #rows;

  constructor(rows) {
    this.#rows = rows.map(([method, pattern, handle, rest]) => ({
      method,
      pattern,
      handle,
      rest: rest ?? {},
      expression: new RegExp(`^${pattern.replace(/:(\w+)/g, "(?<$1>[^/]+)")}/?$`),
    }));
  }

  /** The row that answers, with `params`; null when none does. */
  find(method, path) {
    for (const row of this.#rows) {
      const match = row.method === method && row.expression.exec(path);
      if (match) return { ...row, params: paramsOf(match.groups ?? {}) };
    }
    return null;
  }
}
