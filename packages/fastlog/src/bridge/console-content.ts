import { inspect } from "node:util";
import { messageOf } from "../diagnostics/error-message.ts";
import { needStack } from "../stack.ts";
import { type Content, contentOf, literalContent } from "./content.ts";

type Args = readonly unknown[];

/** `console.trace(…)`: the stack below `below` is a field. */
export function traceContent(
  args: Args,
  hasFields: boolean,
  below: (...args: never) => unknown,
): Content {
  const content = contentOf(args, hasFields);
  // A formatter of stacks that the program has installed may run.
  needStack();
  const holder: { stack?: unknown } = {};
  Error.captureStackTrace(holder, below);
  const frames = String(holder.stack).split("\n").slice(1);
  const stack = ["Trace", ...frames].join("\n");
  return {
    ...content,
    template: content.template || "Trace",
    extras: [...content.extras, { stack }],
  };
}

/** `console.assert(false, …)`, without its first argument. */
export function assertContent(args: Args, hasFields: boolean): Content {
  const [first, ...others] = args;
  const text = "Assertion failed";
  if (args.length === 0) return literalContent(text);
  if (typeof first === "string") return contentOf([`${text}: ${first}`, ...others], hasFields);
  return contentOf([text, ...args], hasFields);
}

/** `console.dir(value, options)`. With options the program asks for a text. */
export function dirContent([value, options]: Args, hasFields: boolean): Content {
  if (options === undefined) {
    const content = contentOf([value], hasFields);
    if (content.extras.length > 0) return content;
  }
  needStack();
  try {
    const text = inspect(value, { customInspect: false, ...(options as object) });
    return literalContent(text);
  } catch (error) {
    return literalContent(`[Throws: ${messageOf(error)}]`);
  }
}

/** `console.table(rows, columns)`: the rows are a field, because a table of lines cannot be searched. */
export function tableContent([rows, columns]: Args, hasFields: boolean): Content {
  if (typeof rows !== "object" || rows === null) return contentOf([rows], hasFields);
  return literalContent("table", [{ rows: withColumns(rows, columns) }]);
}

function withColumns(rows: object, columns: unknown): unknown {
  if (!Array.isArray(columns)) return rows;
  try {
    const names = columns.map(String);
    const entries = Object.entries(rows).map(([index, row]) => [index, columnsOf(row, names)]);
    return Array.isArray(rows) ? entries.map(([, row]) => row) : Object.fromEntries(entries);
  } catch {
    return rows; // a getter threw; the record says so
  }
}

function columnsOf(row: unknown, names: readonly string[]): unknown {
  if (typeof row !== "object" || row === null) return row;
  const own = names.filter((name) => Object.hasOwn(row, name));
  return Object.fromEntries(own.map((name) => [name, (row as Record<string, unknown>)[name]]));
}
