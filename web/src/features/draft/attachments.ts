/** The attachments of a mail, as the server lists them: name and size. */
interface Attachment {
  name: string;
  size: string;
}

export function size_words(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 1_000_000) return `${Math.round(bytes / 1000)} KB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}

export function attachments_of(given: unknown): Attachment[] {
  if (!Array.isArray(given)) return [];
  return given.flatMap((each: unknown): Attachment[] => {
    if (each === null || typeof each !== "object") return [];
    const { name, bytes } = each as { name?: unknown; bytes?: unknown };
    const words = typeof name === "string" && name !== "" ? name : "(no name)";
    return [{ name: words, size: typeof bytes === "number" ? size_words(bytes) : "" }];
  });
}
