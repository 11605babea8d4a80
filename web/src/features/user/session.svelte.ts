/** Who is at the screen. Without an answer from the server it keeps asking; without a session it wants a sign-in. */
import {
  ApiError,
  get_me,
  set_operator_name,
  sign_in,
  sign_out,
  Unreachable,
  type Me,
} from "../../api/client";
import { retry_wait_s } from "../../lib/retry";
import { duration } from "../../lib/time";

type SessionState = "loading" | "offline" | "signed_out" | "signed_in";

const kGivenName = "decides_as";

/** The name that somebody gave where no sign-in tells it; the server records it as unverified. */
function given_name(): string {
  try {
    return localStorage.getItem(kGivenName) ?? "";
  } catch {
    return "";
  }
}

export class Session {
  state = $state<SessionState>("loading");
  me = $state.raw<Me | null>(null);
  /** Why the last sign-in was refused. */
  refused = $state<string | null>(null);
  /** The session ended while the page was open. */
  ended = $state(false);
  /** What the server said, when it answered with something else than a person. */
  trouble = $state<string | null>(null);
  private failures_ = 0;
  private retry_: ReturnType<typeof setTimeout> | null = null;

  async load(): Promise<void> {
    if (this.retry_ !== null) clearTimeout(this.retry_);
    this.retry_ = null;
    try {
      // Every step is recorded under this name, not only those whose request names who decides.
      set_operator_name(given_name());
      this.me = await get_me();
      this.failures_ = 0;
      this.ended = false;
      this.state = "signed_in";
    } catch (error) {
      this.failed_(error);
    }
  }

  /** Only where no sign-in tells who it is. Empty: the server's own name for it. */
  async set_name(name: string): Promise<void> {
    try {
      localStorage.setItem(kGivenName, name.trim());
    } catch {
      // Storage is switched off: the server's own name is used.
    }
    await this.load();
  }

  async sign_in(email: string, password: string): Promise<void> {
    this.refused = null;
    try {
      await sign_in(email, password);
      await this.load();
    } catch (error) {
      this.refused = sign_in_words(error);
    }
  }

  async sign_out(): Promise<void> {
    try {
      await sign_out();
      this.signed_out(false);
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) this.signed_out(false);
      else throw error;
    }
  }

  /** `ended`: not by the person's will. The page is kept below the sign-in, with whatever text is in it. */
  signed_out(ended = true): void {
    this.ended = ended && this.me !== null;
    if (!this.ended) this.me = null;
    this.state = "signed_out";
  }

  private failed_(error: unknown): void {
    if (error instanceof ApiError && error.status === 401) {
      this.signed_out();
      return;
    }
    this.trouble = error instanceof ApiError ? error.message : null;
    this.state = "offline";
    this.failures_ += 1;
    this.retry_ = setTimeout(() => void this.load(), retry_wait_s(this.failures_) * 1000);
  }
}

export function sign_in_words(error: unknown): string {
  if (error instanceof Unreachable) return "The server does not answer. Try again in a moment.";
  if (!(error instanceof ApiError)) throw error;
  if (error.status === 401) return "Wrong email address or password.";
  if (error.status === 429 && error.retry_after_s !== null) {
    return `Too many tries. Wait ${duration(error.retry_after_s)}.`;
  }
  return error.message;
}
