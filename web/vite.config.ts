import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vitest/config";

// `npm run dev` talks to a running sales-agent, or to `npm run mock`.
const server = process.env.BASE_URL ?? "http://127.0.0.1:8000";

export default defineConfig({
  plugins: [svelte()],
  build: {
    // light-dark() and <dialog> natively; nothing is rewritten for older browsers.
    target: ["chrome123", "firefox121", "safari17.5"],
    // A data: URI would need a wider Content-Security-Policy than default-src 'self'.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
  server: { proxy: { "/api": { target: server, changeOrigin: true } } },
  resolve: process.env.VITEST ? { conditions: ["browser"] } : {},
  test: { include: ["src/**/*.test.ts", "scripts/**/*.test.ts"], environment: "node", env: { TZ: "UTC" } },
});
