import { dot, line, svg, text } from "./svg.js";

const WIDTH = 760;
const LABELS = 200;
const RIGHT = 20;
const TOP = 46;
const ROW = 24;

/**
 * Percentiles as dots on a logarithmic scale of nanoseconds: the further to the right, the longer it took.
 *
 * @typedef {{ label: string, values: readonly number[], shown: readonly string[], style: string }} Row
 *
 * @param {string} title
 * @param {readonly string[]} names Of the percentiles.
 * @param {readonly Row[]} rows
 */
export function percentiles(title, names, rows) {
  const all = rows.flatMap(({ values }) => values);
  const [from, to] = [
    Math.floor(Math.log10(Math.min(...all))),
    Math.ceil(Math.log10(Math.max(...all))),
  ];
  const x = (value) =>
    LABELS + ((Math.log10(value) - from) / (to - from)) * (WIDTH - LABELS - RIGHT);
  const height = TOP + rows.length * ROW + 4;
  const shapes = [
    text(0, 14, `${names.join(", ")}, from left to right; logarithmic`, { style: "faint" }),
  ];
  for (let power = from; power <= to; power++) {
    shapes.push(line(x(10 ** power), TOP - 8, x(10 ** power), height));
    shapes.push(
      text(x(10 ** power), TOP - 14, short(10 ** power), { anchor: "middle", style: "faint" }),
    );
  }
  rows.forEach(({ label, values, style }, i) => {
    const y = TOP + i * ROW + ROW / 2;
    const words = style === "ours" ? "strong" : "";
    shapes.push(text(LABELS - 12, y + 4, label, { anchor: "end", style: words }));
    shapes.push(line(x(values[0]), y, x(values.at(-1)), y));
    values.forEach((value, at) => {
      shapes.push(dot(x(value), y, 3 + at, style));
    });
  });
  const description = rows
    .map(
      ({ label, shown }) =>
        `${label}: ${names.map((name, i) => `${name} ${shown[i]}`).join(", ")}.`,
    )
    .join(" ");
  return svg({ title, description, width: WIDTH, height }, shapes);
}

function short(nanoseconds) {
  if (nanoseconds < 1e3) return `${nanoseconds} ns`;
  return nanoseconds < 1e6 ? `${nanoseconds / 1e3} µs` : `${nanoseconds / 1e6} ms`;
}
