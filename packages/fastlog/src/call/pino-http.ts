import { dataOf } from "../encode/value/plain-data.ts";
import type { Dispatching } from "./dispatcher.ts";

/** What is asked of a logger here. */
interface PinoLogger {
  readonly dispatcher: Dispatching;
  child(...args: never[]): PinoLogger | object;
  bindings(): Record<string, unknown>;
}

type Handler = ProxyHandler<PinoLogger>;

/**
 * Gives a logger what pino-http asks a logger for where it has `customProps`: two members by symbols of pino's
 * own, of which each copy of pino has others. They can only be told by their descriptions, when they are
 * asked for.
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
