/** The steps of the trail in words. Pure. */
import { say } from "./strings";

/** "approved it", or the server's own word for a step that is not known here. */
export const step_words = (action: string): string =>
  (say.steps as Record<string, string>)[action] ?? action.replaceAll("_", " ");

/** The steps that have words here. */
export const kSteps = Object.keys(say.steps);
