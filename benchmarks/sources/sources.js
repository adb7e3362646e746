/** Calls below `debug` of the module are off, and only its name tells: the costliest filter. */
const ENV = { LOG: "info,dep1=debug", LOG_BACKEND: "file:///dev/null" };

/**
 * What is measured of each way in which a record gets its source.
 *
 * @typedef {object} Source
 * @property {string} title
 * @property {readonly { script: string, args?: string[], env?: Record<string, string>, flags?: string[] }[]} scripts Each
 *   prints JSON. They run one after the other, once a round.
 * @property {(...results: object[]) => Record<string, number>} figures Of what the scripts printed.
 * @property {string} [unit] `ns` if it is not named.
 *
 * @type {Record<string, Source>}
 */
export const SOURCES = {
  register: {
    title: "Loading fastlog/register",
    scripts: [{ script: "process/register.js" }],
    figures: (cost) => cost,
    unit: "ms",
  },
  tracepoints: {
    title: "Tracepoints that nobody listens to",
    scripts: [
      { script: "loop/tracepoints-once.js", env: ENV },
      { script: "loop/tracepoints-once.js", env: ENV, args: ["left"] },
    ],
    figures: (never, left) => ({
      tracepoint: worst([never, left], "tracepoint", "empty"),
      "tracepoint with named fields": worst([never, left], "tracepoint, named fields", "empty"),
      "instrumented method": worst([never, left], "method, instrumented", "method"),
    }),
  },
};

/** How much longer a call takes than another one: the most, of those that are inlined and those that are not. */
function worst(results, call, than) {
  const places = results.flatMap(({ inlined, called }) => [inlined, called]);
  return Math.max(...places.map((ns) => ns[call] - ns[than]));
}
