// Runs before the first paint, so that a chosen theme never flashes as the other one. A file of its own because the
// page's Content-Security-Policy forbids inline scripts. The other half is src/lib/theme.svelte.ts.
try {
  const theme = localStorage.getItem("theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch {
  // Storage is switched off in this browser: the system's theme applies.
}
