/** The connected accounts: asks for them, connects one and lets one go. Keeps asking while the server is down. */
import {
  ApiError,
  connect_account,
  disconnect_account,
  list_accounts,
  type AccountList,
} from "../../api/client";
import { retry_wait_s } from "../../lib/retry";
import { trouble_words } from "./words";

interface Change {
  provider: string;
  what: "connect" | "disconnect";
}

interface AccountsOptions {
  on_signed_out: () => void;
  /** Takes the browser to another address, in the same tab. */
  leave_to: (address: string) => void;
}

export class Accounts {
  list = $state.raw<AccountList | null>(null);
  /** The change that is under way, and at which provider. */
  busy = $state.raw<Change | null>(null);
  /** Why the last change was not made. */
  trouble = $state.raw<{ provider: string; words: string } | null>(null);
  /** Consecutive failures; 0 while the server answers. */
  failures = $state(0);
  /** What the server said when it answered with a refusal instead of a list. */
  refused = $state<string | null>(null);
  private turn_ = 0;
  private retry_: ReturnType<typeof setTimeout> | null = null;

  constructor(private readonly options_: AccountsOptions) {}

  async refresh(): Promise<void> {
    this.stop();
    const turn = ++this.turn_;
    try {
      const accounts = await list_accounts();
      if (turn !== this.turn_) return; // a later question has the later answer
      this.list = accounts;
      this.failures = 0;
      this.refused = null;
    } catch (error) {
      if (turn === this.turn_) this.failed_(error);
    }
  }

  stop(): void {
    if (this.retry_ !== null) clearTimeout(this.retry_);
    this.retry_ = null;
  }

  connect(provider: string): Promise<boolean> {
    const leave = async () => this.options_.leave_to(await connect_account(provider));
    return this.change_({ provider, what: "connect" }, leave);
  }

  async disconnect(provider: string): Promise<boolean> {
    const done = await this.change_({ provider, what: "disconnect" }, () => disconnect_account(provider));
    await this.refresh();
    return done;
  }

  /** True when the server did it. */
  private async change_(change: Change, run: () => Promise<unknown>): Promise<boolean> {
    if (this.busy !== null) return false;
    this.busy = change;
    this.trouble = null;
    try {
      await run();
      return true;
    } catch (error) {
      if (this.ended_(error)) return false;
      this.trouble = { provider: change.provider, words: trouble_words(error) };
      return false;
    } finally {
      this.busy = null;
    }
  }

  private failed_(error: unknown): void {
    if (this.ended_(error)) return;
    this.refused = error instanceof ApiError ? error.message : null;
    this.failures += 1;
    this.retry_ = setTimeout(() => void this.refresh(), retry_wait_s(this.failures) * 1000);
  }

  private ended_(error: unknown): boolean {
    const ended = error instanceof ApiError && error.status === 401;
    if (ended) this.options_.on_signed_out();
    return ended;
  }
}
