/** Reasons that operators give again and again: one key each. What is sent to the server is the text. */
export const kRejectReasons: readonly string[] = [
  "A fact is wrong or has no source",
  "Misses what they asked",
  "Wrong tone",
  "Wrong person or address",
  "No answer needed",
  "They asked not to be contacted",
];
