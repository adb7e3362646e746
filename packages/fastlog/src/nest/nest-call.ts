import { types } from "node:util";

/** A call of one of Nest's log functions, as arguments of a logger. */
export interface NestCall {
  /** Name of the class that logs; `undefined` if the call has none. */
  readonly context: string | undefined;
  readonly args: readonly unknown[];
}

/**
 * Reads `error(message, …, stack, context)` and the like. Nest appends the context of a `new Logger("Orders")` to each
 * call, and before it `undefined` for an error without a stack. A last argument that is a text is the context, unless
 * it is a stack.
 */
export function nestCall(message: unknown, params: readonly unknown[]): NestCall {
  const rest = [...params];
  const last = rest.at(-1);
  let context: string | undefined;
  if (typeof last === "string" && !isStack(last)) {
    context = last;
    rest.pop();
  }
  while (rest.length > 0 && rest.at(-1) === undefined) rest.pop();
  const first = nameOfClass(message) ?? message;
  return { context, args: withErrors([first, ...rest]) };
}

/** Replaces each stack by an error, unless it is the stack of an error that the call has too. */
function withErrors(args: readonly unknown[]): unknown[] {
  const [first, ...others] = args;
  const stacks = others.filter((arg) => typeof arg === "string" && isStack(arg)) as string[];
  if (stacks.length === 0) return [...args];
  const known = args.filter((arg) => types.isNativeError(arg)).map(stackOf);
  const errors = stacks.filter((stack) => !known.includes(stack)).map((stack) => errorOf(stack));
  const rest = others.filter((arg) => !stacks.includes(arg as string));
  return [first, ...rest, ...errors.map((err) => ({ err }))];
}

function stackOf(error: Error): unknown {
  try {
    return error.stack;
  } catch {
    return undefined;
  }
}

/** A line of a stack. Blanks only, no line breaks: else the time would not be linear. */
const FRAME = /\n[ \t]+at /;
/** The first line of a stack without frames: `TypeError: failed`. */
const HEAD = /^([\w$.]*(?:Error|Exception))(?: \[\w+\])?: /;

function isStack(text: string): boolean {
  return FRAME.test(text) || HEAD.test(text);
}

interface StackError {
  readonly type: string;
  readonly message: string;
  readonly stack: string;
}

/** An error in the form in which errors are written, from its stack. */
function errorOf(stack: string): StackError {
  const end = FRAME.exec(stack)?.index ?? stack.length;
  const text = stack.slice(0, end);
  const head = HEAD.exec(text);
  if (head === null) return { type: "Error", message: text, stack };
  return { type: head[1] as string, message: text.slice(head[0].length), stack };
}

/** Nest's own logger writes the name of a class, and calls any other function, as fastlog does. */
function nameOfClass(message: unknown): string | undefined {
  if (typeof message !== "function") return undefined;
  try {
    return /^class\b/.test(Function.prototype.toString.call(message)) ? message.name : undefined;
  } catch {
    return undefined; // a static getter of that name threw
  }
}
