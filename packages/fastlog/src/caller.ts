import { MAIN_TARGET, pathOf, targetOf } from "./target.ts";

/** How far up the stack a caller with a file is looked for, when the direct one has none. */
const FURTHER = 6;

/** A function that was called, such as `info`. */
export type Callee = (...args: never) => unknown;

/** Where code is. */
export interface CallerPosition {
  /** A plain path; for code without one, what V8 calls it: `[eval]`, `REPL1`, `data:…`. */
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
}

const NOWHERE: CallerPosition = { file: "?", line: 0 };

/**
 * The target of the code that called a function; `main` if that is unknown. Never throws.
 *
 * @param below The function, still running.
 */
export const callerTarget: (below: Callee) => string = lookup(targetAt, MAIN_TARGET);

/**
 * The file of the code that called a function: a path or URL, as V8 gives it. Never throws.
 *
 * Built-in functions and Node's own code are looked through: `values.map(info)` is called by the
 * file that says so. Code made by `eval` or `new Function` counts as the file that made it. Source
 * maps are not applied, even by `--enable-source-maps`: the generated file is what
 * `import.meta.url` names too, so both give one target.
 *
 * @param below The function, still running.
 * @returns `undefined` if no code with a file called, as when a timer did, and where `Error` is
 *   frozen, as by `--frozen-intrinsics`.
 */
export const callerFile: (below: Callee) => string | undefined = lookup(fileAt, undefined);

/**
 * The file and line of the code that called a function, looked for as by {@link callerFile}; `?`
 * and 0 if there is none. Never throws.
 *
 * @param below The function, still running.
 */
export const callerPosition: (below: Callee) => CallerPosition = lookup(positionAt, NOWHERE);

type Ask<T> = (frame: NodeJS.CallSite) => T | undefined;

function lookup<T>(ask: Ask<T>, unknown: T): (below: Callee) => T {
  const further = lookupWithin(FURTHER, ask, () => unknown);
  return lookupWithin(1, ask, further);
}

/** Whether `Error` was found frozen, which is for good: each attempt costs tens of µs. */
let frozen = false;

/**
 * Answers by the first of at most `limit` frames below a function that has an answer. Leaves
 * `Error` as it was, without a call to whatever formats stacks in this program.
 *
 * Measured on Node 20 / 26, µs a call: this way of asking 2.9 / 1.7, 2.0 / 1.0 of it for capturing;
 * with one holder used again 2.6 / 2.0, and that would keep the caller's `this` alive; with an `Error`
 * as the holder 3.3 / 2.6; by the `Error` of a `node:vm` context, which has settings of its own,
 * 3.2 / 2.0; with the stack as a string 4.1 / 2.9; by `util.getCallSites`, absent on 20, 3.6 on 26.
 *
 * It is one function because V8 decodes each frame between itself and `below`: 0.4 / 0.1 µs each.
 */
function lookupWithin<T>(
  limit: number,
  ask: Ask<T>,
  otherwise: (below: Callee) => T,
): (below: Callee) => T {
  return (below) => {
    if (frozen) return otherwise(below);
    const hadLimit = Object.hasOwn(Error, "stackTraceLimit");
    const hadPrepare = Object.hasOwn(Error, "prepareStackTrace");
    const limitBefore = Error.stackTraceLimit;
    const prepareBefore = Error.prepareStackTrace;
    let stack: unknown;
    try {
      Error.stackTraceLimit = limit;
      Error.prepareStackTrace = keepFrames;
      const holder: { stack?: unknown } = {};
      Error.captureStackTrace(holder, below);
      // Read here: V8 has the frames prepared when they are first asked for.
      stack = holder.stack;
    } catch {
      // `Error` is frozen or hardened, or the stack is full.
    } finally {
      try {
        // In the order they were set: where the first could not be, the second never was.
        if (hadLimit) Error.stackTraceLimit = limitBefore;
        else Reflect.deleteProperty(Error, "stackTraceLimit");
        if (hadPrepare) Error.prepareStackTrace = prepareBefore;
        else Reflect.deleteProperty(Error, "prepareStackTrace");
      } catch {
        // What cannot be set back was not set.
      }
    }
    if (!Array.isArray(stack)) {
      frozen = Object.isFrozen(Error);
      return otherwise(below);
    }
    const frames: readonly NodeJS.CallSite[] = stack;
    for (let i = 0; i < frames.length; i++) {
      const answer = ask(frames[i]!);
      if (answer !== undefined) return answer;
    }
    return otherwise(below);
  };
}

function keepFrames(_error: unknown, frames: readonly NodeJS.CallSite[]): unknown {
  return frames;
}

function targetAt(frame: NodeJS.CallSite): string | undefined {
  const file = fileAt(frame);
  return file === undefined ? undefined : targetOf(file);
}

function fileAt(frame: NodeJS.CallSite): string | undefined {
  const file = frame.getFileName() ?? originOf(frame)?.file;
  return file === undefined || isLookedThrough(file) ? undefined : file;
}

function positionAt(frame: NodeJS.CallSite): CallerPosition | undefined {
  const own = frame.getFileName();
  const at =
    typeof own === "string" ? { file: own, line: frame.getLineNumber() ?? 0 } : originOf(frame);
  if (at === undefined || isLookedThrough(at.file)) return undefined;
  return { file: pathOf(at.file) ?? at.file, line: at.line };
}

function isLookedThrough(file: string): boolean {
  return file.startsWith("node:") || file.startsWith("wasm:");
}

const ORIGIN = /^.*eval at .*? \((.+?):(\d+):\d+\)/s;

/** Where eval'd code was made, by V8's account: `eval at f (file:///app/a.js:1:2)`, nested or not. */
function originOf(frame: NodeJS.CallSite): CallerPosition | undefined {
  const [, file, line] = ORIGIN.exec(frame.getEvalOrigin() ?? "") ?? [];
  return file === undefined ? undefined : { file, line: Number(line) };
}
