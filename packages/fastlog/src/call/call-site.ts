import { MAIN_TARGET, pathOf, targetOf } from "../target.ts";

/** Number of frames that are searched for a caller with a file, if the direct caller has none. */
const FURTHER = 6;

/** A function that can be called, such as `info`. */
export type Callee = (...args: never) => unknown;

/** Position of code in its source. */
export interface CallerPosition {
  /** A plain path. For code without a file, V8's name of it: `[eval]`, `REPL1`, `data:…`. */
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
}

const NOWHERE: CallerPosition = { file: "?", line: 0 };

/**
 * The target of the code that called a function; `main` if unknown. Never throws. Finds the code as {@link
 * callerPosition} does, but applies no source maps, even with `--enable-source-maps`: `import.meta.url` names the
 * generated file too, so both give the same target.
 *
 * @param below The called function, which is still running.
 */
export const callerTarget: (below: Callee) => string = lookup(targetAt, MAIN_TARGET);

/**
 * The file and line of the code that called a function. They are `?` and 0 if the caller has no file, as for a
 * timer, or if `Error` is frozen, as with `--frozen-intrinsics`. Never throws.
 *
 * Skips built-in functions and Node's own code: the caller of `values.map(info)` is the file that contains it. Code
 * made by `eval` or `new Function` counts as the file that made it.
 *
 * @param below The called function, which is still running.
 */
export const callerPosition: (below: Callee) => CallerPosition = lookup(positionAt, NOWHERE);

type Ask<T> = (frame: NodeJS.CallSite) => T | undefined;

function lookup<T>(ask: Ask<T>, unknown: T): (below: Callee) => T {
  const further = lookupWithin(FURTHER, ask, () => unknown);
  return lookupWithin(1, ask, further);
}

/** Object that V8 attaches a captured stack to. */
export interface Capture {
  stack?: unknown;
}

const PLATFORM_ERROR = Error;

type Prepare = typeof Error.prepareStackTrace | undefined;

export interface Settings {
  stackTraceLimit: number;
  prepareStackTrace?: Prepare;
}

/** Whether `Error` had its own two properties before the capture. */
const before = { hadLimit: false, hadPrepare: false };
const settings: Settings = { stackTraceLimit: 0, prepareStackTrace: undefined };

/**
 * Properties that `Error` gets back; `undefined` if no capture is open. At most one capture is open at a time. Code
 * that catches a stack overflow during a capture restores `Error` with {@link undo}.
 */
export let changed: Settings | undefined;

/** Restores `Error` from {@link changed}. Takes no room on the stack, because it is a built-in function. */
export const undo: (changes: Settings | undefined) => unknown = Object.assign.bind(null, Error);

/** Whether `Error` is frozen, which is permanent. Each further attempt would cost tens of µs. */
let frozen = false;

/**
 * Opens a capture: the first of the three steps of {@link callerTarget}. For the one function that cannot afford
 * the call in between: V8 decodes each frame between the capture and `below`, 0.4 µs each.
 *
 * ```ts
 * const capture = openCapture();
 * if (capture !== undefined) Error.captureStackTrace(capture, below);
 * const target = closeCapture(capture, below);
 * ```
 *
 * No other code may run until the capture is closed: `Error` has other settings meanwhile.
 */
export function openCapture(limit = 1): Capture | undefined {
  if (frozen) return undefined;
  try {
    // If prepareStackTrace differs, `Error` was restored after a stack overflow.
    if (changed !== undefined && Error.prepareStackTrace === keepFrames) return undefined;
    if (typeof Error.captureStackTrace !== "function") return undefined;
    settings.stackTraceLimit = Error.stackTraceLimit;
    before.hadLimit = isOwn("stackTraceLimit", settings.stackTraceLimit);
    settings.prepareStackTrace = Error.prepareStackTrace;
    before.hadPrepare = isOwn("prepareStackTrace", settings.prepareStackTrace);
  } catch {
    return undefined; // the program's own getter threw
  }
  changed = settings;
  try {
    Error.stackTraceLimit = limit;
    Error.prepareStackTrace = keepFrames;
    return {};
  } catch {
    // `Error` is frozen or hardened.
    restore();
    frozen = Object.isFrozen(Error);
    return undefined;
  }
}

/** Whether `Error` has its own property. A class that replaced `Error` may inherit it. */
function isOwn(name: string, value: unknown): boolean {
  return (Error === PLATFORM_ERROR && value !== undefined) || Object.hasOwn(Error, name);
}

/** Restores `Error`. Returns the target of the captured frame, like {@link callerTarget}. */
export function closeCapture(capture: Capture | undefined, below: Callee): string {
  const frames = capture === undefined ? undefined : framesOf(capture);
  const target = frames?.[0] === undefined ? undefined : targetAt(frames[0]);
  return target ?? furtherTarget(below);
}

