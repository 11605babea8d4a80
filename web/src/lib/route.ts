/**
 * Where the app is, in the part of the address after '#': `#/<view>` or `#/<view>/<draft id>`. After '#', so that the
 * server needs no rule for unknown paths and an address can be copied to a colleague.
 */
export interface Route {
  view: string;
  id: string | null;
}

/** Where an id would stand: one that is not saved yet. No id has this character. */
export const kNew = "!new";

export function parse_route(hash: string): Route {
  const [view = "", ...rest] = hash.replace(/^#?\/?/, "").split("/");
  if (rest.length === 0 || rest[0] === "") return { view, id: null };
  try {
    return { view, id: decodeURIComponent(rest.join("/")) };
  } catch {
    return { view, id: null }; // a cut-off % sequence in a pasted address
  }
}

export function route_hash({ view, id }: Route): string {
  return `#/${view}${id === null ? "" : `/${encodeURIComponent(id)}`}`;
}
