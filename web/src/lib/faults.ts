/** What the server said about the fields of a form: by their paths, "steps/0/body". Pure. */
export interface Fault {
  path: string;
  message: string;
}

const normal = (path: string) =>
  path
    .replace(/^[/$.]+/, "")
    .replaceAll(/\[(\d+)\]/g, "/$1")
    .replaceAll(".", "/");

export class Faults {
  readonly all: readonly Fault[];
  constructor(errors: readonly Fault[] = []) {
    this.all = errors.map(({ path, message }) => ({ path: normal(path), message }));
  }

  /** Of that field; empty: it is fine. */
  at(path: string): string {
    return this.words_((fault) => fault.path === path);
  }

  /** Of that field and all within it. */
  within(path: string): string {
    return this.words_((fault) => fault.path === path || fault.path.startsWith(`${path}/`));
  }

  private words_(fits: (fault: Fault) => boolean): string {
    return this.all
      .filter(fits)
      .map(({ message }) => message)
      .join(" ");
  }
}
