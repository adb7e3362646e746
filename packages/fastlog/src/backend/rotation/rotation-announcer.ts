import { messageOf } from "../../diagnostics/error-message.ts";
import { SystemDate } from "../../time/system-time.ts";
import type { RotationOptions } from "./rotation-options.ts";
import type { DoneFile, Stranger } from "./rotation-tidy.ts";

/** Number of strangers that are reported. */
const MOST_TOLD = 1_000;

/** Tells the program of rotated files, and the operator of entries that are not touched. */
export class RotationAnnouncer {
  readonly #onRotated: RotationOptions["onRotated"];
  readonly #report: (code: string, message: string, cause?: unknown) => void;
  readonly #told = new Set<string>();
  /** Complete rotated files that were announced, or were there before; `undefined` before the first call. */
  #done: ReadonlySet<string> | undefined;

  constructor(
    onRotated: RotationOptions["onRotated"],
    report: (code: string, message: string, cause?: unknown) => void,
  ) {
    this.#onRotated = onRotated;
    this.#report = report;
  }

  /** Whether the program has a listener. */
  get hasListener(): boolean {
    return this.#onRotated !== undefined;
  }

  /** Takes the next files for those that were there before. */
  restart(): void {
    this.#done = undefined;
  }

  /** Calls `onRotated` with each file that is new. */
  announce(done: readonly DoneFile[]): void {
    if (this.#onRotated === undefined) return;
    const before = this.#done;
    this.#done = new Set(done.map(({ path }) => path));
    if (before === undefined) return;
    for (const { path, size, time } of done) {
      if (before.has(path)) continue;
      try {
        this.#onRotated({ path, size, rotatedAt: new SystemDate(time) });
      } catch (error) {
        this.#report("ROTATE", `onRotated threw for "${path}": ${messageOf(error)}`, error);
      }
    }
  }

  /** Reports each entry once. */
  tellOf(strangers: readonly Stranger[]): void {
    const untold = strangers.filter(({ path }) => !this.#told.has(path));
    const [first] = untold;
    if (first === undefined || this.#told.size >= MOST_TOLD) return;
    for (const { path } of untold) this.#told.add(path);
    const more = untold.length === 1 ? "" : `, and ${untold.length - 1} others are not either`;
    const expected = "expected a regular file of the log's owner";
    this.#report("ROTATE", `"${first.path}" is ${first.kind}, left alone (${expected})${more}`);
  }
}
