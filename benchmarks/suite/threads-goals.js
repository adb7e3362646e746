import { atLeast } from "./verdict.js";

/**
 * What the figures of threads have to be; NaN is that of a figure that is not there.
 *
 * @param {readonly import("../measure/figure.js").Figure[]} figures
 * @returns {import("./verdict.js").Judged[]}
 */
export function threadsGoals(figures) {
  const rate = (contender, threads, how) =>
    figures.find(
      ({ part, contender: id, what, place }) =>
        part === "threads" && id === contender && what === String(threads) && place === how,
    )?.measures.throughput.value ?? Number.NaN;
  const [one, two, shared] = [
    rate("fastlog", 1, "own"),
    rate("fastlog", 2, "own"),
    rate("fastlog", 2, "shared"),
  ];
  const transport = rate("pino-transport", 0, "own");
  return [
    atLeast(16, "two threads, own files, as times of one", two / one, 1.8, "x"),
    atLeast(16, "two threads, one file, as times of one", shared / one, 1.6, "x"),
    atLeast(16, "two threads, as times of pino.transport", two / transport, 5, "x"),
    atLeast(16, "two threads, as times of winston in two", two / rate("winston", 2, "own"), 5, "x"),
  ];
}
