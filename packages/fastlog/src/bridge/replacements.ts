import { FastlogError } from "../errors.ts";

/** A property that was replaced. */
interface Replaced {
  readonly object: object;
  readonly name: string;
  /** `undefined` if the object had none of its own. */
  readonly before: PropertyDescriptor | undefined;
  readonly value: unknown;
}

/** Properties of other code's objects that are replaced, and restored exactly. */
export class Replacements {
  private replaced: Replaced[] = [];

  /** Replaces the value of a property, which keeps its attributes. */
  replace(object: object, name: string, value: unknown): void {
    const before = Object.getOwnPropertyDescriptor(object, name);
    const attributes = before ?? { enumerable: true, configurable: true };
    const { enumerable = true, configurable = true } = attributes;
    Object.defineProperty(object, name, { value, writable: true, enumerable, configurable });
    this.replaced.push({ object, name, before, value });
  }

  /** Restores all properties, but for those that other code has replaced since. */
  restore(): void {
    for (const { object, name, before, value } of this.replaced.reverse()) {
      if (Object.getOwnPropertyDescriptor(object, name)?.value !== value) continue;
      if (before === undefined) Reflect.deleteProperty(object, name);
      else Object.defineProperty(object, name, before);
    }
    this.replaced = [];
  }
}

/** Throws if one of these properties cannot be replaced, as in a program that has frozen its globals. */
export function needReplaceable(object: object, names: readonly string[], label: string): void {
  const fixed = names.find((name) => !isReplaceable(object, name));
  if (fixed === undefined) return;
  throw new FastlogError(
    "ERR_FASTLOG_INVALID_OPTION",
    `${label}.${fixed} cannot be bridged: it is read-only (expected a bridge that is made before the program freezes it)`,
  );
}

function isReplaceable(object: object, name: string): boolean {
  const own = Object.getOwnPropertyDescriptor(object, name);
  if (own === undefined) return Object.isExtensible(object);
  return own.configurable === true || own.writable === true;
}

/**
 * Lets ES modules that have imported members of Node's modules by name see what has replaced them. Other runtimes may not
 * have the function.
 */
export function syncExports(): void {
  const { syncBuiltinESMExports } = process.getBuiltinModule("node:module") as {
    readonly syncBuiltinESMExports?: () => void;
  };
  syncBuiltinESMExports?.();
}
