import { short } from "./cells.js";

/** The figure of results that has these members; `undefined` if it was not measured. */
export function find({ parts }, part, wanted) {
  return parts[part]?.figures.find((figure) =>
    Object.entries(wanted).every(([key, value]) => figure[key] === value),
  );
}

/** The value of a measure. @returns {number | undefined} */
export function amount(figure, measure) {
  return figure?.measures[measure]?.value;
}

/** Units that are shown in another way than they are stored. */
const SHOWN = {
  bytes: (value) => (value >= 1e5 ? `${short(value / 1e6)} MB` : `${short(value)} B`),
  "records/s": (value) => `${short(value / 1000)} k/s`,
  records: (value) => value.toLocaleString("en"),
  "": (value) => short(value),
};

/** A value of that unit, for people. @param {number | undefined} value @param {string} unit */
export function shown(value, unit) {
  return value === undefined ? "–" : (SHOWN[unit]?.(value) ?? `${short(value)} ${unit}`);
}

/** A measure as a cell of a table: its value, and the least and the most of the runs. */
export function cell(measure, unit) {
  if (measure === undefined) return "–";
  const { value, lower_value: least = value, upper_value: most = value } = measure;
  if (least === most) return shown(value, unit);
  const [low, high] = [least, most].map((one) => shown(one, unit));
  const unitOf = (text) => / \D+$/.exec(text)?.[0] ?? "";
  // The value has the unit already, unless the two have different ones.
  const isOne = unitOf(low) === unitOf(high);
  const [from, to] = isOne ? [low, high].map((text) => text.replace(/ \D+$/, "")) : [low, high];
  return `${shown(value, unit)} (${from}–${to})`;
}

/** @param {number | undefined} value */
export function times(value) {
  return value === undefined ? "–" : `${short(value)} ×`;
}

/**
 * @param {readonly (readonly string[])[]} rows The first is the head.
 * @param {{ hasWords?: boolean }} [how] Whether the last column has words, not numbers.
 */
export function markdown([head, ...rows], { hasWords = false } = {}) {
  const line = (cells) => `|${cells.map((cell) => (cell === "" ? " |" : ` ${cell} |`)).join("")}`;
  const numbers = head.length - (hasWords ? 2 : 1);
  const rule = `|---|${"---:|".repeat(numbers)}${hasWords ? "---|" : ""}`;
  return [line(head), rule, ...rows.map(line)].join("\n");
}

/** Breaks lines as the other pages do. @param {string} text */
export function wrap(text) {
  let line = "";
  const lines = [];
  for (const word of text.split(" ")) {
    if (line.length + word.length > 110) {
      lines.push(line);
      line = "";
    }
    line += (line === "" ? "" : " ") + word;
  }
  return [...lines, line].join("\n");
}
