/** Single-key shortcuts, as one table per page. Pure; press_key of shortcuts.svelte.ts runs them. */

export interface Binding {
  /** KeyboardEvent.key values; digits also match by position, because AZERTY needs Shift for them. */
  keys: string[];
  words: string;
  group: string;
  run: () => void;
  /** Holding the key repeats it (moving does, deciding does not). */
  repeats?: boolean;
}

type Press = Pick<KeyboardEvent, "key" | "code" | "ctrlKey" | "metaKey" | "altKey" | "shiftKey" | "repeat">;

export function find_binding(bindings: readonly Binding[], press: Press): Binding | null {
  if (press.ctrlKey || press.metaKey || press.altKey) return null;
  const digit = /^(?:Digit|Numpad)(\d)$/.exec(press.code)?.[1];
  const found = bindings.find(
    ({ keys }) =>
      keys.includes(press.key) || (!press.shiftKey && digit !== undefined && keys.includes(digit)),
  );
  return found && (!press.repeat || found.repeats) ? found : null;
}

/** Is the person typing text, so that letters are letters? */
export function is_typing(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (
    target.isContentEditable ||
    target instanceof HTMLTextAreaElement ||
    target instanceof HTMLSelectElement
  ) {
    return true;
  }
  return target instanceof HTMLInputElement && !["checkbox", "radio", "button"].includes(target.type);
}

/** How a key is printed on a key cap. */
export function key_cap(key: string): string {
  const caps: Record<string, string> = { ArrowDown: "↓", ArrowUp: "↑", Escape: "Esc", Enter: "↵", S: "⇧ S" };
  return caps[key] ?? (key.length === 1 ? key.toUpperCase() : key);
}
