import type { Gate } from "../../call/gate.ts";
import type { Tap } from "../../call/tap.ts";
import type { Filter } from "../../filter/filter.ts";
import { unionFilter } from "../../filter/union-filter.ts";
import { setTimeout } from "../../time/timers.ts";
import { now } from "./now.ts";
import { isTapOrder } from "./tap-order.ts";
import { type TapParts, TapStream } from "./tap-stream.ts";

/** Mark of a target that no logger has: the log would not know it where it needs none. */
const FOUND = "\0";

/** The taps of a thread. Without any, its gates and its dispatcher are as if there had never been one. */
export class Taps implements Tap {
  isTaking = false;
  readonly #parts: TapParts;
  #streams: readonly TapStream[] = [];
  /** Lets pass the records that any of them takes. */
  #filter: Filter | undefined;

  constructor(parts: TapParts) {
    this.#parts = parts;
  }

  /** Sends records to a client until its time is over, if the order has a ring for this thread. */
  start(order: unknown): void {
    if (!isTapOrder(order) || this.#streams.some((stream) => stream.order.id === order.id)) return;
    const { threadId } = process.getBuiltinModule("node:worker_threads");
    const ring = order.rings[threadId];
    const left = order.until - now();
    if (ring === undefined || left <= 0) return;
    this.#use([...this.#streams, new TapStream(order, ring, this.#parts)]);
    setTimeout(() => this.stop(order.id), Math.ceil(left)).unref();
  }

  stop(id: number): void {
    if (!this.#streams.some(({ order }) => order.id === id)) return;
    this.#use(this.#streams.filter(({ order }) => order.id !== id));
  }

  found(gate: Gate): Gate {
    const { target = "", threshold } = gate;
    return {
      target: `${FOUND}${target}`,
      threshold,
      targetFrom: 0,
      withLevel: (level) => gate.withLevel(level),
      opened: () => gate.opened(),
    };
  }

  wants(target: string, level: number): boolean {
    return this.#filter?.passes(target, level) !== false || target.startsWith(FOUND);
  }

  nameOf(target: string | undefined): string | undefined {
    return target?.startsWith(FOUND) ? target.slice(FOUND.length) : target;
  }

  take(...[pipeline, ...call]: Parameters<Tap["take"]>): void {
    const { sanitizer } = pipeline.builder;
    this.isTaking = true;
    try {
      const time = now();
      for (const stream of this.#streams) {
        if (stream.isOver(time)) this.stop(stream.order.id);
        else stream.take(time, sanitizer, ...call);
      }
    } catch {
      // The stack is full, or the program's own code threw. The log has its record.
    } finally {
      this.isTaking = false;
    }
  }

  #use(streams: readonly TapStream[]): void {
    const { gates, dispatcher } = this.#parts;
    this.#streams = streams;
    const [first, ...others] = streams.map(({ filter }) => filter);
    this.#filter = first === undefined ? undefined : joined(first, others);
    dispatcher.tap = first === undefined ? undefined : this;
    gates.tap = this.#filter;
  }
}

function joined(first: Filter, others: readonly Filter[]): Filter {
  return others.length === 0 ? first : unionFilter([first, ...others]);
}
