/** The form whose text is lost when another page takes its place: it is asked before. */

/** True: nothing is lost. Else the form asks the person, and goes on with `go_on` when they say so. */
export type MayLeave = (go_on: () => void) => boolean;

class Leaving {
  private asks_: MayLeave | null = null;

  /** Asks `asks` from now on; returns a function that ends it. */
  guard(asks: MayLeave): () => void {
    this.asks_ = asks;
    return () => {
      if (this.asks_ === asks) this.asks_ = null; // the next page may be there already
    };
  }

  may_leave(go_on: () => void): boolean {
    return this.asks_ === null || this.asks_(go_on);
  }
}

export const leaving = new Leaving();
