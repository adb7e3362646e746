import { isError, namesOf } from "./arguments.ts";

/** The arguments of a call that no placeholder took. */
export interface LeftOver {
  /** Those that are written. */
  readonly args: readonly unknown[];
  /** How many fields those have that are not, and how many of them are no fields. */
  readonly fields: number;
  readonly values: number;
}

/**
 * The first arguments that no placeholder took, and the first error wherever it is: a call may spread a list of any
 * length.
 */
export function leftOver(args: readonly unknown[], from: number, most: number): LeftOver {
  const looked = args.slice(from, from + most);
  let fields = 0;
  let values = 0;
  if (args.length > from + most) {
    let hasError = looked.some(isError);
    for (let i = from + most; i < args.length; i++) {
      const arg = args[i];
      if (typeof arg !== "object" || arg === null) {
        values++;
      } else if (isPlain(arg)) {
        fields += namesOf(arg)?.length ?? 1;
      } else if (!isError(arg)) {
        values++;
      } else if (hasError) {
        fields++;
      } else {
        hasError = true;
        looked.push(arg);
      }
    }
  }
  return { args: looked, fields, values };
}

/** Whether it is an object without a class; what else its properties would be is not looked into here. */
function isPlain(value: object): value is Readonly<Record<string, unknown>> {
  try {
    return value.constructor === Object;
  } catch {
    return false;
  }
}
