/** A question over all mail, its hits, and the conversation of the hit that is open. */
import {
  ApiError,
  get_thread,
  search_messages,
  type SearchResult,
  type ThreadMessage,
} from "../../api/client";

interface SearchOptions {
  on_signed_out: () => void;
}

export class Search {
  /** The question that was asked last; empty: none. */
  query = $state("");
  result = $state.raw<SearchResult | null>(null);
  busy = $state(false);
  trouble = $state<string | null>(null);
  /** The hit whose conversation is shown, and that conversation, null until it is here. */
  open_id = $state<string | null>(null);
  messages = $state.raw<readonly ThreadMessage[] | null>(null);
  private turn_ = 0;

  constructor(private readonly options_: SearchOptions) {}

  async ask(query: string): Promise<void> {
    if (query === this.query && this.result !== null) return;
    const turn = ++this.turn_;
    this.close();
    this.query = query;
    this.result = null;
    this.trouble = null;
    this.busy = query !== "";
    if (query === "") return;
    try {
      const result = await search_messages(query);
      if (turn === this.turn_) this.result = result;
    } catch (error) {
      if (turn === this.turn_) this.failed_(error);
    } finally {
      if (turn === this.turn_) this.busy = false;
    }
  }

  async toggle(message_id: string, thread_id: string): Promise<void> {
    const was_open = this.open_id === message_id;
    this.close();
    if (was_open) return;
    this.open_id = message_id;
    try {
      const { messages } = await get_thread(thread_id);
      if (this.open_id === message_id) this.messages = messages;
    } catch (error) {
      if (this.open_id !== message_id) return;
      this.close();
      this.failed_(error);
    }
  }

  close(): void {
    this.open_id = null;
    this.messages = null;
    this.trouble = null;
  }

  private failed_(error: unknown): void {
    if (error instanceof ApiError && error.status === 401) return this.options_.on_signed_out();
    this.trouble =
      error instanceof ApiError ? error.message : "The server does not answer. Is sales-agent running?";
  }
}
