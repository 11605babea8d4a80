import { find_binding, is_typing, type Binding } from "./keys";

/** Whether single keys act. A person who dictates, or whose keyboard strikes by itself, can switch them off (WCAG 2.1.4). */
const kName = "single_keys";

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

/** Runs what a key means on a page, unless it means something where it was pressed: in a field, a dialog, a list that scrolls. */
export function press_key(bindings: readonly Binding[], event: KeyboardEvent): void {
  if (event.defaultPrevented || is_typing(event.target) || document.querySelector("dialog[open]")) return;
  const target = event.target as Element;
  const is_arrow = event.key.startsWith("Arrow");
  if (is_arrow && target !== document.body && target.getAttribute("role") !== "listbox") return; // it scrolls there
  if (!shortcuts.on && !is_arrow && event.key !== "Escape") return;
  const binding = find_binding(bindings, event);
  if (!binding) return;
  event.preventDefault();
  binding.run();
}
