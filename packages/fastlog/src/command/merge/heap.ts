import { compareKeys } from "./boots.ts";
import type { Cursor } from "./cursor.ts";

/** Cursors by their keys; of equal keys the file that was named first comes first. */
export class Heap {
  readonly #cursors: Cursor[] = [];

  get first(): Cursor | undefined {
    return this.#cursors[0];
  }

  get size(): number {
    return this.#cursors.length;
  }

  add(cursor: Cursor): void {
    const cursors = this.#cursors;
    let at = cursors.length;
    cursors.push(cursor);
    while (at > 0) {
      const above = (at - 1) >> 1;
      if (!isBefore(cursor, cursors[above]!)) break;
      cursors[at] = cursors[above]!;
      at = above;
    }
    cursors[at] = cursor;
  }

  /** The key of the first cursor has changed. */
  sink(): void {
    const cursors = this.#cursors;
    const cursor = cursors[0]!;
    let at = 0;
    for (;;) {
      let below = at * 2 + 1;
      if (below >= cursors.length) break;
      if (below + 1 < cursors.length && isBefore(cursors[below + 1]!, cursors[below]!)) below++;
      if (!isBefore(cursors[below]!, cursor)) break;
      cursors[at] = cursors[below]!;
      at = below;
    }
    cursors[at] = cursor;
  }

  removeFirst(): void {
    const last = this.#cursors.pop();
    if (last === undefined || this.#cursors.length === 0) return;
    this.#cursors[0] = last;
    this.sink();
  }
}

function isBefore(a: Cursor, b: Cursor): boolean {
  return (compareKeys(a.key, b.key) || a.index - b.index) < 0;
}
