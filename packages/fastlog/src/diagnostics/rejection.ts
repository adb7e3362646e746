import { types } from "node:util";

// That of the platform: a program may replace it later.
const { then } = Promise.prototype;

/**
 * Handles the rejection of a promise that a function of the program has returned where nobody waits for one: without a
 * handler, Node ends the process. Other values are left alone.
 */
export function handleRejection(
  value: unknown,
  onRejected: (error: unknown) => void = () => {},
): void {
  if (types.isPromise(value)) Reflect.apply(then, value, [undefined, onRejected]);
}
