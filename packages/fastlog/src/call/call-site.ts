import { MAIN_TARGET, pathOf, targetOf } from "../target.ts";

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
 * The target of the code that called a function; `main` if that is unknown. Never throws. The code is looked for as by
 * {@link callerPosition}, but source maps are not applied, even by `--enable-source-maps`: `import.meta.url` names the
 * generated file too, so that both give one target.
 *
 * @param below The function, still running.
 */
export const callerTarget: (below: Callee) => string = lookup(targetAt, MAIN_TARGET);

/**
 * The file and line of the code that called a function. They are `?` and 0 if no code with a file called, as when a
 * timer did, and where `Error` is frozen, as by `--frozen-intrinsics`. Never throws.
 *
 * Built-in functions and Node's own code are skipped: the caller of `values.map(info)` is the file that contains it.
 * Code made by `eval` or `new Function` counts as the file that made it.
 *
 * @param below The function, still running.
 */
export const callerPosition: (below: Callee) => CallerPosition = lookup(positionAt, NOWHERE);

type Ask<T> = (frame: NodeJS.CallSite) => T | undefined;

function lookup<T>(ask: Ask<T>, unknown: T): (below: Callee) => T {
  const further = lookupWithin(FURTHER, ask, () => unknown);
  return lookupWithin(1, ask, further);
}

/** Where V8 puts a stack that it is asked for. */
export interface Capture {
  stack?: unknown;
}

const PLATFORM_ERROR = Error;

type Prepare = typeof Error.prepareStackTrace | undefined;

export interface Settings {
  stackTraceLimit: number;
  prepareStackTrace?: Prepare;
}

/** What `Error` was set to before the stack was asked for, and whether it had that itself. */
const before = { hadLimit: false, hadPrepare: false };
const settings: Settings = { stackTraceLimit: 0, prepareStackTrace: undefined };

/**
 * What `Error` is to be set to again; `undefined` where the stack is not being asked for. There is one capture at a
 * time. Whoever catches that the stack was full meanwhile sets `Error` back by {@link undo}.
 */
export let changed: Settings | undefined;

/** Sets `Error` back to {@link changed}. It takes no room on the stack, as it is no function of ours. */
export const undo: (changes: Settings | undefined) => unknown = Object.assign.bind(null, Error);

/** Whether `Error` was found frozen, which is for good: each attempt costs tens of µs. */
let frozen = false;

/**
 * The first of the three steps that {@link callerTarget} is made of, for the one function that cannot
 * afford the call in between: V8 decodes each frame between the capture and `below`, 0.4 µs each.
 *
 * ```ts
 * const capture = openCapture();
 * if (capture !== undefined) Error.captureStackTrace(capture, below);
 * const target = closeCapture(capture, below);
 * ```
 *
 * Nothing else may run until it is closed: `Error` is not as it was.
 */
export function openCapture(limit = 1): Capture | undefined {
  if (frozen) return undefined;
  try {
    // Else it was set back where the stack was full.
    if (changed !== undefined && Error.prepareStackTrace === keepFrames) return undefined;
    if (typeof Error.captureStackTrace !== "function") return undefined;
    settings.stackTraceLimit = Error.stackTraceLimit;
    before.hadLimit = isOwn("stackTraceLimit", settings.stackTraceLimit);
    settings.prepareStackTrace = Error.prepareStackTrace;
    before.hadPrepare = isOwn("prepareStackTrace", settings.prepareStackTrace);
  } catch {
    return undefined; // a getter of somebody else's
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

/** Whether `Error` has a property, and does not inherit it, as a class in its place would. */
function isOwn(name: string, value: unknown): boolean {
  return (Error === PLATFORM_ERROR && value !== undefined) || Object.hasOwn(Error, name);
}

/** Leaves `Error` as it was, and answers as {@link callerTarget} does. */
export function closeCapture(capture: Capture | undefined, below: Callee): string {
  const frames = capture === undefined ? undefined : framesOf(capture);
  const target = frames?.[0] === undefined ? undefined : targetAt(frames[0]);
  return target ?? furtherTarget(below);
}

const furtherTarget = lookupWithin(FURTHER, targetAt, () => MAIN_TARGET);

/**
 * Answers by the first of at most `limit` frames below a function that has an answer. Leaves
 * `Error` as it was, without a call to whatever formats stacks in this program.
 *
 * Measured on Node 20 / 26, µs a call: this way of asking 2.9 / 1.7, 2.0 / 1.0 of it for capturing;
 * with one holder used again 2.6 / 2.0, and that would keep the caller's `this` alive; with an `Error`
 * as the holder 3.3 / 2.6; by the `Error` of a `node:vm` context, which has settings of its own,
 * 3.2 / 2.0; with the stack as a string 4.1 / 2.9; by `util.getCallSites`, absent on 20, 3.6 on 26.
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

/** What was captured, `Error` being as it was again. */
function framesOf(capture: Capture): readonly NodeJS.CallSite[] {
  let stack: unknown;
  try {
    // Read first: V8 has the frames prepared when they are asked for.
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
    // In the order they were set: where the first could not be, the second never was.
    if (before.hadLimit) Error.stackTraceLimit = stackTraceLimit;
    else Reflect.deleteProperty(Error, "stackTraceLimit");
    if (before.hadPrepare) platform.prepareStackTrace = prepareStackTrace;
    // To be absent again; Reflect.deleteProperty takes longer.
    else delete platform.prepareStackTrace;
  } catch {
    // What cannot be set back was not set.
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

/** What a source map says of a place; without either where it says nothing. */
interface Origin {
  readonly fileName?: string;
  readonly lineNumber?: number;
}

/** Where the source of a place is, while Node applies source maps: by `--enable-source-maps`, or under tsx. */
function sourceOf(file: string, line: number, column: number | null): CallerPosition | undefined {
  if (process.sourceMapsEnabled !== true || column === null) return undefined;
  try {
    const { findSourceMap }: SourceMaps = process.getBuiltinModule("node:module");
    const found = findSourceMap(file)?.findOrigin?.(line, column);
    const { fileName, lineNumber } = found ?? {};
    if (typeof fileName !== "string" || typeof lineNumber !== "number") return undefined;
    return { file: fileName, line: lineNumber };
  } catch {
    return undefined; // a map that cannot be read
  }
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
