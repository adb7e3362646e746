import { atLeast, atMost } from "../verdict.js";

/**
 * What the figures of threads have to be.
 *
 * @param {readonly import("./figure.js").Figure[]} figures
 * @returns {import("../verdict.js").Verdict[]}
 */
export function judgeThreads(figures) {
  const rate = (contender, threads, how) =>
    figures.find(
      ({ contender: id, what, place }) =>
        id === contender && what === String(threads) && place === how,
    ).measures.throughput.value;
  const two = rate("fastlog", 2, "own");
  const one = rate("fastlog", 1, "own");
  const lost = figures
    .filter(({ contender }) => contender === "fastlog")
    .reduce((sum, { records }) => sum + records.lost, 0);
  return [
    atLeast(16, "two threads, own files, as times of one", two / one, 1.8, "x"),
    atLeast(
      16,
      "two threads, one file, as times of one",
      rate("fastlog", 2, "shared") / one,
      1.6,
      "x",
    ),
    atLeast(
      16,
      "two threads, as times of pino.transport",
      two / rate("pino-transport", 0, "own"),
      5,
      "x",
    ),
    atLeast(16, "two threads, as times of winston in two", two / rate("winston", 2, "own"), 5, "x"),
    atMost(16, "records lost by that", lost, 0, ""),
  ];
}
