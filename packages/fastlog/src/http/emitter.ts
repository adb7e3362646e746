import { EventEmitter } from "node:events";
import type { Contexts } from "../fields/async-context.ts";
import { EXCHANGE, type Exchange } from "./exchange.ts";

const { emit: emitEvent } = EventEmitter.prototype;

type Emit = (event: string | symbol, ...args: unknown[]) => boolean;

/** A request, response, stream or socket whose listeners run in the context of an exchange. */
interface Bound {
  [EXCHANGE]?: Exchange;
  emit: Emit;
  /** Listeners by event, which Node keeps to itself. It may be missing. */
  readonly _events?: Readonly<Record<string | symbol, unknown>>;
}

/**
 * Runs the listeners of a request, response or stream in the context of their exchange. Node emits their events in the
 * context of the connection, in that of another request of the same connection, or in none at all.
 *
 * Ends the exchange behind the listeners of `close` of the emitter that closes last. A listener of our own would count
 * among those that Node warns of, and run before those of the program.
 */
export class Emitters {
  // One function for all requests: V8 inlines it, and a request allocates none.
  private readonly emit: Emit;
  private readonly emitAndEnd: Emit;
  private readonly contexts: Contexts;

  constructor(contexts: Contexts) {
    this.contexts = contexts;
    this.emit = inContext(contexts, emitEvent);
    this.emitAndEnd = ending(this.emit);
  }

  bind(emitter: EventEmitter, exchange: Exchange, isLast: boolean): void {
    const bound = emitter as unknown as Bound;
    bound[EXCHANGE] = exchange;
    if (bound.emit === emitEvent) {
      setEmit(bound, isLast ? this.emitAndEnd : this.emit);
    } else {
      const { emit: own } = bound;
      const emit = inContext(this.contexts, own);
      setEmit(bound, isLast ? ending(emit) : emit);
    }
  }
}

function setEmit(bound: Bound, emit: Emit): void {
  try {
    bound.emit = emit;
  } catch {
    // The prototype is frozen.
    Object.defineProperty(bound, "emit", { value: emit, writable: true, configurable: true });
  }
}

// `arguments` and no rest parameter: no event allocates a list (benchmarks/http).

function inContext(contexts: Contexts, emit: Emit): Emit {
  return function emitInContext(this: Bound, event: string | symbol): boolean {
    if (emit === emitEvent && isUnheard(this, event)) return false;
    const exchange = this[EXCHANGE];
    const context = exchange?.context;
    // biome-ignore-start lint/complexity/noArguments: see above
    const args = arguments as unknown as Parameters<Emit>;
    if (context === undefined || contexts.current?.request === exchange) {
      return emit.apply(this, args);
    }
    return contexts.run(context, () => emit.apply(this, args));
    // biome-ignore-end lint/complexity/noArguments: see above
  };
}

function ending(emitInContext: Emit): Emit {
  return function emitAndEnd(this: Bound, event: string | symbol): boolean {
    // biome-ignore lint/complexity/noArguments: see above
    const args = arguments as unknown as Parameters<Emit>;
    if (event !== "close") return emitInContext.apply(this, args);
    try {
      return emitInContext.apply(this, args);
    } finally {
      this[EXCHANGE]?.end();
    }
  };
}

/** Whether an event has no listener, as most have. An error without one is to be thrown. */
function isUnheard(emitter: Bound, event: string | symbol): boolean {
  const { _events: events } = emitter;
  return events !== undefined && event !== "error" && events[event] === undefined;
}
