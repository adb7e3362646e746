import type { Directive } from "../filter/directive.ts";

/**
 * Stands in for the limits of a filter: a page reads over them, so that it can have the filter of a server, and keeps all
 * records.
 */
export function splitLimit(word: string): readonly [level: string] {
  return [word.replace(/@\d.*/, "")];
}

export function isLimitSlash(begun: string): boolean {
  return /\w@\d+$/.test(begun);
}

export function limited(_: string, parsed: Directive): Directive {
  return parsed;
}
