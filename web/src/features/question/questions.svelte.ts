/** The open questions, oldest first, and the answer to the one that is shown. */
import {
  answer_question,
  ApiError,
  list_questions,
  type Question,
  type QuestionAnswer,
} from "../../api/client";
import { notices } from "../../lib/notices.svelte";
import { new_uuid } from "../../lib/uuid";
import { contact_words, kAnswers } from "./words";

interface QuestionsOptions {
  on_signed_out: () => void;
  /** Drafts are judged anew by an answer. */
  on_answered: () => void;
}

export class Questions {
  open = $state.raw<readonly Question[]>([]);
  /** What is being answered. */
  busy = $state<QuestionAnswer | null>(null);
  readonly shown = $derived(this.open[0] ?? null);
  /** One answer is one request, however often it is sent. */
  private keys_ = new Map<string, string>();

  constructor(private readonly options_: QuestionsOptions) {}

  async refresh(): Promise<void> {
    try {
      this.open = (await list_questions()).items;
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) this.options_.on_signed_out();
      // An unreachable server is told by the list of drafts, which also keeps trying; what was read stays.
    }
  }

  async answer(given: QuestionAnswer): Promise<void> {
    const question = this.shown;
    if (!question) return notices.show("plain", "No question is open.");
    if (this.busy !== null || !question.answers.includes(given)) return;
    this.busy = given;
    try {
      await answer_question(question.question_id, given, this.key_of_(question, given));
      notices.show("good", kAnswers[given].done, { lines: [contact_words(question)] });
      this.drop_(question);
    } catch (error) {
      this.failed_(question, error);
    } finally {
      this.busy = null;
    }
    await this.refresh();
    this.options_.on_answered();
  }

  private failed_(question: Question, error: unknown): void {
    if (!(error instanceof Error)) throw error;
    if (error instanceof ApiError && error.status === 401) this.options_.on_signed_out();
    // Somebody else was faster: the server says who, and what they said.
    if (error instanceof ApiError && error.status === 409) this.drop_(question);
    notices.show("bad", "Not answered", { lines: [contact_words(question), error.message] });
  }

  private drop_(question: Question): void {
    this.open = this.open.filter((other) => other.question_id !== question.question_id);
  }

  private key_of_(question: Question, given: QuestionAnswer): string {
    const name = `${question.question_id} ${given}`;
    const key = this.keys_.get(name) ?? new_uuid();
    this.keys_.set(name, key);
    return key;
  }
}
