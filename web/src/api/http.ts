/**
 * One way to talk to the server. What the server refuses is an ApiError with its problem document; what never got an
 * answer is an Unreachable. A POST carries an Idempotency-Key and is repeated only with that same key, so that a lost
 * answer can never make a second approval or a second mail.
 */
import { new_uuid } from "../lib/uuid";

/** application/problem+json (RFC 9457), as far as any caller reads it. */
export interface ProblemBody {
  type?: string | null;
  title: string;
  status: number;
  detail?: string | null;
  errors?: { path: string; message: string }[] | null;
  reasons?: { rule: string; severity: string; words: string }[] | null;
  /** Of a sequence in use: enrolments that a change concerns. */
  affected?: { waiting: number; drafted: number } | null;
  /** Of a launch: the contacts of the segment as of now. */
  count?: number | null;
  trace_id?: string | null;
}

export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly problem: ProblemBody,
    readonly retry_after_s: number | null,
  ) {
    super(problem.detail || problem.title);
  }
}

/** No answer: the server is down, the network is, or the time ran out. Whether a change happened is not known. */
export class Unreachable extends Error {}

export interface Answer<T> {
  body: T;
  headers: Headers;
}

export interface CallOptions {
  /** Of a POST: the same key is the same request. */
  key?: string | null;
  /** The state that the person saw who decides. */
  if_match?: string;
}

type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

const kGetTimeoutMs = 10_000;
const kChangeTimeoutMs = 20_000; // a send may take the server 10 s before it answers 202
const kRepeatAfterMs = [400, 1_500]; // pauses before a POST is repeated with its key

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Seconds from a Retry-After header, which holds either seconds or a date; null when absent or unreadable. */
export function retry_after_seconds(header: string | null, now: number): number | null {
  if (!header) return null;
  if (/^\d+$/.test(header.trim())) return Number(header);
  const at = Date.parse(header);
  return Number.isNaN(at) ? null : Math.max(0, Math.ceil((at - now) / 1000));
}

async function problem_of(response: Response): Promise<ProblemBody> {
  const fallback = { title: response.statusText || `Status ${response.status}`, status: response.status };
  if (!/json/.test(response.headers.get("content-type") ?? "")) return fallback;
  try {
    const body = (await response.json()) as unknown;
    return body && typeof body === "object" ? { ...fallback, ...body } : fallback;
  } catch {
    return fallback; // a cut-off document says no more than its status line
  }
}

let operator_name = "";

/** Where no sign-in tells who it is: the name under which every step is recorded. */
export function set_operator_name(name: string): void {
  operator_name = name;
}

async function attempt<T>(
  method: Method,
  path: string,
  body: unknown,
  { key = null, if_match }: CallOptions,
): Promise<Answer<T>> {
  const headers: Record<string, string> = { Accept: "application/json" };
  if (method !== "GET") headers["X-Requested-With"] = "sales-agent"; // no foreign page can send this header
  if (body !== undefined) headers["Content-Type"] = "application/json";
  if (key) headers["Idempotency-Key"] = key;
  if (if_match) headers["If-Match"] = if_match;
  if (operator_name) headers["X-Operator-Name"] = encodeURIComponent(operator_name);
  let response: Response;
  let text: string;
  try {
    response = await fetch(path, {
      method,
      headers,
      body: body === undefined ? null : JSON.stringify(body),
      credentials: "same-origin",
      cache: "no-store",
      signal: AbortSignal.timeout(method === "GET" ? kGetTimeoutMs : kChangeTimeoutMs),
    });
    if (!response.ok) {
      const after = retry_after_seconds(response.headers.get("retry-after"), Date.now());
      throw new ApiError(response.status, await problem_of(response), after);
    }
    text = await response.text();
  } catch (error) {
    if (error instanceof ApiError) throw error;
    throw new Unreachable("The server does not answer.");
  }
  return { body: (text === "" ? null : JSON.parse(text)) as T, headers: response.headers };
}

/** May the same POST be sent once more? Yes when no answer came, or the first try is still being worked on. */
function is_repeatable(error: unknown, repeated: boolean): boolean {
  if (error instanceof Unreachable) return true;
  if (!(error instanceof ApiError)) return false;
  if (error.status === 503) return (error.retry_after_s ?? 0) <= 2;
  return repeated && error.status === 409 && /idempotency[-_]in[-_]flight/.test(error.problem.type ?? "");
}

export async function call<T>(
  method: Method,
  path: string,
  body?: unknown,
  options: CallOptions = {},
): Promise<Answer<T>> {
  const key = options.key ?? (method === "POST" ? new_uuid() : null);
  for (let tries = 0; ; tries++) {
    try {
      return await attempt<T>(method, path, body, { ...options, key });
    } catch (error) {
      const pause = kRepeatAfterMs[tries];
      if (key === null || pause === undefined || !is_repeatable(error, tries > 0)) throw error;
      await sleep(pause);
    }
  }
}
