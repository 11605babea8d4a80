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
