import { isError } from "../fields/argument-kind.ts";

/** The arguments of a call that no placeholder took. */
export interface ExtraArguments {
  /** The arguments that are written. */
  readonly args: readonly unknown[];
  /** Number of arguments that are not written. */
  readonly left: number;
}

/**
 * Returns the first arguments that no placeholder took, and the first error wherever it is. A call may spread a
 * list of any length; the other arguments are not even looked at.
 */
export function extraArguments(
  args: readonly unknown[],
  from: number,
  most: number,
): ExtraArguments {
  const looked = args.slice(from, from + most);
  const left = Math.max(args.length - from - most, 0);
  if (left === 0 || looked.some(isError)) return { args: looked, left };
  for (let i = from + most; i < args.length; i++) {
    const arg = args[i];
    if (typeof arg !== "object" || !isInstance(arg)) continue;
    looked.push(arg);
    return { args: looked, left: left - 1 };
  }
  return { args: looked, left };
}

function isInstance(value: object | null): boolean {
  try {
    return value instanceof Error;
  } catch {
    return false;
  }
}
