/** Stands in for the hints at directives that are probably mistakes: they are a tenth of the library's size. */
export function hintsOf(): readonly string[] {
  return [];
}

export function pathHint(): string {
  return "";
}
