import { HOST, isIn, LOCAL } from "./chars.ts";
import { compiled } from "./expression.ts";
import type { Span, Walk } from "./span.ts";

/** In characters, of RFC 5321. */
const LONGEST_LOCAL = 64;
const LONGEST_HOST = 253;

const TOP_LEVEL = compiled(/^(?:[\p{L}\p{M}]{2,63}|xn--[a-z\d-]{1,59})$/iu);
const FOREIGN = compiled(/^[\p{L}\p{M}\p{N}]$/u);
const LAST_HYPHENS = compiled(/-+$/);
/** `react@18.2.0`, and `logo@2x.png`. */
const VERSION = compiled(/^(?:v?\d+\.\d|\d+x\.)/);

/**
 * A mail address around an `@`, or around a `%40` in a URL. The host needs a top-level domain of letters.
 */
export function emailAround(
  text: string,
  at: number,
  behind: number,
  { floor }: Walk,
): Span | undefined {
  if (at === floor || !isPart(LOCAL, text, at - 1) || !isPart(HOST, text, behind)) return undefined;
  const end = hostEnd(text, behind);
  if (end === behind || VERSION.test(text.slice(behind, end))) return undefined;
  const start = localStart(text, at, Math.max(floor, at - LONGEST_LOCAL));
  if (start === at) return undefined;
  // The address of a repository: `git@example.com:fastlog.git`.
  return text.slice(start, at) === "git" ? undefined : { start, end };
}

function localStart(text: string, at: number, floor: number): number {
  let start = at;
  while (start > floor && isPart(LOCAL, text, start - 1)) start--;
  while (start < at && ".-'%".includes(text[start] as string)) start++;
  return start;
}

/** End of the longest host name with a valid top-level domain; the start if there is none. */
function hostEnd(text: string, start: number): number {
  let end = start;
  const most = Math.min(text.length, start + LONGEST_HOST);
  while (end < most && isPart(HOST, text, end)) end++;
  if (!text.slice(start, end).includes(".")) return start;
  const labels = text.slice(start, end).split(".");
  while (labels.length > 1) {
    const last = (labels.pop() as string).replace(LAST_HYPHENS, "");
    if (labels.includes("")) continue;
    if (TOP_LEVEL.test(last)) return start + labels.join(".").length + 1 + last.length;
  }
  return start;
}

function isPart(set: number, text: string, at: number): boolean {
  if (isIn(set, text, at)) return true;
  return text.charCodeAt(at) > 127 && FOREIGN.test(text[at] as string);
}
