import type { Place } from "./filter-parts.ts";

/** A text in three pieces, the middle one marked; an empty one is left out, unless it is the place itself. */
export function marked(
  text: string,
  { start, end }: Place,
): readonly { readonly text: string; readonly isMarked: boolean }[] {
  return [
    { text: text.slice(0, start), isMarked: false },
    { text: text.slice(start, end), isMarked: true },
    { text: text.slice(end), isMarked: false },
  ].filter((piece) => piece.text !== "");
}
