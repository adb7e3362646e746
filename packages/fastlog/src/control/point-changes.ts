import { knownTracepoints, type TracepointState } from "../call/tracepoints.ts";
import { clearTimeout, setTimeout, type Timer } from "../time/timers.ts";

/** A change of the tracepoints of each thread that a client asks for. */
export interface PointChange {
  readonly attach: string | undefined;
  readonly detach: string | undefined;
  /** How long it is attached, in milliseconds. */
  readonly time: number;
}

/** The tracepoints of a thread, and whether something was attached or detached there. */
export interface PointsAnswer {
  readonly list: readonly TracepointState[];
  readonly isChanged: boolean;
}

interface Attached {
  readonly timer: Timer;
  readonly end: () => void;
}

/** Listeners that clients have attached in this thread, by name. Listeners of the program itself are not among them. */
const attached = new Map<string, Attached>();

/** Changes and lists the tracepoints of this thread; `undefined` if it has not loaded `fastlog/tracepoint`. */
export function pointsHere(change: unknown): PointsAnswer | undefined {
  const tracepoints = knownTracepoints();
  if (tracepoints === undefined || !isChange(change)) return undefined;
  const { attach, detach, time } = change;
  let isChanged = false;
  if (detach !== undefined) isChanged = end(detach);
  if (attach !== undefined) {
    // Attached once more, it lasts from now on, and a hit is still one record.
    end(attach);
    const stop = tracepoints.attach(attach);
    attached.set(attach, { end: stop, timer: setTimeout(() => end(attach), time).unref() });
    isChanged = true;
  }
  return { list: tracepoints.list(), isChanged };
}

/** Whether the answer of a thread is one. A thread without tracepoints has none. */
export function isPointsAnswer(answer: unknown): answer is PointsAnswer {
  return typeof answer === "object" && answer !== null && Object.hasOwn(answer, "list");
}

function end(name: string): boolean {
  const known = attached.get(name);
  if (known === undefined) return false;
  attached.delete(name);
  clearTimeout(known.timer);
  known.end();
  return true;
}

function isChange(value: unknown): value is PointChange {
  if (typeof value !== "object" || value === null) return false;
  const { attach, detach, time } = value as Record<keyof PointChange, unknown>;
  const isName = (name: unknown) => name === undefined || typeof name === "string";
  return isName(attach) && isName(detach) && Number.isFinite(time);
}
