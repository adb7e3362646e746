import { inspect } from "node-inspect-extracted";

export { inspect };

const tagOf = (value: unknown) => Object.prototype.toString.call(value).slice(8, -1);
const isTagged =
  (...tags: readonly string[]) =>
  (value: unknown): boolean =>
    typeof value === "object" && value !== null && tags.includes(tagOf(value));

const BOXES = ["Number", "String", "Boolean", "BigInt", "Symbol"] as const;

/** The tests of kinds that a page can make: by the tag, because a browser shows no internal slots. */
export const types = {
  isAnyArrayBuffer: isTagged("ArrayBuffer", "SharedArrayBuffer"),
  isBigIntObject: isTagged("BigInt"),
  isBooleanObject: isTagged("Boolean"),
  isBoxedPrimitive: isTagged(...BOXES),
  isDate: isTagged("Date"),
  isGeneratorObject: isTagged("Generator", "AsyncGenerator"),
  isMap: isTagged("Map"),
  isNativeError: isTagged("Error"),
  isNumberObject: isTagged("Number"),
  isPromise: isTagged("Promise"),
  isRegExp: isTagged("RegExp"),
  isSet: isTagged("Set"),
  isStringObject: isTagged("String"),
  isWeakMap: isTagged("WeakMap"),
  isWeakSet: isTagged("WeakSet"),
};

/** `util.styleText` of Node 20 without its check of the stream. */
export function styleText(style: string | readonly string[], text: string): string {
  let styled = text;
  for (const name of [style].flat().reverse()) {
    const codes = inspect.colors[name];
    if (codes === undefined) throw new TypeError(`unknown style ${JSON.stringify(name)}`);
    styled = `\u001b[${codes[0]}m${styled}\u001b[${codes[1]}m`;
  }
  return styled;
}
