import type * as Fastlog from "fastlog";
import type { Format } from "fastlog";
import type * as Testing from "fastlog/testing";
import type { LevelName } from "./filter-answer.ts";

/** The part of the built library that makes records. */
export interface Library {
  readonly capture: typeof Testing.capture;
  readonly logger: typeof Fastlog.logger;
  readonly FastlogError: typeof Fastlog.FastlogError;
}

/** A call, as somebody types it. */
export interface TypedCall {
  readonly level: LevelName;
  readonly target: string;
  readonly message: string;
  /** The arguments behind the message, as JSON: `"a", { "b": 1 }`. */
  readonly args: string;
  /** The message of an Error that is passed as well; empty for none. */
  readonly error: string;
}

/** The line that the library writes, or its error. */
export type Rendered =
  | { readonly text: string; readonly problem?: undefined }
  | { readonly text?: undefined; readonly problem: RenderProblem };

export interface RenderProblem {
  /** Which input it is about. */
  readonly of: "format" | "args" | "target" | "call";
  /** A code of the library, if it is the library that says so. */
  readonly code: string | undefined;
  readonly message: string;
}

/** The arguments behind the message, or why the text is none. */
export function argumentsOf(text: string): readonly unknown[] | string {
  try {
    return JSON.parse(`[${text}]`) as unknown[];
  } catch (error) {
    return `the arguments are not JSON (expected values such as "a", 17, { "status": 200 }): ${String((error as Error).message)}`;
  }
}

/** An Error whose stack does not depend on where the page made it. */
export function errorOf(message: string): Error {
  const error = new Error(message);
  error.stack = `Error: ${message}\n    at connect (/srv/shop/db.js:17:11)\n    at /srv/shop/app.js:8:3`;
  return error;
}

/** Writes the record of a call in a format, with the library. */
export function render(
  library: Library,
  format: Format,
  call: TypedCall,
  color: boolean = false,
): Rendered {
  const args = argumentsOf(call.args);
  if (typeof args === "string") {
    return { problem: { of: "args", code: undefined, message: args } };
  }
  let captured: Testing.Capture;
  try {
    captured = library.capture({ format, color });
  } catch (error) {
    return { problem: problemOf(library, "format", error) };
  }
  try {
    const log = library.logger(call.target);
    const all = call.error === "" ? args : [...args, errorOf(call.error)];
    log[call.level](call.message, ...all);
    return { text: captured.text };
  } catch (error) {
    return { problem: problemOf(library, "target", error) };
  } finally {
    captured.restore();
  }
}

function problemOf({ FastlogError }: Library, of: RenderProblem["of"], error: unknown) {
  const isKnown = error instanceof FastlogError;
  return {
    of: isKnown ? of : ("call" as const),
    code: isKnown ? error.code : undefined,
    message: error instanceof Error ? error.message : String(error),
  };
}

/** The call as JavaScript. */
export function codeOf({ level, target, message, args, error }: TypedCall): string {
  const behind = [args.trim(), error === "" ? "" : `new Error(${JSON.stringify(error)})`];
  const all = [JSON.stringify(message), ...behind.filter(Boolean)].join(", ");
  return `logger(${JSON.stringify(target)}).${level}(${all});`;
}

/** A template as somebody types it into a line: `\t` is a tab, `\\` a backslash. */
export function templateOf(typed: string): string {
  return typed.replace(/\\([\\t])/g, (_, character: string) => (character === "t" ? "\t" : "\\"));
}
