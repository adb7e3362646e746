import { types } from "node:util";
import type { Settling } from "./start.ts";

type Method = (...args: never) => unknown;
type AnyMethod = (...args: unknown[]) => unknown;

// Those of the platform: a program may replace them later.
const { then } = Promise.prototype;
const { apply } = Reflect;

const THEN = "then";

/**
 * Tells how a function ended, from what it returned: at once, when a promise settles, or when a generator has no further
 * items. Returns what the caller is to get: the same object, except for a promise, whose place one takes that settles
 * likewise. (A handler at the promise itself would hide a rejection that nobody handles.)
 */
export function observed(result: unknown, settling: Settling, receiver?: unknown): unknown {
  try {
    // A method that returns its object is done, even if that is something to wait for.
    if (result === receiver) {
      settling.done(result);
    } else if ((typeof result === "object" && result !== null) || typeof result === "function") {
      if (isPlainPromise(result)) return following(result, settling);
      if (types.isGeneratorObject(result)) {
        watchGenerator(result as Generator, settling);
        return result;
      }
      if (watchThenable(result, settling)) return result;
    }
  } catch {
    // It cannot be watched: a getter or a proxy throws, or the stack is full.
  }
  settling.done(result);
  return result;
}

function isPlainPromise(value: object): value is Promise<unknown> {
  return types.isPromise(value) && Object.getPrototypeOf(value) === Promise.prototype;
}

function following(promise: Promise<unknown>, settling: Settling): Promise<unknown> {
  const follower = apply(then, promise, [
    (value: unknown) => {
      settling.done(value);
      return value;
    },
    (error: unknown) => {
      settling.failed(error);
      throw error;
    },
  ]) as Promise<unknown>;
  // Some functions add members: `promisify(exec)` has the process as `child`. Symbols are those of Node.
  for (const name of Object.getOwnPropertyNames(promise)) {
    Object.defineProperty(follower, name, Object.getOwnPropertyDescriptor(promise, name) ?? {});
  }
  return follower;
}

/**
 * Watches an object with `then` that is no plain promise. To call its `then` may begin its work, as with a query of knex
 * or mongoose, so it is told when somebody else does. Returns `false` if the object has no `then`, or cannot be changed.
 */
function watchThenable(value: object, settling: Settling): boolean {
  const { then: own } = value as { readonly then?: unknown };
  if (typeof own !== "function") return false;
  function watchedThen(this: unknown, onDone?: unknown, onFailed?: unknown, ...more: unknown[]) {
    if (this !== value) return apply(own as Method, this, [onDone, onFailed, ...more]);
    return apply(own as Method, value, [
      (result: unknown) => {
        settling.done(result);
        return typeof onDone === "function" ? onDone(result) : result;
      },
      (error: unknown) => {
        settling.failed(error);
        if (typeof onFailed === "function") return onFailed(error);
        throw error;
      },
      ...more,
    ]);
  }
  return Reflect.defineProperty(value, THEN, {
    value: watchedThen,
    enumerable: Object.getOwnPropertyDescriptor(value, THEN)?.enumerable ?? false,
    configurable: true,
    writable: true,
  });
}

const STEPS = ["next", "return", "throw"] as const;

/** Watches a generator, async or not, until it has no further items. Its methods are its own meanwhile. */
function watchGenerator(generator: Generator, settling: Settling): void {
  let items = 0;
  let isRunning = false;
  const over = (tell: () => void): void => {
    for (const step of STEPS) Reflect.deleteProperty(generator, step);
    tell();
  };
  const stepped = (step: unknown): unknown => {
    const { done, value } = step as IteratorResult<unknown>;
    if (done === true) over(() => settling.done(value, { items }));
    else items++;
    return step;
  };
  const failed = (error: unknown): never => {
    over(() => settling.failed(error, { items }));
    throw error;
  };
  for (const name of STEPS) {
    const method = generator[name] as AnyMethod;
    const watched = function (this: unknown, ...args: unknown[]): unknown {
      // A generator that asks itself for an item gets an error, and goes on.
      if (isRunning || this !== generator) return apply(method, this, args);
      let step: unknown;
      isRunning = true;
      try {
        step = apply(method, generator, args);
      } catch (error) {
        return failed(error);
      } finally {
        isRunning = false;
      }
      return types.isPromise(step) ? apply(then, step, [stepped, failed]) : stepped(step);
    };
    Object.defineProperty(generator, name, { value: watched, configurable: true, writable: true });
  }
}
