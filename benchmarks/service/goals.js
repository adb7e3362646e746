import { atLeast, atMost } from "../suite/verdict.js";

/**
 * The figures of a Node have to be as follows, numbered on from the goals of ../suite. What was not measured is left
 * out.
 *
 * @param {readonly import("./measure.js").Figure[]} figures
 * @returns {import("../suite/verdict.js").Judged[]}
 */
export function judge(figures) {
  const over = (row, figure, contender) =>
    figures.find((one) => one.row === row && one.figure === figure)?.costs[contender]?.over ??
    Number.NaN;
  /** How many times as much as fastlog another logger takes. */
  const times = (row, figure, contender) =>
    over(row, figure, contender) / over(row, figure, "fastlog");
  const all = [
    least(24, "300 call sites, warm: pino buffered", times("sites", "the rest", BUFFERED), 4),
    least(24, "… strings", times("sites", "the rest", "strings"), 1.8),
    least(24, "… to 100,000: pino buffered", times("sites", "to 100,000", BUFFERED), 1.5),
    least(24, "… to 1,000: pino buffered", times("sites", "to 1,000", BUFFERED), 1),
    least(25, "a child and a record: pino buffered", times("child", "record", BUFFERED), 3),
    least(25, "… strings", times("child", "record", "strings"), 1),
    atMost(25, "a kept child", over("kept", "child", "fastlog"), 300, "bytes"),
    least(26, "one record a turn: pino buffered", times("turns of 1", "record", BUFFERED), 1),
    least(26, "… pino's default", times("turns of 1", "record", DEFAULT), 4),
    least(27, "a request, node:http: pino buffered", times("http", "request", BUFFERED), 2),
    least(27, "… pino's default", times("http", "request", DEFAULT), 3),
  ];
  return all.filter(({ figure }) => !Number.isNaN(figure));
}

const BUFFERED = "pino, buffered";
const DEFAULT = "pino, default";

function least(goal, what, figure, limit) {
  return atLeast(goal, what, figure, limit, "x");
}
