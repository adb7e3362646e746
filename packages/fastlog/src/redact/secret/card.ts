import { DIGIT, isAlphanumeric, isIn } from "./chars.ts";
import { compiled } from "./expression.ts";
import type { Span } from "./span.ts";

/** The written forms of a number: without separators, or in the groups that are printed on cards. */
const FORMS = compiled(
  /\d{13,19}|\d{4}([ -])\d{4}\1\d{4}\1\d{4}(?:\1\d{3})?|\d{4}([ -])\d{6}\2\d{4,5}/y,
);
const SEPARATORS = compiled(/\D/g);

/** Leading digits and length of the cards of each issuer. */
const ISSUERS: readonly (readonly [leading: RegExp, lengths: readonly number[]])[] = [
  [compiled(/^4/), [13, 16, 19]],
  [compiled(/^(?:5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720)/), [16]],
  [compiled(/^3[47]/), [15]],
  [compiled(/^3(?:0[0-5]|[689])/), [14, 16]],
  [compiled(/^6/), [16, 17, 18, 19]],
  [compiled(/^35(?:2[89]|[3-8])/), [16]],
];

/** A card number that begins at a digit: of a known issuer, of the right length, with the right check digit. */
export function cardAt(text: string, start: number): Span | undefined {
  if (!isBegin(text, start)) return undefined;
  FORMS.lastIndex = start;
  const [form] = FORMS.exec(text) ?? [];
  if (form === undefined) return undefined;
  const end = start + form.length;
  const isMore =
    isWord(text, end) || (isIn(DIGIT, text, end + 1) && (text[end] === "." || text[end] === "-"));
  return !isMore && isCard(form.replace(SEPARATORS, "")) ? { start, end } : undefined;
}

function isBegin(text: string, start: number): boolean {
  const code = text.charCodeAt(start);
  if (code < 50 || code > 54) return false;
  // Most numbers are shorter: a year, a port.
  if (!isIn(DIGIT, text, start + 3)) return false;
  if (!isIn(DIGIT, text, start + 4) && !isIn(DIGIT, text, start + 8)) return false;
  if (start === 0) return true;
  const isFraction = text[start - 1] === "." && isIn(DIGIT, text, start - 2);
  const isGroup = text[start - 1] === "-" && isAlphanumeric(text, start - 2);
  return !isWord(text, start - 1) && !isFraction && !isGroup;
}

function isWord(text: string, at: number): boolean {
  return isAlphanumeric(text, at) || text[at] === "_";
}

function isCard(digits: string): boolean {
  const isIssued = ISSUERS.some(
    ([leading, lengths]) => lengths.includes(digits.length) && leading.test(digits),
  );
  return isIssued && isLuhn(digits);
}

/** The check digit of ISO/IEC 7812. */
function isLuhn(digits: string): boolean {
  let sum = 0;
  for (let i = digits.length - 1, isDoubled = false; i >= 0; i--, isDoubled = !isDoubled) {
    const digit = digits.charCodeAt(i) - 48;
    const doubled = digit > 4 ? 2 * digit - 9 : 2 * digit;
    sum += isDoubled ? doubled : digit;
  }
  return sum % 10 === 0;
}
