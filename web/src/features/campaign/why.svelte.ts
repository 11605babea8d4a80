/** What keeps mail from going out, as the server says it. */
import { attempt } from "../../api/attempt";
import type { Why } from "../../api/client";
import { get_why, type WhyScope } from "../../api/why";

export class WhyStore {
  now = $state.raw<Why | null>(null);
  failed = $state(false);
  private asked_ = 0;

  constructor(private readonly on_signed_out_: () => void) {}

  /** The newest question counts: an older answer that comes late is dropped. */
  async ask(scope: WhyScope): Promise<void> {
    const number = ++this.asked_;
    const is_done = await attempt(
      async () => {
        const why = await get_why(scope);
        if (number === this.asked_) this.now = why;
      },
      this.on_signed_out_,
      () => true,
    );
    if (number === this.asked_) this.failed = !is_done;
  }

  clear(): void {
    this.asked_++;
    this.now = null;
    this.failed = false;
  }
}
