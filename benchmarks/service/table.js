import { align, short } from "../report/cells.js";

/**
 * A line for each figure: the cost of each contender over the logger that does nothing, whose own cost is the first.
 *
 * @param {readonly import("./measure.js").Figure[]} figures
 */
export function table(figures) {
  const names = Object.keys(figures[0]?.costs ?? {});
  return align([
    ["", ...names, ""],
    ...figures.map(({ row, figure, unit, costs }) => [
      `${row}, ${figure}`,
      ...names.map((name) => short(costs[name].over)),
      `${unit} a ${figure === "request" || figure === "child" ? figure : "record"}`,
    ]),
  ]);
}