const furtherTarget = lookupWithin(FURTHER, targetAt, () => MAIN_TARGET);

/**
 * Returns a function that gives the answer of the first of at most `limit` frames below a function. It restores
 * `Error`, and calls no formatter of stacks that the program installed.
 *
 * Measured on Node 20 / 26 in µs a call: this way 2.9 / 1.7, of which the capture takes 2.0 / 1.0; with one reused
 * holder 2.6 / 2.0, which would keep the caller's `this` alive; with an `Error` as the holder 3.3 / 2.6; with the
 * `Error` of a `node:vm` context, which has its own settings, 3.2 / 2.0; with the stack as a string 4.1 / 2.9; with
 * `util.getCallSites`, absent on 20, 3.6 on 26.
 */
function lookupWithin<T>(
  limit: number,
  ask: Ask<T>,
  otherwise: (below: Callee) => T,
): (below: Callee) => T {
  return (below) => {
    const capture = openCapture(limit);
    if (capture === undefined) return otherwise(below);
    try {
      try {
        Error.captureStackTrace(capture, below);
      } catch {
        // The stack is full.
      }
      for (const frame of framesOf(capture)) {
        const answer = ask(frame);
        if (answer !== undefined) return answer;
      }
    } catch (error) {
      undo(changed);
      throw error;
    }
    return otherwise(below);
  };
}

/** Restores `Error` and returns the captured frames. */
function framesOf(capture: Capture): readonly NodeJS.CallSite[] {
  let stack: unknown;
  try {
    // Reads before restoring: V8 prepares the frames at the first read.
    stack = capture.stack;
  } catch {
    // The stack is full.
  }
  restore();
  return Array.isArray(stack) ? stack : [];
}

function restore(): void {
  const platform: Partial<Settings> = Error;
  const { stackTraceLimit, prepareStackTrace } = settings;
  changed = undefined;
  try {
    // In the order of setting: if the first could not be set, the second never was.
    if (before.hadLimit) Error.stackTraceLimit = stackTraceLimit;
    else Reflect.deleteProperty(Error, "stackTraceLimit");
    if (before.hadPrepare) platform.prepareStackTrace = prepareStackTrace;
    // Removes the property. Reflect.deleteProperty takes longer.
    else delete platform.prepareStackTrace;
  } catch {
    // A property that cannot be restored was never set.
  }
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
  const source = typeof own === "string" ? sourceOf(own, at.line, frame.getColumnNumber()) : at;
  const { file, line } = source ?? at;
  return { file: pathOf(file) ?? file, line };
}

interface SourceMaps {
  findSourceMap(file: string): { findOrigin?(line: number, column: number): Origin } | undefined;
}

/** Source position from a source map; without either property if the map has none. */
interface Origin {
  readonly fileName?: string;
  readonly lineNumber?: number;
}

/**
 * Position in the original source. Only while Node applies source maps: with `--enable-source-maps`, or under tsx.
 */
function sourceOf(file: string, line: number, column: number | null): CallerPosition | undefined {
  if (process.sourceMapsEnabled !== true || column === null) return undefined;
  try {
    const { findSourceMap }: SourceMaps = process.getBuiltinModule("node:module");
    const found = findSourceMap(file)?.findOrigin?.(line, column);
    const { fileName, lineNumber } = found ?? {};
    if (typeof fileName !== "string" || typeof lineNumber !== "number") return undefined;
    return { file: fileName, line: lineNumber };
  } catch {
    return undefined; // the source map cannot be read
  }
}

/** Beginnings of names of files of Node, Deno (`ext:`) and Bun (`bun:`, `internal:`). */
const BUILT_IN = ["node:", "wasm:", "ext:", "bun:", "internal:"];
/** Names that Bun gives native functions in place of a file. */
const NATIVE = ["[native code]", "[unknown]"];

/**
 * Whether a file is none of the program's. No regular expression: V8 compiles one at first use, and ends the process if the
 * stack is full then.
 */
function isLookedThrough(file: string): boolean {
  return BUILT_IN.some((beginning) => file.startsWith(beginning)) || NATIVE.includes(file);
}

const ORIGIN = /^.*eval at .*? \((.+?):(\d+):\d+\)/s;

/** Position of the code that made eval'd code, from V8's `eval at f (file:///app/a.js:1:2)`, nested or not. */
function originOf(frame: NodeJS.CallSite): CallerPosition | undefined {
  const [, file, line] = ORIGIN.exec(frame.getEvalOrigin() ?? "") ?? [];
  return file === undefined ? undefined : { file, line: Number(line) };
}
