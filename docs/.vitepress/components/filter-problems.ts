import type { ParsedFilter } from "fastlog/filter";
import type { Parse } from "./filter-answer.ts";
import { type Place, patternStart, type SpecPart } from "./filter-parts.ts";

/** An error or a hint of the library, with its place in the filter. */
export interface Problem extends Place {
  /** An error is skipped; a hint says what is valid but probably a mistake. */
  readonly kind: "error" | "hint";
  readonly message: string;
  /** The filter with what was probably meant; `undefined` if the library suggests nothing. */
  readonly mended: string | undefined;
}

/** The errors of a filter, in their order, then the hints. */
export function problemsOf(
  parse: Parse,
  spec: string,
  parsed: ParsedFilter,
  parts: readonly SpecPart[],
  ranges: boolean,
): readonly Problem[] {
  const left = [...parts];
  const errors = parsed.errors.map(({ directive, message }) => {
    const at = left.findIndex(({ text }) => text === directive);
    const [part] = at === -1 ? [] : left.splice(at, 1);
    const place = part ?? pieceOf(spec, directive, patternStart(spec, parsed));
    return { kind: "error" as const, message, ...place };
  });
  const hints = parsed.hints.map((message) => {
    const part = parts.find((one) => isAbout(message, one.text) || isAbout(message, one.name));
    const place = part ?? { start: patternStart(spec, parsed), end: spec.length };
    return { kind: "hint" as const, message, ...place };
  });
  const faults = (text: string) => {
    const { errors, hints } = parse(text, { ranges });
    return errors.length + hints.length;
  };
  return [...errors, ...hints].map(({ kind, message, start, end }) => {
    const found = { kind, message, start, end };
    const mended = mendedBy(found, spec, parts);
    // The library has the last word.
    const isBetter = mended !== undefined && faults(mended) < faults(spec);
    return { ...found, mended: isBetter ? mended : undefined };
  });
}

/** An error is about the whole filter unless it is about a directive or the expression at the end. */
function pieceOf(spec: string, directive: string, slash: number): Place {
  return { start: spec.slice(slash) === directive ? slash : 0, end: spec.length };
}

function isAbout(hint: string, text: string | null | undefined): boolean {
  return text !== null && text !== undefined && hint.startsWith(`"${text}" is read as`);
}

/**
 * Returns the filter with the message's suggestion in place of the level, the directive or the longer part that it is about.
 */
function mendedBy(
  { kind, message, start, end }: Omit<Problem, "mended">,
  spec: string,
  parts: readonly SpecPart[],
): string | undefined {
  const [, meant] = /did you mean (?:the \w+ )?"(.*)"\?$/.exec(message) ?? [];
  if (meant === undefined) return undefined;
  const text = spec.slice(start, end);
  if (kind === "hint") {
    // An expression that was meant as part of a target follows the directive before it.
    const from = message.startsWith('"/') ? (parts.at(-1)?.start ?? start) : start;
    return replaced(spec, from, end, meant);
  }
  const [, word] = /unknown level "(.*?)"/.exec(message) ?? [];
  if (word !== undefined) {
    const at = start + text.lastIndexOf(word);
    return at < start ? undefined : replaced(spec, at, at + word.length, meant);
  }
  if (meant.includes("=") || !text.includes("=")) return replaced(spec, start, end, meant);
  const [before = "", level = ""] = /^([^=]*=\s*)([^@]*)/.exec(text)?.slice(1) ?? [];
  const at = start + before.length;
  return replaced(spec, at, at + level.trimEnd().length, meant);
}

function replaced(text: string, start: number, end: number, by: string): string {
  return text.slice(0, start) + by + text.slice(end);
}
