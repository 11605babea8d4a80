/** What stands around the draft that is being read: the mails it answers, and its story once somebody asks for it. */
import { get_message, get_thread, get_trail } from "../../api/client";
import type { DeskItem, Draft, ThreadMessage, Trail } from "../../api/client";
import { Cache } from "../../lib/cache";
import { answered_message } from "./evidence";

type Loaded = "none" | "loading" | "ready" | "failed";

const kThreadsKept = 60;
export class Reading {
  messages = $state.raw<readonly ThreadMessage[]>([]);
  messages_are = $state<Loaded>("none");
  trail = $state.raw<Trail | null>(null);
  trail_is = $state<Loaded>("none");
  private draft_ = $state.raw<Draft | null>(null);
  /** The mail that the draft answers, with what was believed of it. */
  readonly answered = $derived(this.draft_ ? answered_message(this.draft_, this.messages) : null);

  private readonly threads_ = new Cache<ThreadMessage[]>(kThreadsKept);

  /** Shows what is known of this draft's mails; nothing is asked for yet: a person may only pass by. */
  show(draft: Draft): void {
    const is_other = draft.id !== this.draft_?.id;
    this.draft_ = draft;
    if (!is_other) return;
    this.trail = null;
    this.trail_is = "none";
    const key = thread_key(draft);
    const known = this.threads_.get(key);
    this.messages = known ?? [];
    this.messages_are = known ? "ready" : key === "" ? "none" : "loading";
  }

  /** Fetches the mails of the draft that is read. */
  async load(draft: Draft): Promise<void> {
    this.show(draft);
    const key = thread_key(draft);
    if (key === "") return;
    try {
      const messages = await load_messages(draft);
      this.threads_.put(key, messages);
      if (draft.id !== this.draft_?.id) return;
      this.messages = messages;
      this.messages_are = "ready";
    } catch {
      if (draft.id === this.draft_?.id && this.messages.length === 0) this.messages_are = "failed";
    }
  }

  /** Keeps the mails of a draft that came with everything else of it. */
  keep({ draft, thread, trail }: DeskItem): void {
    const key = thread_key(draft);
    const messages = thread?.messages ?? [];
    if (key !== "") this.threads_.put(key, messages);
    if (draft.id !== this.draft_?.id) return;
    this.messages = messages;
    this.messages_are = key === "" ? "none" : "ready";
    this.trail = trail;
    this.trail_is = "ready";
  }

  knows_mails_of(draft: Draft): boolean {
    const key = thread_key(draft);
    return key === "" || this.threads_.get(key) !== undefined;
  }

  close(): void {
    this.draft_ = null;
  }

  async load_trail(draft_id: string): Promise<Trail | null> {
    if (this.trail === null) this.trail_is = "loading";
    try {
      const trail = await get_trail(draft_id);
      if (draft_id !== this.draft_?.id) return trail;
      this.trail = trail;
      this.trail_is = "ready";
      return trail;
    } catch {
      if (draft_id === this.draft_?.id) this.trail_is = "failed";
      return null;
    }
  }
}

/** What the cache calls the mails of a draft; "" when it answers none. */
const thread_key = (draft: Draft): string => draft.thread_id || draft.message_id || "";

const load_messages = async (draft: Draft): Promise<ThreadMessage[]> =>
  draft.thread_id
    ? (await get_thread(draft.thread_id)).messages
    : [await get_message(draft.message_id ?? "")];
