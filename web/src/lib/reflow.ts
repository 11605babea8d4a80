/**
 * Mail that was wrapped by hand at 72 or 76 columns reads as paragraphs again. A line break becomes a blank, so that every place in the
 * text stays where it was; what is a list, a quote, a signature, an address block or a table keeps its lines.
 */

const kShortest = 50; // a line that a mail program wrapped is about this long at least
const kLongest = 100; // longer lines were not wrapped
const kOwnLine = /^(?:\s|>|[-*•·–—]\s|\d{1,3}[.)]\s|[A-Za-z][.)]\s|--\s*$|\||#)|^\S*:\/\/\S+$/;
const kColumns = / {3,}|\t/;

export function reflow(text: string): string {
  const lines = text.split("\n");
  let out = lines[0] ?? "";
  for (let i = 1; i < lines.length; i++) {
    const before = lines[i - 1] ?? "";
    const line = lines[i] ?? "";
    out += (continues(before, line) ? " " : "\n") + line;
  }
  return out;
}

/** `line` goes on where `before` was cut: its first word had no room behind it. */
function continues(before: string, line: string): boolean {
  const end = before.trimEnd();
  if (line.trim() === "" || end.length < kShortest || end.length > kLongest) return false;
  if (kOwnLine.test(line) || kColumns.test(before) || kColumns.test(line)) return false;
  if (/^[>|]/.test(before)) return false;
  const first_word = line.split(/\s/, 1)[0] ?? "";
  return end.length + 1 + first_word.length > 64;
}
