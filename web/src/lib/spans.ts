/**
 * Marks in a text. The server counts UTF-8 bytes, JavaScript counts UTF-16 units; this file is the only place that
 * knows both. Everything is linear in the text and safe for any offsets, also wrong ones.
 */

export interface ByteSpan {
  start: number;
  end: number;
}

export interface Mark {
  id: string;
  tone: string;
  start: number; // UTF-16 units
  end: number;
}

export interface Segment {
  text: string;
  /** Ids of the marks that cover this piece, in the order given. */
  ids: string[];
  /** Of the marks that cover it, the tone of the first; "" for plain text. */
  tone: string;
}

const is_low_surrogate = (unit: number) => unit >= 0xdc00 && unit <= 0xdfff;
const is_high_surrogate = (unit: number) => unit >= 0xd800 && unit <= 0xdbff;

/** offsets[i] is the UTF-8 byte at which UTF-16 unit i begins; one more entry holds the length. */
function byte_offsets(text: string): Uint32Array {
  const offsets = new Uint32Array(text.length + 1);
  let bytes = 0;
  for (let i = 0; i < text.length; i++) {
    offsets[i] = bytes;
    const unit = text.charCodeAt(i);
    if (is_high_surrogate(unit) && is_low_surrogate(text.charCodeAt(i + 1))) {
      offsets[++i] = bytes;
      bytes += 4;
    } else {
      bytes += unit < 0x80 ? 1 : unit < 0x800 ? 2 : 3;
    }
  }
  offsets[text.length] = bytes;
  return offsets;
}

/** The first index whose offset is at least `byte`; text.length when there is none. */
function lower_bound(offsets: Uint32Array, byte: number): number {
  let low = 0;
  let high = offsets.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((offsets[middle] ?? 0) < byte) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** A converter from byte spans of `text` to UTF-16 spans; whole characters only, null for a span outside the text. */
export function span_reader(text: string): (span: ByteSpan) => { start: number; end: number } | null {
  const offsets = byte_offsets(text);
  const total = offsets[text.length] ?? 0;
  return ({ start, end }) => {
    if (!(start >= 0 && end > start && start < total)) return null;
    let from = lower_bound(offsets, start);
    if ((offsets[from] ?? 0) > start) from -= 1; // inside a character: mark all of it
    if (is_low_surrogate(text.charCodeAt(from))) from -= 1;
    return { start: from, end: lower_bound(offsets, Math.min(end, total)) };
  };
}

/** Cuts `text` at the edges of `marks` (which may overlap) so that each piece has one set of marks. */
export function segments(text: string, marks: readonly Mark[]): Segment[] {
  const edges = new Set([0, text.length]);
  for (const mark of marks) {
    if (mark.end > mark.start) edges.add(mark.start).add(mark.end);
  }
  const cuts = [...edges].filter((edge) => edge >= 0 && edge <= text.length).sort((a, b) => a - b);
  const pieces: Segment[] = [];
  for (let i = 0; i + 1 < cuts.length; i++) {
    const from = cuts[i] ?? 0;
    const to = cuts[i + 1] ?? 0;
    const over = marks.filter((mark) => mark.start <= from && mark.end >= to);
    pieces.push({ text: text.slice(from, to), ids: over.map((mark) => mark.id), tone: over[0]?.tone ?? "" });
  }
  return pieces;
}

// Characters that change what a reader sees without being seen: direction overrides and isolates, zero-width ones, and
// the tag block, in which a whole instruction can hide. The joiners that emoji and Indic scripts need are left alone.
const kUnseen = /[\u202a-\u202e\u2066-\u2069\u200b\u2060\ufeff\u00ad]|[\u{e0000}-\u{e007f}]+/gu;

/** Splits text into what is seen and what is not; the odd entries are the unseen characters. */
export function split_unseen(text: string): string[] {
  const parts: string[] = [];
  let from = 0;
  for (const match of text.matchAll(kUnseen)) {
    // The flags of England, Scotland and Wales are a black flag followed by tags: those are seen.
    if (match[0].length > 2 && text.slice(0, match.index).endsWith("\u{1f3f4}")) continue;
    parts.push(text.slice(from, match.index), match[0]);
    from = match.index + match[0].length;
  }
  parts.push(text.slice(from));
  return parts;
}

/** "U+202E" for one unseen character, "12 hidden characters" for a run of tags. */
export function unseen_words(characters: string): string {
  const points = Array.from(characters);
  if (points.length > 1) return `${points.length} hidden characters`;
  return `U+${(characters.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
}
