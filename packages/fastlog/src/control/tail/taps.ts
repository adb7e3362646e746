import type { BesideLog } from "../../call/beside-log.ts";
import { setTimeout } from "../../time/timers.ts";
import { now } from "./now.ts";
import type { TapParts } from "./tap-encoders.ts";
import { isTapOrder } from "./tap-order.ts";
import { TapStream } from "./tap-stream.ts";

/** Parts of a runtime that taps and their streams use. */
export interface TapsParts extends TapParts {
  readonly beside: BesideLog;
}

/** The taps of a thread. */
export class Taps {
  readonly #parts: TapsParts;
  readonly #streams = new Map<number, TapStream>();

  constructor(parts: TapsParts) {
    this.#parts = parts;
  }

  /** Sends records to a client until its time is over, if the order has a ring for this thread. */
  start(order: unknown): void {
    if (!isTapOrder(order) || this.#streams.has(order.id)) return;
    const { threadId } = process.getBuiltinModule("node:worker_threads");
    const { id } = order;
    const ring = order.rings[threadId];
    const left = order.until - now();
    if (ring === undefined || left <= 0) return;
    const stream = new TapStream(order, ring, this.#parts, () => this.stop(id));
    this.#streams.set(id, stream);
    this.#parts.beside.use(stream);
    setTimeout(() => this.stop(id), Math.ceil(left)).unref();
  }

  stop(id: number): void {
    const stream = this.#streams.get(id);
    if (stream === undefined) return;
    this.#streams.delete(id);
    this.#parts.beside.leave(stream);
  }
}
