import type { ParsedFilter } from "fastlog/filter";
import type { Parse } from "./filter-answer.ts";

/** A place in a filter, in characters. */
export interface Place {
  readonly start: number;
  readonly end: number;
}

/** A directive as it stands in a filter. */
export interface SpecPart extends Place {
  readonly text: string;
  /** The target that it names; `null` if it is the level of all targets, `undefined` if it is invalid. */
  readonly name: string | null | undefined;
}

/** Finds the places of the directives of a filter. The library decides which are valid, and what they name. */
export function partsOf(
  parse: Parse,
  spec: string,
  parsed: ParsedFilter,
  ranges: boolean,
): readonly SpecPart[] {
  const parts: SpecPart[] = [];
  let start = 0;
  for (const written of spec.slice(0, patternStart(spec, parsed)).split(",")) {
    const text = written.trim();
    const at = start + written.indexOf(text);
    start += written.length + 1;
    if (text === "") continue;
    const [directive] = parse(text, { ranges }).filter.directives;
    const name = directive && (directive.name ?? null);
    parts.push({ text, start: at, end: at + text.length, name });
  }
  return parts;
}

/** Where the slash before the expression stands; the end of the filter if there is none. */
export function patternStart(spec: string, { filter, errors }: ParsedFilter): number {
  if (filter.pattern !== undefined) return spec.length - filter.pattern.source.length - 1;
  const invalid = errors.find(
    ({ directive }) => directive.startsWith("/") && spec.endsWith(directive),
  );
  return invalid === undefined ? spec.length : spec.length - invalid.directive.length;
}
