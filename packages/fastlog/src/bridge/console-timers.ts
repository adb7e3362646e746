import { uptime } from "../time/system-time.ts";
import { millisecondsSince } from "./milliseconds.ts";

/** Most timers whose start is known. */
const MAX_TIMERS = 1000;

/** Starts of the timers of a console. */
export class ConsoleTimers {
  private readonly starts = new Map<string, number>();

  /** A timer that runs already keeps its start, as in `console`. */
  begin(label: unknown): void {
    const name = String(label);
    if (this.starts.size < MAX_TIMERS && !this.starts.has(name)) this.starts.set(name, uptime());
  }

  /** Milliseconds since the timer began; `undefined` if that was before the bridge. */
  elapsed(label: unknown, isLast: boolean): number | undefined {
    const name = String(label);
    const start = this.starts.get(name);
    if (isLast) this.starts.delete(name);
    return start === undefined ? undefined : millisecondsSince(start);
  }

  clear(): void {
    this.starts.clear();
  }
}
