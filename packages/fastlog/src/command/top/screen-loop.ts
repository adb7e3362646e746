import type { Timer } from "../../time/timers.ts";
import type { Sampler } from "./sampler.ts";
import type { Screen } from "./screen.ts";
import { type Look, linesOf, type Order, type Snapshot } from "./view.ts";

const KEYS: ReadonlyMap<string, Order> = new Map([
  ["r", "rate"],
  ["l", "level"],
  ["t", "target"],
  ["m", "message"],
]);

/** Keys that end it: Ctrl+C comes as a character while the keyboard is raw. */
const QUIT: ReadonlySet<string> = new Set(["q", "Q", "\u0003", "end"]);

const HINT = "(q quits, p pauses, r l t m sort)";

/** Parts of a loop. Tests give it a clock and a screen of their own. */
export interface LoopParts {
  readonly screen: Screen;
  readonly sampler: Sampler;
  /** In milliseconds. */
  readonly interval: number;
  readonly isColored: boolean;
  readonly most: number;
  /** A problem, for the first line; "" if there is none. */
  problem(): string;
  after(action: () => void, ms: number): Timer;
  cancel(timer: Timer | undefined): void;
}

/** Shows a snapshot after each interval, and obeys keys. */
export class ScreenLoop {
  readonly #parts: LoopParts;
  #order: Order;
  #isPaused = false;
  #shown: Snapshot;
  #timer: Timer | undefined;

  constructor(parts: LoopParts, order: Order) {
    this.#parts = parts;
    this.#order = order;
    this.#shown = parts.sampler.sample();
  }

  /** Runs until the user ends it. Rejects if the screen is gone. */
  run(): Promise<void> {
    const { screen, interval, sampler, after, cancel } = this.#parts;
    return new Promise<void>((resolve, reject) => {
      const guarded = (action: () => void) => () => {
        try {
          action();
        } catch (error) {
          cancel(this.#timer);
          reject(error);
        }
      };
      const tick = guarded(() => {
        const snapshot = sampler.sample();
        if (!this.#isPaused) this.#shown = snapshot;
        this.#draw();
        this.#timer = after(tick, interval);
      });
      screen.listen(
        (key) =>
          guarded(() => {
            if (QUIT.has(key)) {
              cancel(this.#timer);
              resolve();
            } else {
              this.#obey(key);
            }
          })(),
        guarded(() => this.#draw()),
      );
      guarded(() => this.#draw())();
      this.#timer = after(tick, interval);
    });
  }

  #obey(key: string): void {
    const order = KEYS.get(key.toLowerCase());
    if (order !== undefined) this.#order = order;
    else if (key.toLowerCase() === "p") this.#isPaused = !this.#isPaused;
    else return;
    this.#draw();
  }

  #draw(): void {
    const { screen, isColored, most, problem } = this.#parts;
    const { width, height } = screen.size;
    const look: Look = {
      ...{ width, height, most, isColored, order: this.#order, isPaused: this.#isPaused },
      hint: problem() || HINT,
    };
    screen.draw(linesOf(this.#shown, look));
  }
}
