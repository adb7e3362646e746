import { pointedError } from "./condition-error.ts";

/** A word, a text in quotes, or a sign, with its place. */
export interface Token {
  readonly kind: "word" | "quoted" | "sign" | "end";
  readonly text: string;
  readonly at: number;
}

/** Each sign is one token; of two with the same beginning the longer comes first. */
const SIGNS = [
  "!=",
  "<=",
  ">=",
  "==",
  "!~",
  "=~",
  "&&",
  "||",
  "=",
  "<",
  ">",
  "~",
  "!",
  "(",
  ")",
  ",",
];

const BLANK = /\s/;
const END_OF_WORD = /[\s=<>~!(),"']/;

/** Splits a condition. `what` names it in errors: `--where`. */
export function tokensOf(source: string, what: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < source.length) {
    const character = source.charAt(at);
    if (BLANK.test(character)) {
      at++;
    } else if (character === '"' || character === "'") {
      const { text, end } = quoted(source, at, what);
      tokens.push({ kind: "quoted", text, at });
      at = end;
    } else {
      const sign = SIGNS.find((one) => source.startsWith(one, at));
      if (sign !== undefined) {
        tokens.push({ kind: "sign", text: sign, at });
        at += sign.length;
      } else {
        const end = wordEnd(source, at);
        tokens.push({ kind: "word", text: source.slice(at, end), at });
        at = end;
      }
    }
  }
  tokens.push({ kind: "end", text: "", at: source.length });
  return tokens;
}

function wordEnd(source: string, from: number): number {
  let at = from;
  while (at < source.length && !END_OF_WORD.test(source.charAt(at))) {
    // Doubled, they are `and` and `or`; alone, they can be part of a regular expression.
    if (source.startsWith("&&", at) || source.startsWith("||", at)) break;
    at++;
  }
  return at;
}

/** A text in quotes: a backslash keeps the quote and itself; other backslashes stay, for regular expressions. */
function quoted(source: string, from: number, what: string): { text: string; end: number } {
  const quote = source.charAt(from);
  let text = "";
  for (let at = from + 1; at < source.length; at++) {
    const character = source.charAt(at);
    if (character === quote) return { text, end: at + 1 };
    const next = source.charAt(at + 1);
    if (character === "\\" && (next === quote || next === "\\")) {
      // A doubled backslash of a regular expression stays two.
      text += next === quote ? quote : "\\\\";
      at++;
    } else {
      text += character;
    }
  }
  throw pointedError(what, source, from, `the text that begins here has no closing ${quote}`);
}
