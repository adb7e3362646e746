import { format, inspect, stripVTControlCharacters } from "node:util";
import { messageOf } from "../diagnostics/error-message.ts";
import { isAppended, isError } from "../fields/argument-kind.ts";
import { needStack } from "../stack.ts";
import { formatOf, hasControls, NO_FORMAT, type SplitFormat } from "./split-format.ts";

/** A call of a function that formats its arguments as `util.format` does, as a record. */
export interface Content {
  /** The message, literally; if there are values, a template with a placeholder for each. */
  readonly template: string;
  /** Texts of the values. */
  readonly values: readonly string[];
  /** Errors and objects whose properties are fields. */
  readonly extras: readonly unknown[];
}

/** Text in place of a getter's value, of which only its being there matters. */
const FORM = { thrown: String };

/** A call with more values is a message without a template: no other call would have the same one. */
const MAX_VALUES = 16;

const NONE: readonly never[] = [];

/** A content whose message is literal. */
export function literalContent(message: string, extras: readonly unknown[] = NONE): Content {
  return { template: withoutControls(message), values: NONE, extras };
}

/**
 * Splits arguments of `console.log` and the like into a message and fields. The message is what `util.format` makes of
 * the arguments, without colours, and without those that no placeholder takes and that are errors or, if `hasFields`,
 * objects that have fields. Calls that differ in their values only have the same template. Throws only if the stack has
 * no room left.
 */
export function contentOf(args: readonly unknown[], hasFields: boolean): Content {
  const [first] = args;
  if (typeof first !== "string") return contentBehind(NO_FORMAT, args, 0, hasFields);
  const count = args.length - 1;
  if (count === 0) return literalContent(first);
  return contentBehind(formatOf(first, count), args, 1, hasFields);
}

/** The content of a format and the arguments from `from` on. */
function contentBehind(
  format: SplitFormat,
  args: readonly unknown[],
  from: number,
  hasFields: boolean,
): Content {
  const { letters } = format;
  const values: string[] = [];
  const extras: unknown[] = [];
  for (let i = from; i < args.length; i++) {
    const value = args[i];
    const letter = letters[i - from];
    const isFailure = isError(value);
    const isApart = isFailure || (letter === undefined && hasFields && isExtra(value));
    if (isApart) extras.push(value);
    if (letter !== undefined) values.push(isFailure ? textOfError(value) : textOf(letter, value));
    else if (!isApart) values.push(textOf("", value));
  }
  if (values.length === 0) return literalContent(format.literals[0] as string, extras);
  const behind = values.length - letters.length;
  const { template } = format;
  // A placeholder may be in the middle of a control sequence.
  if (template === undefined || values.length > MAX_VALUES) {
    const text = joined(format.literals, values);
    return literalContent(from === 0 ? text.slice(1) : text, extras);
  }
  const others = behind === 0 ? "" : " {}".repeat(behind);
  // Without a format, no blank is before the first value.
  const whole = from === 0 ? others.slice(1) : template + others;
  return { template: whole, values: values.map(withoutControls), extras };
}

function isExtra(value: unknown): boolean {
  return isObject(value) && !isAppended(value, FORM);
}

/** The text of a format with its values, and of those that follow it with a blank before each. */
function joined(literals: readonly string[], values: readonly string[]): string {
  let text = literals[0] as string;
  values.forEach((value, i) => {
    const literal = literals[i + 1];
    text += literal === undefined ? ` ${value}` : value + literal;
  });
  return text;
}

/** The text that `util.format` makes of arguments, without colours; empty if that throws. */
export function plainText(args: readonly unknown[]): string {
  try {
    needStack();
    return withoutControls(format(...args));
  } catch {
    return "";
  }
}

/** A text without colours and other sequences that control a terminal. */
export function withoutControls(text: string): string {
  if (!hasControls(text)) return text;
  needStack();
  return stripVTControlCharacters(text);
}

/** The text of a value in place of `%s` and the like, or behind the others if there is no letter. */
function textOf(letter: string, value: unknown): string {
  if (letter === "c") return "";
  if (typeof value === "string" && (letter === "s" || letter === "")) return value;
  // Node inspects it with regular expressions, whose first use on a full stack ends the process.
  if (isObject(value) || typeof value === "function" || typeof value === "symbol") needStack();
  try {
    return letter === "" ? format("", value).slice(1) : format(`%${letter}`, value);
  } catch (thrown) {
    return shownAlone(value, thrown);
  }
}

/** The text of a value whose conversion to a text threw. */
function shownAlone(value: unknown, thrown: unknown): string {
  try {
    return inspect(value, { customInspect: false });
  } catch {
    return `[Throws: ${messageOf(thrown)}]`;
  }
}

function textOfError(error: Error): string {
  try {
    return Error.prototype.toString.call(error);
  } catch (thrown) {
    return `[Throws: ${messageOf(thrown)}]`;
  }
}

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null;
}
