/**
 * What a person can do, as one list: it makes the buttons' key caps, the keys, the palette, the help and the tests of them.
 * Pure; registry.svelte.ts holds what is there now and runs it.
 */

export interface Action {
  /** "draft.approve": for tests and for buttons that name it. */
  id: string;
  title: string;
  group: string;
  /**
   * "j", "ArrowDown", "S" (with Shift), "Shift+1", "Control+k" (or Cmd), "g r" (one after the other). Digits also match by position,
   * because AZERTY needs Shift for them.
   */
  keys: readonly string[];
  /** Why it cannot be done now; null when it can. */
  when?: () => string | null;
  run: () => void;
  /** It can be taken back for 30 s. */
  undo?: boolean;
  /** It stops or throws away something. */
  danger?: boolean;
  /** Holding the key repeats it (moving does, deciding does not). */
  repeats?: boolean;
}

export type Press = Pick<
  KeyboardEvent,
  "key" | "code" | "ctrlKey" | "metaKey" | "altKey" | "shiftKey" | "repeat"
>;

/** How a key can mean a press: a digit with Shift, the sign that it prints, a digit by its place. The first is the strongest. */
const kWays = ["shift", "sign", "place"] as const;

function fits(key: string, press: Press, way: (typeof kWays)[number]): boolean {
  const control = key.startsWith("Control+");
  if (control !== (press.ctrlKey || press.metaKey) || press.altKey) return false;
  const plain = control ? key.slice("Control+".length) : key;
  const digit = /^(?:Digit|Numpad)(\d)$/.exec(press.code)?.[1];
  if (plain.startsWith("Shift+")) {
    const rest = plain.slice("Shift+".length);
    return way === "shift" && press.shiftKey && (rest === digit || rest === press.key);
  }
  if (plain === " " && press.shiftKey) return false;
  // A digit means its place on the keyboard: with Shift it is the other key, whatever the layout prints there.
  if (digit !== undefined && /^\d$/.test(plain)) return way === "place" && !press.shiftKey && plain === digit;
  return way === "sign" && plain === press.key;
}

/** The action of a key. `prefix`: the key pressed just before, when it begins pairs ("g"). */
export function find_action(actions: readonly Action[], press: Press, prefix = ""): Action | null {
  const find = (way: (typeof kWays)[number]) =>
    actions.find(({ keys }) =>
      keys.some((key) => {
        const [first = "", second] = key.endsWith(" ") ? [key] : key.split(" ");
        return second === undefined
          ? prefix === "" && fits(first, press, way)
          : first === prefix && fits(second, press, way);
      }),
    );
  const found = find("shift") ?? find("sign") ?? find("place");
  return found && (!press.repeat || found.repeats) ? found : null;
}

/** Whether a key begins a pair of some action. */
export const is_prefix = (actions: readonly Action[], press: Press): boolean =>
  !press.ctrlKey &&
  !press.metaKey &&
  !press.altKey &&
  actions.some(({ keys }) => keys.some((key) => key.length > 2 && key.startsWith(`${press.key} `)));

/** Actions whose title holds every word of `words`; those whose title begins with them first. */
export function search_actions(actions: readonly Action[], words: string): Action[] {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  const text = ({ title, group }: Action) => `${title} ${group}`.toLowerCase();
  const begins = (action: Action) => Number(action.title.toLowerCase().startsWith(wanted.join(" ")));
  return actions
    .filter((action) => wanted.every((word) => text(action).includes(word)))
    .sort((a, b) => begins(b) - begins(a));
}

/** Keys that two actions share: a fault, as only the first would run. */
export function shared_keys(actions: readonly Action[]): string[] {
  const keys = actions.flatMap((action) => [...action.keys]);
  return [...new Set(keys.filter((key, index) => keys.indexOf(key) !== index))];
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
  const caps: Record<string, string> = {
    ArrowDown: "↓",
    ArrowUp: "↑",
    Escape: "Esc",
    Enter: "↵",
    " ": "Space",
    "Shift+ ": "⇧ Space",
    PageDown: "PgDn",
    PageUp: "PgUp",
    "Control+k": "Ctrl K",
  };
  const known = caps[key];
  if (known) return known;
  if (key.startsWith("Shift+")) return `⇧ ${key.slice(6)}`;
  if (key.includes(" ")) return key.split(" ").map(key_cap).join(" ");
  if (key.length === 1 && key !== key.toLowerCase()) return `⇧ ${key}`;
  return key.length === 1 ? key.toUpperCase() : key;
}

/** The same for aria-keyshortcuts. */
export const aria_keys = (key: string): string =>
  key.length === 1 && key !== key.toLowerCase() ? `Shift+${key}` : key;
