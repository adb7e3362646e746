import { format, inspect, stripVTControlCharacters } from "node:util";
import { messageOf } from "../diagnostics/error-message.ts";
import { isAppended, isError } from "../fields/argument-kind.ts";

/** A call of a function that formats its arguments as `util.format` does, as a record. */
export interface Content {
  /** Literal text. */
  readonly message: string;
  /** Errors and objects whose properties are fields. */
  readonly extras: readonly unknown[];
}

/** Text in place of a getter's value, of which only its being there matters. */
const FORM = { thrown: String };

const PERCENT = 37;
/** Letters of the placeholders of `util.format` that take an argument. */
const TAKING = "sdifjoOc";

/**
 * Splits arguments of `console.log` and the like into a message and fields. The message is what `util.format` makes of
 * the arguments, without colours, and without those that no placeholder takes and that are errors or, if `hasFields`,
 * objects that have fields. Never throws.
 */
export function contentOf(args: readonly unknown[], hasFields: boolean): Content {
  const [first] = args;
  const isTemplate = typeof first === "string";
  const taken = isTemplate ? 1 + takenBy(first, args.length - 1) : 0;
  const extras: unknown[] = [];
  const shown = args.slice(0, taken).map((arg) => {
    if (!isError(arg)) return arg;
    // Its stack would be in the message.
    extras.push(arg);
    return textOfError(arg);
  });
  for (const arg of args.slice(taken)) {
    if (isError(arg) || (hasFields && isObject(arg) && !isAppended(arg, FORM))) extras.push(arg);
    else shown.push(arg);
  }
  return { message: withoutControls(textOf(shown, isTemplate, args.length > 1)), extras };
}

/** A text without colours and other sequences that control a terminal. */
export function withoutControls(text: string): string {
  const hasControls = text.includes("\u001b") || text.includes("\u009b");
  return hasControls ? stripVTControlCharacters(text) : text;
}

function textOf(shown: readonly unknown[], isTemplate: boolean, isFormatted: boolean): string {
  try {
    if (!isTemplate) return format("", ...shown).slice(1);
    if (!isFormatted) return String(shown[0]);
    // With a second argument, `%%` is a percent sign.
    return shown.length === 1 ? format(shown[0], "").slice(0, -1) : format(...shown);
  } catch {
    return shown.map(shownAlone).join(" ");
  }
}

/** A value for a message that cannot be formatted as a whole, because user code threw. */
function shownAlone(value: unknown): string {
  if (typeof value === "string") return value;
  try {
    return inspect(value);
  } catch (error) {
    return `[Throws: ${messageOf(error)}]`;
  }
}

/** Number of arguments that the placeholders of a text take, of `most`. */
function takenBy(text: string, most: number): number {
  let taken = 0;
  for (let i = text.indexOf("%"); i !== -1 && taken < most; i = text.indexOf("%", i)) {
    if (text.charCodeAt(i + 1) !== PERCENT && TAKING.includes(text.charAt(i + 1) || " ")) taken++;
    i += 2;
  }
  return taken;
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
