import { type MessageTemplate, parseMessage } from "../message/message-template.ts";
import { isError, isFields, textOf, throwsMark } from "./plain-value.ts";

/** A call, split into its message and its fields, whose values are as the program gave them. */
export interface Rendered {
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** Arguments beyond these are only counted: a call may spread a list of any length. */
const MAX_EXTRA = 100;

type Members = Record<string, unknown>;

/** Most templates that are kept split. */
const MAX_PARSED = 256;
const parsed = new Map<string, MessageTemplate>();

/** Splits the arguments of a call as fastlog does on servers. Never throws. */
export function rendered(args: readonly unknown[]): Rendered {
  return args.length === 0 ? { message: "", fields: {} } : split(args[0], args.slice(1));
}

function split(first: unknown, args: readonly unknown[]): Rendered {
  if (typeof first === "function") return whole(called(first), args);
  const [second, ...others] = args;
  if (
    (first === undefined || first === null) &&
    (typeof second === "string" || isError(second) || isFields(second))
  ) {
    if (typeof second !== "string") return split(second, others);
    return others.length === 0 ? whole(second, []) : filled(second, others);
  }
  if (isError(first)) {
    if (typeof second === "string") return behind(first, second, others);
    return whole(messageOf(first), [first, ...args]);
  }
  if (isFields(first))
    return typeof second === "string" ? behind(first, second, others) : alone(first, args);
  if (isSite(first))
    return placed({ literals: first, placeholders: first.slice(1).map(() => POSITIONAL) }, args);
  if (typeof first === "string" && args.length > 0) return filled(first, args);
  return whole(first, args);
}

const POSITIONAL = { name: undefined, isInspected: false, source: "{}" };

function called(action: CallableFunction): unknown {
  try {
    return action();
  } catch (error) {
    return throwsMark(error);
  }
}

function messageOf(error: Error): string {
  try {
    return String(error.message);
  } catch (thrown) {
    return throwsMark(thrown);
  }
}

/** Fields or an error before the message, as in pino: without further arguments the message is literal. */
function behind(first: unknown, message: string, others: readonly unknown[]): Rendered {
  return others.length === 0 ? whole(message, [first]) : filled(message, [...others, first]);
}

/** Fields alone. The message is their `msg`, or that of their `err`. */
function alone(fields: Readonly<Members>, others: readonly unknown[]): Rendered {
  const { msg, err, ...rest } = copyOf(fields);
  if (typeof msg === "string")
    return whole(msg, [err === undefined ? rest : { ...rest, err }, ...others]);
  return whole(isError(err) ? messageOf(err) : "", [fields, ...others]);
}

function whole(message: unknown, left: readonly unknown[]): Rendered {
  return extended(textOf(message), left);
}

function filled(text: string, args: readonly unknown[]): Rendered {
  let template = parsed.get(text);
  if (template === undefined) {
    template = parseMessage(text);
    if (parsed.size >= MAX_PARSED) parsed.clear();
    parsed.set(text, template);
  }
  return placed(template, args);
}

/** Fills the placeholders: `{}` takes the next argument, `{name}` the field of that name, which stays a field. */
function placed({ literals, placeholders }: MessageTemplate, args: readonly unknown[]): Rendered {
  const positional = placeholders.filter(({ name }) => name === undefined).length;
  const left = args.slice(positional);
  let next = 0;
  let message = literals[0] ?? "";
  placeholders.forEach(({ name, isInspected, source }, i) => {
    let text = source;
    if (name === undefined) {
      if (next < args.length) text = shown(args[next], isInspected);
      next++;
    } else {
      const holder = left.find((arg) => isFields(arg) && Object.hasOwn(arg, name));
      if (holder !== undefined) text = shown(copyOf(holder as Members)[name], isInspected);
    }
    message += text + literals[i + 1];
  });
  // An error in the message is a field as well.
  const errors = args.slice(0, positional).filter(isError);
  return extended(message, [...errors, ...left]);
}

function shown(value: unknown, isInspected: boolean): string {
  return isInspected && typeof value === "string" ? JSON.stringify(value) : textOf(value);
}

/** Adds what no placeholder took: fields merge, an error is the field `err`, anything else is appended. */
function extended(message: string, left: readonly unknown[]): Rendered {
  // Without a prototype, `__proto__` is a name like any other.
  const fields: Members = Object.create(null);
  let text = message;
  for (const arg of left.slice(0, MAX_EXTRA)) {
    if (isError(arg)) fields[freeName(fields, "err")] = arg;
    else if (isFields(arg))
      for (const [name, value] of Object.entries(copyOf(arg)))
        fields[freeName(fields, name)] = value;
    else text += ` ${textOf(arg)}`;
  }
  if (left.length > MAX_EXTRA) text += ` … +${left.length - MAX_EXTRA} more`;
  return { message: text, fields };
}

function freeName(fields: Members, name: string): string {
  let free = name;
  while (Object.hasOwn(fields, free)) free += "_";
  return free;
}

/** The members of an object at this moment, with marks for getters that throw. */
export function copyOf(fields: Readonly<Members>): Members {
  const copy: Members = Object.create(null);
  try {
    for (const name of Object.keys(fields)) {
      try {
        copy[name] = fields[name];
      } catch (error) {
        copy[name] = throwsMark(error);
      }
    }
  } catch (error) {
    copy["fields"] = throwsMark(error);
  }
  return copy;
}

/** Whether a value is the strings of a tagged template. */
function isSite(value: unknown): value is readonly string[] {
  try {
    return (
      Array.isArray(value) && Array.isArray((value as { readonly raw?: unknown } & unknown[]).raw)
    );
  } catch {
    return false;
  }
}
