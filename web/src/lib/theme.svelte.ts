/** The theme that a person chose; none chosen follows the system. public/theme.js applies it before the first paint. */
const kDark = "(prefers-color-scheme: dark)";

function stored(): "light" | "dark" | null {
  try {
    const theme = localStorage.getItem("theme");
    return theme === "light" || theme === "dark" ? theme : null;
  } catch {
    return null;
  }
}

function store(theme: "light" | "dark" | null): void {
  try {
    if (theme) localStorage.setItem("theme", theme);
    else localStorage.removeItem("theme");
  } catch {
    // Storage is switched off: the choice lasts until the page is closed.
  }
}

class Theme {
  private system_ = $state(matchMedia(kDark).matches ? "dark" : "light");
  private chosen_ = $state(stored());
  readonly now = $derived(this.chosen_ ?? this.system_);

  constructor() {
    matchMedia(kDark).addEventListener("change", (event) => {
      this.system_ = event.matches ? "dark" : "light";
    });
  }

  /** Switches to the other theme. Coming back to what the system has means following the system again. */
  toggle(): void {
    const other = this.now === "dark" ? "light" : "dark";
    this.chosen_ = other === this.system_ ? null : other;
    store(this.chosen_);
    if (this.chosen_) document.documentElement.dataset.theme = this.chosen_;
    else delete document.documentElement.dataset.theme;
  }
}

export const theme = new Theme();
