import { afterEach, expect, test, vi } from "vitest";
import { Search } from "./search.svelte";

const hit = (id: string) => ({ message_id: id, thread_id: `t-${id}`, subject: id });
const answer = (status: number, body: unknown) =>
  new Response(JSON.stringify(body), { status, headers: { "content-type": "application/json" } });

afterEach(() => vi.unstubAllGlobals());

/** Answers each path as the table says, when it says. */
function serve(table: Record<string, () => Response | Promise<Response>>): string[] {
  const asked: string[] = [];
  vi.stubGlobal("fetch", async (path: string) => {
    asked.push(path);
    const found = Object.entries(table).find(([part]) => path.includes(part));
    if (!found) throw new Error(`nothing answers ${path}`);
    return found[1]();
  });
  return asked;
}

test("a question is asked once, and its hits are shown", async () => {
  const asked = serve({
    "/api/search": () => answer(200, { items: [hit("a")], searched: 3, messages: 3 }),
  });
  const search = new Search({ on_signed_out: () => {} });
  await search.ask("price & seat");
  await search.ask("price & seat");
  expect(asked).toEqual(["/api/search?q=price+%26+seat"]);
  expect(search.result?.items.map((each) => each.message_id)).toEqual(["a"]);
  expect(search.busy).toBe(false);
});

test("a later question has the later answer", async () => {
  let release = (): void => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  serve({
    "q=slow": async () => {
      await held;
      return answer(200, { items: [hit("slow")], searched: 1, messages: 1 });
    },
    "q=fast": () => answer(200, { items: [hit("fast")], searched: 1, messages: 1 }),
  });
  const search = new Search({ on_signed_out: () => {} });
  const slow = search.ask("slow");
  await search.ask("fast");
  release();
  await slow;
  expect(search.query).toBe("fast");
  expect(search.result?.items[0]?.message_id).toBe("fast");
  expect(search.busy).toBe(false);
});

test("a hit opens its conversation, and closes it", async () => {
  serve({ "/api/threads/t-a": () => answer(200, { messages: [{ message_id: "a" }] }) });
  const search = new Search({ on_signed_out: () => {} });
  await search.toggle("a", "t-a");
  expect(search.open_id).toBe("a");
  expect(search.messages).toHaveLength(1);
  await search.toggle("a", "t-a");
  expect(search.open_id).toBeNull();
});

test("what the server says against it is shown; who is signed out is told", async () => {
  let status = 503;
  serve({
    "/api/search": () =>
      answer(status, { type: "about:blank", title: "x", status, detail: "The model is away.", errors: [] }),
  });
  const out = vi.fn();
  const search = new Search({ on_signed_out: out });
  await search.ask("a");
  expect(search.trouble).toBe("The model is away.");
  expect(out).not.toHaveBeenCalled();
  status = 401;
  await search.ask("b");
  expect(out).toHaveBeenCalledOnce();
});
