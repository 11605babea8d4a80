/** One change: what was refused is said in the server's words; what concerns the form stays with the form. */
import { notices } from "../lib/notices.svelte";
import { say } from "../lib/strings";
import { ApiError } from "./http";

/**
 * True when it was done. `on_refused` may take a refusal (a field that is wrong, a number that moved) and says so with true;
 * every other one becomes a notice.
 */
export async function attempt(
  work: () => Promise<void>,
  on_signed_out: () => void,
  on_refused: (error: ApiError) => boolean = () => false,
): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) on_signed_out();
    else if (!(error instanceof ApiError)) notices.show("bad", say.not_done, { lines: [say.no_answer] });
    else if (!on_refused(error)) notices.show("bad", say.not_done, { lines: [error.message] });
    return false;
  }
}
