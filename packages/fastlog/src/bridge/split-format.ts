import { detached } from "../text/detached.ts";

/** A format of `util.format`, at its placeholders. */
export interface SplitFormat {
  /** The texts before, between and behind the placeholders. */
  readonly literals: readonly string[];
  /** The placeholders: `s` for `%s`. */
  readonly letters: readonly string[];
  /** The format as a template of fastlog; `undefined` if control sequences are in the texts. */
  readonly template: string | undefined;
}

/** For a call whose first argument is no text. */
export const NO_FORMAT: SplitFormat = { literals: [""], letters: [], template: "" };

/** Letters of the placeholders that take an argument. */
const TAKING = "sdifjoOc";

/** Most formats that are remembered, and the length of one, in characters. */
const MAX_FORMATS = 512;
const MAX_LENGTH = 512;

const known = new Map<string, SplitFormat>();

/** Splits a format for a number of arguments, as `util.format` reads it. */
export function formatOf(text: string, count: number): SplitFormat {
  const format = known.get(text) ?? remembered(text);
  // Placeholders without an argument are text.
  return format.letters.length <= count ? format : split(text, count);
}

function remembered(text: string): SplitFormat {
  const format = split(text, Number.POSITIVE_INFINITY);
  if (text.length > MAX_LENGTH) return format;
  if (known.size >= MAX_FORMATS) known.clear();
  known.set(detached(text), format);
  return format;
}

function split(text: string, count: number): SplitFormat {
  const literals: string[] = [];
  const letters: string[] = [];
  let literal = "";
  let from = 0;
  for (let at = text.indexOf("%"); at !== -1; at = text.indexOf("%", at + 2)) {
    const letter = text.charAt(at + 1);
    if (letter === "%") {
      literal += text.slice(from, at + 1);
    } else if (letter !== "" && TAKING.includes(letter) && letters.length < count) {
      literals.push(literal + text.slice(from, at));
      letters.push(letter);
      literal = "";
    } else {
      continue;
    }
    from = at + 2;
  }
  literals.push(literal + text.slice(from));
  const template = hasControls(text) ? undefined : literals.map(escaped).join("{}");
  return { literals, letters, template };
}

/** A literal text as part of a template. */
export function escaped(text: string): string {
  return text.replaceAll("{", "{{").replaceAll("}", "}}");
}

/** Whether a text may have sequences that control a terminal, such as colours. */
export function hasControls(text: string): boolean {
  return text.includes("\u001b") || text.includes("\u009b");
}
