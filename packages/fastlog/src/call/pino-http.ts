import { dataOf } from "../encode/value/plain-data.ts";
import type { Dispatching } from "./dispatcher.ts";

/** The members of a logger that this file uses. */
interface PinoLogger {
  readonly dispatcher: Dispatching;
  child(...args: never[]): PinoLogger | object;
  bindings(): Record<string, unknown>;
}

type Handler = ProxyHandler<PinoLogger>;

/**
 * Adds to a logger the two members that pino-http reads for `customProps`. Their keys are symbols of pino's, which
 * differ between copies of pino, so they are recognised by their descriptions when they are read.
 */
export function withPinoSymbols<Child extends PinoLogger>(logger: Child): Child {
  return Object.setPrototypeOf(logger, new Proxy(Object.getPrototypeOf(logger), HANDLER));
}

const HANDLER: Handler = {
  get(prototype, key, logger: PinoLogger) {
    if (key === "child") {
      return (...args: Parameters<PinoLogger["child"]>) => {
        const child: unknown = prototype.child.apply(logger, args);
        return withPinoSymbols(child as PinoLogger);
      };
    }
    if (typeof key === "symbol" && key.description === "pino.stringify") {
      return (value: unknown) => textOf(logger, value);
    }
    if (typeof key === "symbol" && key.description === "pino.chindings") {
      const text = textOf(logger, logger.bindings()).slice(1, -1);
      return text === "" ? "" : `,${text}`;
    }
    return Reflect.get(prototype, key, logger);
  },
};

function textOf({ dispatcher }: PinoLogger, value: unknown): string {
  return JSON.stringify(dataOf(dispatcher.sanitizer.value(value))) ?? "";
}
