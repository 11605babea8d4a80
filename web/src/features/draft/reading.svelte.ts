/** What stands around the draft that is being read: the mails it answers, its trail, the room that quotas leave. */
import { get_message, get_quota, get_thread, get_trail } from "../../api/client";
import type { Draft, Quota, ThreadMessage, TrailEntry } from "../../api/client";
import { Cache } from "../../lib/cache";

type Loaded = "none" | "loading" | "ready" | "failed";

const kThreadsKept = 40;

export class Reading {
  messages = $state.raw<readonly ThreadMessage[]>([]);
  messages_are = $state<Loaded>("none");
  trail = $state.raw<readonly TrailEntry[]>([]);
  trail_is = $state<Loaded>("none");
  quota = $state.raw<Quota | null>(null);

  private readonly threads_ = new Cache<ThreadMessage[]>(kThreadsKept);
  private draft_id_ = "";

  /** Shows what is known of this draft at once and fetches the rest. */
  async open(draft: Draft): Promise<void> {
    if (draft.id !== this.draft_id_) {
      this.draft_id_ = draft.id;
      this.trail = [];
      this.trail_is = "loading";
      this.quota = null;
      const known = this.threads_.get(thread_key(draft));
      this.messages = known ?? [];
      this.messages_are = known ? "ready" : thread_key(draft) === "" ? "none" : "loading";
    }
    await Promise.all([this.load_thread_(draft), this.load_trail(draft.id), this.load_quota_(draft)]);
  }

  close(): void {
    this.draft_id_ = "";
  }

  /** Fetches the thread of the draft that is probably read next. */
  async prefetch(draft: Draft): Promise<void> {
    const key = thread_key(draft);
    if (key === "" || this.threads_.get(key)) return;
    try {
      this.threads_.put(key, await load_messages(draft));
    } catch {
      // Only a head start: opening the draft asks again and says so when it fails.
    }
  }

  async load_trail(draft_id: string): Promise<void> {
    try {
      const trail = await get_trail(draft_id);
      if (draft_id !== this.draft_id_) return;
      this.trail = trail;
      this.trail_is = "ready";
    } catch {
      if (draft_id === this.draft_id_) this.trail_is = "failed";
    }
  }

  private async load_thread_(draft: Draft): Promise<void> {
    const key = thread_key(draft);
    if (key === "") return;
    try {
      const messages = await load_messages(draft);
      this.threads_.put(key, messages);
      if (draft.id !== this.draft_id_) return;
      this.messages = messages;
      this.messages_are = "ready";
    } catch {
      if (draft.id === this.draft_id_ && this.messages.length === 0) this.messages_are = "failed";
    }
  }

  private async load_quota_(draft: Draft): Promise<void> {
    try {
      const quota = await get_quota(draft.recipient);
      if (draft.id === this.draft_id_) this.quota = quota;
    } catch {
      // The room left is a hint beside the verdict, which already counts it; without the hint nothing is shown.
      if (draft.id === this.draft_id_) this.quota = null;
    }
  }
}

/** What the cache calls the mails of a draft; "" when it answers none. */
const thread_key = (draft: Draft): string => draft.thread_id || draft.message_id || "";

const load_messages = async (draft: Draft): Promise<ThreadMessage[]> =>
  draft.thread_id
    ? (await get_thread(draft.thread_id)).messages
    : [await get_message(draft.message_id ?? "")];
