/** States and progress in words. Pure. */

export const state_words = (status: string): string => status.replaceAll("_", " ").toLowerCase();

/** What is verified of the whole, in percent; nothing there to verify is all of it. */
export const percent_of = (last: number, end: number): number =>
  end === 0 ? 100 : Math.floor((100 * last) / end);
