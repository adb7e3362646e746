import { compared, UNITS } from "../measure/figure.js";
import { align, short } from "../report/cells.js";

/** Figures of one part as a table: a row each, a column for each measure. */
export function table(figures) {
  const all = compared(figures);
  const measures = [...new Set(all.flatMap(({ measures }) => Object.keys(measures)))];
  return align([
    ["", "", ...measures, "compared"],
    ...all.map((figure) => [
      [figure.title, figure.format, figure.place].filter((some) => some !== undefined).join(", "),
      figure.name,
      ...measures.map((name) => cell(name, figure.measures[name])),
      notes(figure),
    ]),
  ]);
}

function cell(name, measure) {
  if (measure === undefined) return "";
  const { value } = measure;
  switch (UNITS[name]) {
    case "records/s":
      return `${short(value / 1000)} k/s`;
    case "bytes":
      return value > 1e6 ? `${short(value / 1e6)} MB` : `${short(value)} B`;
    default:
      return `${short(value)} ${UNITS[name]}`.trim();
  }
}

function notes({ ratios, records, note, contender }) {
  return [
    ...(ratios.fastlog === undefined || contender === "fastlog"
      ? []
      : [`${short(ratios.fastlog)} x fastlog`]),
    ...(ratios.floor === undefined ? [] : [`${short(ratios.floor)} x floor`]),
    ...(records?.lost > 0 ? [`${records.lost.toLocaleString("en")} LOST`] : []),
    ...(note === undefined ? [] : [note]),
  ].join(", ");
}

/** A line for each goal: the figure, the goal, and whether it is met. @param {readonly import("../measure/verdict.js").Verdict[]} judged */
export function verdicts(judged) {
  return align(
    judged.map(({ goal, what, figure, unit, wanted, ok }) => [
      `${goal}. ${what}`,
      `${short(figure)} ${unit}`.trim(),
      wanted,
      ok ? "ok" : "MISSED",
    ]),
  );
}
