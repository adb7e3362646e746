/** A piece of a coloured text. */
export interface StyledText {
  readonly text: string;
  /** Names of its styles: `red`, `dim`. */
  readonly styles: readonly string[];
}

const COLOURS = ["black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"];

/** Styles by the code that begins them. */
const BEGINS: ReadonlyMap<number, string> = new Map<number, string>([
  [1, "bold"],
  [2, "dim"],
  [3, "italic"],
  [4, "underline"],
  [7, "inverse"],
  [90, "gray"],
  ...COLOURS.map((name, i): [number, string] => [30 + i, name]),
  ...COLOURS.map((name, i): [number, string] => [40 + i, `on-${name}`]),
]);

/** Styles by the code that ends them. */
const ENDS: ReadonlyMap<number, readonly string[]> = new Map<number, readonly string[]>([
  [0, [...BEGINS.values()]],
  [22, ["bold", "dim"]],
  [23, ["italic"]],
  [24, ["underline"]],
  [27, ["inverse"]],
  [39, ["gray", ...COLOURS]],
  [49, COLOURS.map((name) => `on-${name}`)],
]);

const ESCAPE = String.fromCharCode(27);
const CODE = new RegExp(`${ESCAPE}\\[([\\d;]*)m`, "g");

/** Splits a text at its colours, as a terminal reads them. */
export function styledTexts(text: string): readonly StyledText[] {
  const pieces: StyledText[] = [];
  let styles: readonly string[] = [];
  let from = 0;
  const add = (to: number) => {
    if (to > from) pieces.push({ text: text.slice(from, to), styles });
  };
  for (const { 0: whole, 1: codes = "", index } of text.matchAll(CODE)) {
    add(index);
    from = index + whole.length;
    for (const code of codes.split(";").map(Number)) {
      const ended = ENDS.get(code);
      const begun = BEGINS.get(code);
      if (ended !== undefined) styles = styles.filter((style) => !ended.includes(style));
      if (begun !== undefined) styles = [...styles, begun];
    }
  }
  add(text.length);
  return pieces;
}
