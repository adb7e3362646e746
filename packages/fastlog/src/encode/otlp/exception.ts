import {
  afterSeparator,
  endOfText,
  endOfValue,
  hasNext,
  kindAt,
  textBetween,
} from "./json-scan.ts";

/** The parts of an error in JSON text. */
export interface Exception {
  readonly type: string;
  readonly message: string;
  readonly stack: string;
  /** JSON text of an object with its other members; `undefined` if there are none. */
  readonly rest: string | undefined;
}

/** The name of the field whose error becomes the record's exception. */
export const ERROR_FIELD = "err";

/** The parts of an error; `undefined` if the JSON text is not that of an error. */
export function exceptionOf(json: string): Exception | undefined {
  if (kindAt(json, 0) !== "object") return undefined;
  const texts: Record<string, string | undefined> = Object.create(null);
  const rest: string[] = [];
  for (let at = 1; hasNext(json, at); ) {
    const start = afterSeparator(json, at);
    const behindName = endOfText(json, start);
    const name = textBetween(json, start, behindName);
    const value = behindName + 1;
    at = endOfValue(json, value);
    const isOwn = name === "type" || name === "message" || name === "stack";
    if (isOwn && kindAt(json, value) === "text") texts[name] = textBetween(json, value, at);
    else rest.push(json.slice(start, at));
  }
  const { type, message, stack } = texts;
  if (type === undefined || message === undefined || stack === undefined) return undefined;
  return { type, message, stack, rest: rest.length === 0 ? undefined : `{${rest.join(",")}}` };
}
