import { LEVELS } from "../call/levels.ts";

/** A value of fastlog's that an expression stands for. */
export type Origin =
  /** The module itself. */
  | { readonly kind: "module" }
  | Logger
  /** The result of `createLevels`. */
  | { readonly kind: "levels"; readonly own: readonly string[] }
  /** A log function; its level is `undefined` if it is one of several. */
  | { readonly kind: "level"; readonly level: string | undefined }
  /** `log`, whose first argument is the level. That of a module of the program's own may also be a logger. */
  | { readonly kind: "log"; readonly own: readonly string[]; readonly isLogger?: boolean }
  /** A function that returns a logger: `logger`, `child`, `limit`. */
  | { readonly kind: "factory"; readonly own: readonly string[] }
  | { readonly kind: "createLevels" }
  /** `enabled`, `isEnabled`, `isLevelEnabled`. */
  | { readonly kind: "enabled" }
  /** `close` or `flush`, which return a promise. */
  | { readonly kind: "delivery"; readonly name: string };

/** A logger, with the names of the program's own levels as far as they are known. */
export interface Logger {
  readonly kind: "logger";
  readonly own: readonly string[];
}

/** The member of that name, if fastlog has it. */
export function memberOf(origin: Origin, name: string): Origin | undefined {
  switch (origin.kind) {
    case "module":
      return ofModule(name);
    case "logger":
      return ofLogger(name, origin.own);
    case "log":
      return origin.isLogger === true ? ofLogger(name, origin.own) : undefined;
    case "levels":
      if (name === "logger" || name === "withLevels") return { kind: "factory", own: origin.own };
      return origin.own.includes(name) ? { kind: "level", level: name } : undefined;
    default:
      return undefined;
  }
}

function ofModule(name: string): Origin | undefined {
  switch (name) {
    case "logger":
    case "limit":
    case "every":
    case "once":
    // Of `fastlog/site`. Its result has the functions of a logger.
    case "bound":
      return { kind: "factory", own: [] };
    case "log":
      return { kind: "log", own: [] };
    case "createLevels":
      return { kind: "createLevels" };
    case "enabled":
      return { kind: "enabled" };
    case "close":
    case "flush":
      return { kind: "delivery", name };
    default:
      return LEVELS.includes(name) ? { kind: "level", level: name } : undefined;
  }
}

function ofLogger(name: string, own: readonly string[]): Origin | undefined {
  if (own.includes(name)) return { kind: "level", level: name };
  switch (name) {
    case "child":
    case "limit":
    case "every":
    case "once":
      return { kind: "factory", own };
    case "log":
      return { kind: "log", own };
    case "verbose":
      return { kind: "level", level: "trace" };
    case "isEnabled":
    case "isLevelEnabled":
      return { kind: "enabled" };
    default:
      return LEVELS.includes(name) ? { kind: "level", level: name } : undefined;
  }
}

/** The one origin of a value that is one of several; `undefined` if they differ in kind. */
export function common(origins: readonly (Origin | undefined)[]): Origin | undefined {
  const [first, ...others] = origins;
  if (first === undefined || others.some((other) => other?.kind !== first.kind)) return undefined;
  if (first.kind !== "level") return first;
  const isSame = others.every((other) => other?.kind === "level" && other.level === first.level);
  return isSame ? first : { kind: "level", level: undefined };
}
