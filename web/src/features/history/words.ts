/** Steps in words. Pure. */
import { say } from "../../lib/strings";

/** "approved it", or the server's own word for a step that is not known here. */
export const step_words = (action: string): string =>
  (say.steps as Record<string, string>)[action] ?? action.replaceAll("_", " ");

export const kSearched = Object.keys(say.steps);

export const state_words = (status: string): string => status.replaceAll("_", " ").toLowerCase();

/** What is verified of the whole, in percent; nothing there to verify is all of it. */
export const percent_of = (last: number, end: number): number =>
  end === 0 ? 100 : Math.floor((100 * last) / end);
