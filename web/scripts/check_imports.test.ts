import { describe, expect, test } from "vitest";
import { faults_of } from "./check_imports.mjs";

describe("check_imports", () => {
  test.each([
    ["app/App.svelte", 'import R from "../features/draft/ReviewPage.svelte";', 0],
    ["features/draft/a.ts", 'import { b } from "./b";', 0],
    ["features/draft/a.ts", 'import { b } from "../../ui/b";', 0],
    ["features/draft/a.ts", 'import { me } from "../session/session.svelte";', 1],
    ["features/draft/a.ts", 'const x = await import("../session/session.svelte");', 1],
    ["features/draft/a.ts", 'import App from "../../app/App.svelte";', 1],
    ["features/draft/a.ts", 'import type { components } from "../../api/types";', 1],
    ["ui/Button.svelte", 'import { x } from "../api/client";', 1],
    ["lib/time.ts", 'import x from "../ui/Button.svelte";', 1],
    ["api/client.ts", 'import type { components } from "./types";', 0],
    ["api/http.ts", 'import type { components } from "./types";', 1],
    ["lib/time.ts", 'import { writable } from "svelte/store";', 0],
  ])("%s: %s", (path, source, count) => {
    expect(faults_of(path, source)).toHaveLength(count);
  });
});
