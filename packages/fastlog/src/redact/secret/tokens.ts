import { DIGIT, ESCAPED, isAlphanumeric, isIn, runOf, URL_SAFE } from "./chars.ts";
import { compiled } from "./expression.ts";
import type { Match, Span, Walk } from "./span.ts";

const A_DIGIT = compiled(/\d/);
/** From the words behind `BEGIN` to the end of the line. */
const KEY_LABEL = compiled(/^[A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?(?:-----|-{0,4}$)/);
const LABEL_END = compiled(/^[A-Z0-9 ]*-----/);

/** In characters, between a name and its value. */
const MOST_BETWEEN = 12;
/** In characters: as much of a token as is searched for a digit. */
const MOST_LOOKED_AT = 64;
/** Least length of the encoded header of a token: `{"alg":""}`. */
const LEAST_HEADER = 10;

/** A token that begins with the needle, and at least `least` characters of a set behind it. */
export function token(set: number, least: number): Match {
  return (text, start, behind) => {
    const end = runOf(set, text, behind);
    return end - behind < least ? undefined : { start, end };
  };
}

/** Like {@link token}, unless a letter or digit stands before the needle. */
export function separateToken(set: number, least: number): Match {
  const match = token(set, least);
  return (text, start, behind, walk) =>
    start > 0 && isAlphanumeric(text, start - 1) ? undefined : match(text, start, behind, walk);
}

/** Like {@link separateToken}, with a digit among its characters: words joined by hyphens have none. */
export function numberedToken(set: number, least: number): Match {
  const match = separateToken(set, least);
  return (text, start, behind, walk) => {
    if (!A_DIGIT.test(text.slice(behind, behind + MOST_LOOKED_AT))) return undefined;
    return match(text, start, behind, walk);
  };
}

/** A value of at least `least` characters directly behind the needle, which ends with `=`. */
export function valueBehind(set: number, least: number): Match {
  return (text, _start, behind) => {
    const end = runOf(set, text, behind);
    return end - behind < least ? undefined : { start: behind, end };
  };
}

/** A value of at least `least` characters behind a name: after `=` or `:`, with or without quotes. */
export function namedValue(set: number, least: number): Match {
  return (text, _start, behind) => {
    const most = behind + MOST_BETWEEN;
    let at = behind;
    let isAssigned = false;
    for (; at < most; at++) {
      const character = text[at] as string | undefined;
      if (character === "=" || character === ":" || character === ">") isAssigned = true;
      else if (character === undefined || !" \t\"'\\".includes(character)) break;
    }
    const end = runOf(set, text, at);
    return !isAssigned || end - at < least ? undefined : { start: at, end };
  };
}

/** A JSON web token: three parts, or two if the second is an object too. Its needle is the beginning of a header. */
export function jwt(text: string, start: number, behind: number, walk: Walk): Span | undefined {
  if (start < walk.noJwtBefore) return undefined;
  const header = runOf(URL_SAFE, text, behind);
  const payload = text[header] === "." ? runOf(URL_SAFE, text, header + 1) : header;
  if (header - start >= LEAST_HEADER && payload > header + 1) {
    if (text[payload] === ".") return { start, end: restOf(text, payload) };
    if (text.startsWith("eyJ", header + 1)) return { start, end: payload };
  }
  // A token that begins later in the same part would need the same dot.
  walk.noJwtBefore = header;
  return undefined;
}

/** End of the parts behind the payload: the signature, or the four of an encrypted token. */
function restOf(text: string, payload: number): number {
  let end = runOf(URL_SAFE, text, payload + 1);
  for (let parts = 0; parts < 2 && text[end] === "." && isIn(URL_SAFE, text, end + 1); parts++) {
    end = runOf(URL_SAFE, text, end + 1);
  }
  return end;
}

/** A client secret of Azure: `Q~` behind three characters and a digit. */
export function azureSecret(text: string, start: number, behind: number): Span | undefined {
  const first = start - 4;
  if (first < 0 || !isIn(DIGIT, text, start - 1)) return undefined;
  const end = runOf(ESCAPED, text, behind);
  let last = end;
  while (last < text.length && (text[last] === "." || text[last] === "~")) {
    last = runOf(ESCAPED, text, last + 1);
  }
  return last - behind < 31 ? undefined : { start: first, end: last };
}

const END = "-----END ";

/**
 * A private key in PEM, from its first line to its last. Without a last line, as when the text was cut, all of the
 * rest is the key.
 */
export function privateKey(
  text: string,
  start: number,
  behind: number,
  walk: Walk,
): Span | undefined {
  const head = text.slice(behind, behind + 64);
  const label = KEY_LABEL.exec(head)?.[0];
  if (label === undefined) return undefined;
  const last = walk.isKeyOpen ? -1 : text.indexOf(END, behind);
  if (last < 0) {
    walk.isKeyOpen = true;
    return { start, end: text.length };
  }
  const closing = LABEL_END.exec(text.slice(last + END.length, last + END.length + 64));
  return { start, end: last + END.length + (closing?.[0].length ?? 0) };
}
