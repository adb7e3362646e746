/** A line about an error, and whether it is one of Node's or of a package that the program uses. */
export interface ErrorLine {
  readonly text: string;
  readonly isAside: boolean;
}

/** Most causes below each other, and most errors of an `AggregateError`, that are shown. */
const MOST_DEPTH = 10;
const MOST_ERRORS = 20;

const INDENT = "    ";

/** Members that have lines of their own. */
const SHOWN = new Set([
  "type",
  "name",
  "kind",
  "message",
  "stack",
  "stack_trace",
  "stacktrace",
  "cause",
  "errors",
  "aggregateErrors",
]);

/** In frames that are seldom of interest: of Node and of packages that the program uses. */
const ASIDE = ["node:internal", "node_modules", "(node:", "at node:"];

/** Whether a value is an error as loggers write it: an object with a stack or a message. */
export function isErrorLike(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  return ["stack", "stack_trace", "stacktrace", "message"].some(
    (name) => typeof member(value, name) === "string",
  );
}

/** The lines of an error: its stack, its own members, its cause and the errors inside it, each indented. */
export function errorLines(error: unknown): ErrorLine[] {
  const lines: ErrorLine[] = [];
  add(lines, error, INDENT, "", 0);
  return lines;
}

/** The lines of a stack alone. */
export function stackLines(stack: string): ErrorLine[] {
  const lines: ErrorLine[] = [];
  addStack(lines, stack, INDENT, "");
  return lines;
}

function add(
  lines: ErrorLine[],
  error: unknown,
  indent: string,
  mark: string,
  depth: number,
): void {
  if (!isErrorLike(error)) {
    lines.push({ text: `${indent}${mark}${shown(error)}`, isAside: false });
    return;
  }
  const stack = ["stack", "stack_trace", "stacktrace"]
    .map((name) => member(error, name))
    .find((value) => typeof value === "string" && value !== "");
  addStack(lines, typeof stack === "string" ? stack : headOf(error), indent, mark);
  const own = Object.keys(error).filter((name) => !SHOWN.has(name));
  if (own.length > 0) {
    const text = own.map((name) => `${name}=${shown(member(error, name))}`).join(" ");
    lines.push({ text: `${indent}${INDENT}${text}`, isAside: false });
  }
  const cause = member(error, "cause");
  const errors = member(error, "errors") ?? member(error, "aggregateErrors");
  if (depth === MOST_DEPTH) {
    if (cause !== undefined || errors !== undefined)
      lines.push({ text: `${indent}…`, isAside: true });
    return;
  }
  if (Array.isArray(errors)) {
    for (const [i, one] of errors.slice(0, MOST_ERRORS).entries()) {
      add(lines, one, `${indent}  `, `[${i + 1}] `, depth + 1);
    }
    const more = errors.length - MOST_ERRORS;
    if (more > 0) lines.push({ text: `${indent}  … and ${more} more`, isAside: true });
  }
  if (cause !== undefined && cause !== null)
    add(lines, cause, `${indent}  `, "caused by ", depth + 1);
}

/** The first line or lines are the message, and frames are indented below it. */
function addStack(lines: ErrorLine[], stack: string, indent: string, mark: string): void {
  const [first = "", ...others] = stack.trimEnd().split("\n");
  lines.push({ text: `${indent}${mark}${first}`, isAside: false });
  for (const line of others) {
    const text = line.trim();
    if (text !== "")
      lines.push({
        text: `${indent}${INDENT}${text}`,
        isAside: ASIDE.some((part) => text.includes(part)),
      });
  }
}

function headOf(error: Readonly<Record<string, unknown>>): string {
  const name = member(error, "type") ?? member(error, "name") ?? member(error, "kind") ?? "Error";
  return `${shown(name)}: ${shown(member(error, "message"))}`;
}

function shown(value: unknown): string {
  return typeof value === "string" ? value : jsonOf(value);
}

/** A value that `JSON.parse` gave as JSON again. It reads deeper values than `JSON.stringify` writes. */
export function jsonOf(value: unknown, indent?: number): string {
  try {
    return JSON.stringify(value, undefined, indent) ?? "undefined";
  } catch {
    return "[too deep to be shown]";
  }
}

/** An own member: names such as `__proto__` mean nothing else. */
function member(object: object, name: string): unknown {
  return Object.hasOwn(object, name) ? (object as Record<string, unknown>)[name] : undefined;
}
