/** Stands in for ranges of levels, which only filters of backends have: a page has no backends. */
export function isRangeOfLevels(text: string): boolean {
  return /^\w*\.\.\w*$/.test(text);
}

export function noRange(): string {
  return "expected one level";
}

export const parseRange: () => string = noRange;
