import { Buffer } from "node:buffer";
import { usualStyle } from "../../encode/format/color.ts";

const { styleText } = process.getBuiltinModule("node:util");

/** Texts before and behind a part of a line. */
export interface Style {
  readonly on: Uint8Array;
  readonly off: Uint8Array;
}

const NO_STYLE: Style = { on: new Uint8Array(0), off: new Uint8Array(0) };

/** The styles of the parts of a line. */
export interface Styles {
  readonly isColored: boolean;
  readonly dim: Style;
  readonly bold: Style;
  /** A level's name, padded. */
  level(name: string, number: number): string;
}

/** Width of a level's name. */
const LEVEL_WIDTH = 5;

export function stylesFor(isColored: boolean): Styles {
  if (!isColored) {
    const level = (name: string) => name.padEnd(LEVEL_WIDTH);
    return { isColored, dim: NO_STYLE, bold: NO_STYLE, level };
  }
  return {
    isColored,
    dim: { on: Buffer.from("\u001b[2m"), off: Buffer.from("\u001b[22m") },
    bold: { on: Buffer.from("\u001b[1m"), off: Buffer.from("\u001b[22m") },
    level: (name, number) => {
      const style = number === 0 ? (["gray"] as const) : usualStyle(number);
      return (
        styleText([...style], name, { validateStream: false }) +
        " ".repeat(Math.max(0, LEVEL_WIDTH - name.length))
      );
    },
  };
}
