/** The actions that are there now, and the one reader of the keyboard. A page adds its own while it is shown. */
import { untrack } from "svelte";
import { find_action, is_prefix, is_typing, type Action } from "./actions";
import { notices } from "./notices.svelte";

/** Whether single keys act. A person who dictates, or whose keyboard strikes by itself, can switch them off (WCAG 2.1.4). */
const kName = "single_keys";
const kPairMs = 1500;

function stored(): boolean {
  try {
    return localStorage.getItem(kName) !== "off";
  } catch {
    return true;
  }
}

class Shortcuts {
  on = $state(stored());

  set(on: boolean): void {
    this.on = on;
    try {
      localStorage.setItem(kName, on ? "on" : "off");
    } catch {
      // Storage is switched off: the choice lasts until the page is closed.
    }
  }
}

export const shortcuts = new Shortcuts();

class Registry {
  private layers_ = $state.raw<readonly (readonly Action[])[]>([]);
  readonly all = $derived(this.layers_.flat());
  private prefix_ = "";
  private prefix_ends_ms_ = 0;

  /** Adds actions, in front of the ones before; returns a function that takes them away. */
  add(actions: readonly Action[]): () => void {
    // Not a dependency of the effect that adds: it would run again for its own change.
    untrack(() => (this.layers_ = [actions, ...this.layers_]));
    return () => untrack(() => (this.layers_ = this.layers_.filter((layer) => layer !== actions)));
  }

  find(id: string): Action | undefined {
    return this.all.find((action) => action.id === id);
  }

  /** Says why when it cannot be done. */
  run(action: Action): void {
    const no = action.when?.() ?? null;
    if (no === null) action.run();
    else notices.show("plain", no);
  }

  /** Runs what a key means, unless it means something where it was pressed: in a field, a menu, a dialog, a list that scrolls. */
  press(event: KeyboardEvent): void {
    if (event.defaultPrevented || is_elsewhere(event)) return;
    const now = performance.now();
    const prefix = now < this.prefix_ends_ms_ ? this.prefix_ : "";
    this.prefix_ends_ms_ = 0;
    const is_special = event.ctrlKey || event.metaKey || event.key.length > 1;
    if (!shortcuts.on && !is_special) return;
    if (prefix === "" && is_prefix(this.all, event)) {
      this.prefix_ = event.key;
      this.prefix_ends_ms_ = now + kPairMs;
      event.preventDefault();
      return;
    }
    const action = find_action(this.all, event, prefix);
    if (!action) return;
    event.preventDefault();
    this.run(action);
  }
}

export const registry = new Registry();

/** An open menu or dialog owns the keyboard; so does what is pressed by Space and Enter, or scrolls by arrows. */
function is_elsewhere(event: KeyboardEvent): boolean {
  if (document.querySelector("dialog[open], [popover]:popover-open")) return true;
  const is_chord = event.ctrlKey || event.metaKey;
  if (is_typing(event.target)) return !is_chord;
  const target = event.target as Element;
  if (event.key.startsWith("Arrow")) {
    return target !== document.body && target.getAttribute("role") !== "listbox"; // it scrolls there
  }
  const is_press = event.key === " " || event.key === "Enter";
  return is_press && target.closest("button, a, summary, input, [role=button]") !== null;
}
