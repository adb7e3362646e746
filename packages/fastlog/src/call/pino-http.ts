import { dataOf } from "../encode/value/plain-data.ts";
import type { GatedLogger } from "./gated-logger.ts";

type Handler = ProxyHandler<GatedLogger>;

/**
 * Gives a logger what pino-http asks a logger for where it has `customProps`: two members by symbols of pino's
 * own, of which each copy of pino has others. They can only be told by their descriptions, when they are
 * asked for.
 */
export function withPinoSymbols<Child extends GatedLogger>(logger: Child): Child {
  return Object.setPrototypeOf(logger, new Proxy(Object.getPrototypeOf(logger), HANDLER));
}

const HANDLER: Handler = {
  get(prototype, key, logger: GatedLogger) {
    if (key === "child") {
      return (...args: Parameters<GatedLogger["child"]>) => {
        const child: unknown = prototype.child.apply(logger, args);
        return withPinoSymbols(child as GatedLogger);
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

function textOf({ intake }: GatedLogger, value: unknown): string {
  return JSON.stringify(dataOf(intake.refinement.value(value))) ?? "";
}
