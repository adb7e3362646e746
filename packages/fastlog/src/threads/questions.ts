import { clearTimeout, setTimeout, type Timer } from "../time/timers.ts";
import type { Answered, Asked } from "./question.ts";

/** A question that waits for answers. */
interface Open {
  readonly answers: Map<number, Answered>;
  readonly expected: ReadonlySet<number>;
  readonly settle: () => void;
}

/** Questions of this thread to the others, which wait for their answers. */
export class Questions {
  readonly #open = new Map<number, Open>();
  #last = 0;

  /** Resolves when all of the threads have answered, or when the time is over. `post` gets the number of the question. */
  ask(threads: readonly number[], timeout: number, post: (id: number) => void): Promise<Asked> {
    const id = ++this.#last;
    const answers = new Map<number, Answered>();
    const expected = new Set(threads);
    return new Promise((resolve) => {
      let timer: Timer | undefined;
      const settle = () => {
        clearTimeout(timer);
        this.#open.delete(id);
        const silent = threads.filter((thread) => !answers.has(thread));
        const sorted = [...answers.values()].sort((a, b) => a.thread - b.thread);
        resolve({ answers: sorted, silent });
      };
      timer = setTimeout(settle, timeout).unref();
      this.#open.set(id, { answers, expected, settle });
      post(id);
      this.#settleIfWhole(id);
    });
  }

  /** A thread has answered. */
  take(id: number, { thread, answer }: Answered): void {
    const open = this.#open.get(id);
    if (open === undefined || !open.expected.has(thread)) return;
    open.answers.set(thread, { thread, answer });
    this.#settleIfWhole(id);
  }

  #settleIfWhole(id: number): void {
    const open = this.#open.get(id);
    if (open !== undefined && open.answers.size === open.expected.size) open.settle();
  }
}
