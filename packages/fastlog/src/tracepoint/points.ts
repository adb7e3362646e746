import type { TracepointListener, TracepointState, Tracepoints } from "../call/tracepoints.ts";
import type { Runtime } from "../lifecycle/runtime.ts";
import { detached } from "../text/detached.ts";
import { matches } from "./names.ts";
import type { Place } from "./place.ts";
import { type Attachment, Point } from "./point.ts";

/** Most tracepoints that are listed: more than any program has that makes no names at run time. */
const MAX_LISTED = 4096;

/** All tracepoints of a thread, for all copies of the package. */
export class Points implements Tracepoints {
  /** Functions that stand for instrumented ones, and where they do. */
  readonly places: WeakMap<object, Place> = new WeakMap();

  readonly #runtime: Runtime;
  readonly #points = new Map<string, Point>();
  readonly #attachments = new Set<Attachment>();

  constructor(runtime: Runtime) {
    this.#runtime = runtime;
  }

  /**
   * The tracepoints of a name. Beyond {@link MAX_LISTED} names, a new one is known to its own functions only: the filter,
   * subscribers and what is attached already reach it, and it ends with them.
   */
  named(name: string): Point {
    const known = this.#points.get(name);
    if (known !== undefined) return known;
    const point = new Point(this.#runtime, detached(name));
    point.attach(this.#attachedTo(point.name));
    if (this.#points.size < MAX_LISTED) this.#points.set(point.name, point);
    return point;
  }

  /** An instrumented function is what it was: forgets a tracepoint that nobody else uses. */
  release(point: Point): void {
    point.uses--;
    if (point.uses === 0 && this.#points.get(point.name) === point) {
      this.#points.delete(point.name);
    }
  }

  list(): readonly TracepointState[] {
    return Array.from(this.#points.values(), ({ state }) => state);
  }

  attach(pattern: string, listener?: TracepointListener): () => void {
    const attachment: Attachment = { pattern: detached(pattern), listener, isOver: false };
    this.#attachments.add(attachment);
    this.#renew(pattern);
    return () => {
      if (this.#end(attachment)) this.#renew(pattern);
    };
  }

  detach(pattern: string, listener?: TracepointListener): boolean {
    const ended = [...this.#attachments].filter(
      (one) =>
        one.pattern === pattern &&
        (listener === undefined || one.listener === listener) &&
        this.#end(one),
    );
    if (ended.length > 0) this.#renew(pattern);
    return ended.length > 0;
  }

  #end(attachment: Attachment): boolean {
    attachment.isOver = true;
    return this.#attachments.delete(attachment);
  }

  /** Attaches and detaches anew all points that a pattern matches. */
  #renew(pattern: string): void {
    for (const point of this.#points.values()) {
      if (matches(pattern, point.name)) point.attach(this.#attachedTo(point.name));
    }
  }

  #attachedTo(name: string): readonly Attachment[] {
    return [...this.#attachments].filter(({ pattern }) => matches(pattern, name));
  }
}
