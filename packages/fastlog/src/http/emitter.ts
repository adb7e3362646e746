import { EventEmitter } from "node:events";
import type { Contexts } from "../fields/async-context.ts";
import { EXCHANGE, type Exchange } from "./exchange.ts";

const { emit: emitEvent } = EventEmitter.prototype;

type Emit = (event: string | symbol, ...args: unknown[]) => boolean;

interface Bound {
  [EXCHANGE]?: Exchange;
  emit: Emit;
}

/**
 * Runs the listeners of a request, response or stream in the context of their exchange. Node emits their events in the
 * context of the connection, in that of the request before on the same connection, or in none at all.
 *
 * Ends the exchange behind the listeners of `close` if the emitter is the one that closes last.
 */
export class Emitters {
  readonly #contexts: Contexts;
  readonly #run: Emit;
  readonly #runAndEnd: Emit;

  constructor(contexts: Contexts) {
    this.#contexts = contexts;
    // One function for all requests: V8 inlines it, and a request allocates none.
    this.#run = this.#inContext(emitEvent);
    this.#runAndEnd = this.#ending(this.#run);
  }

  bind(emitter: EventEmitter, exchange: Exchange, isLast: boolean): void {
    const bound = emitter as unknown as Bound;
    bound[EXCHANGE] = exchange;
    if (bound.emit === emitEvent) {
      bound.emit = isLast ? this.#runAndEnd : this.#run;
    } else {
      const run = this.#inContext(bound.emit);
      bound.emit = isLast ? this.#ending(run) : run;
    }
  }

  #inContext(emit: Emit): Emit {
    const contexts = this.#contexts;
    return function emitInContext(this: Bound, ...args: [event: string | symbol, ...unknown[]]) {
      const exchange = this[EXCHANGE];
      const context = exchange?.context;
      if (context === undefined || contexts.current?.request === exchange) {
        return emit.apply(this, args);
      }
      return contexts.run(context, () => emit.apply(this, args));
    };
  }

  #ending(run: Emit): Emit {
    return function emitAndEnd(this: Bound, ...args: [event: string | symbol, ...unknown[]]) {
      if (args[0] !== "close") return run.apply(this, args);
      try {
        return run.apply(this, args);
      } finally {
        this[EXCHANGE]?.end();
      }
    };
  }
}
