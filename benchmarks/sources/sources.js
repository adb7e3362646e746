/** Calls below `debug` of the module are off, and only its name tells: the costliest filter. */
const ENV = { LOG: "info,dep1=debug", LOG_BACKEND: "file:///dev/null" };

/** Functions are bound as a program has them, and garbage is collected between samples. */
const FLAGS = ["--expose-gc", "--import", import.meta.resolve("fastlog/register")];

/** Templates of the text format; that of the default is the first. */
const TEMPLATES = [
  "{date} {hrtime} {pid} {level} {tag} {message}",
  "{date} {hrtime} {pid} {level} {tag} {file}:{line} {message}",
  "{date} {hrtime} {pid} {level} {tag} {target} {message}",
  "{date} {hrtime} {pid} {level} {tag} {target} {file}:{line} {message}",
];

/**
 * What is measured of each way in which a record gets its source.
 *
 * @typedef {object} Source
 * @property {string} title
 * @property {readonly { script: string, args?: string[], env?: Record<string, string>, flags?: string[] }[]} scripts Each
 *   prints JSON. They run one after the other, once a round.
 * @property {(...results: object[]) => Record<string, number>} figures Of what the scripts printed.
 * @property {string} [unit] `ns` if it is not named.
 * @property {boolean} [isLeast] The figures are those of the least that each script has printed in any round, and not the
 *   medians of the rounds: a whole program is disturbed for longer than a loop.
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
  stopped: {
    title: "Calls that the filter stops because of their module",
    scripts: [{ script: "loop/sites-once.js", env: ENV, flags: FLAGS }],
    figures: (ns) => ({
      "a bound function": worst([ns], "registered", "empty"),
      "a bound function with a call site": worst([ns], "site", "empty"),
      "a plain function with a call site": worst([ns], "site, unbound function", "empty"),
      "a plain function": ns.looking.plain - ns.called.empty,
    }),
  },
  sites: {
    title: "Records of bound functions and call sites",
    scripts: [
      ...TEMPLATES.map((template) => [template]),
      ...TEMPLATES.slice(0, 2).map((template) => [template, "plain"]),
    ].map((args) => ({ script: "loop/sites-enabled-once.js", flags: FLAGS, args })),
    figures: (none, placed, target, both, plain, placedPlain) => ({
      "a bound function, over a named logger": mean(none.registered, none["named logger"]),
      "a call site, over a named logger": mean(none.site, none["named logger"]),
      "the place of a call site": mean(placed.site, none.site),
      "the place of a call site, beside its target": mean(both.site, target.site),
      "the place of a plain call": mean(placedPlain.plain, plain.plain),
    }),
  },
  service: {
    title: "A program of 300 call sites, with the build plugin and without",
    scripts: ["nothing", "plain", "plugin"].map((how) => ({
      script: "sources/service-once.js",
      args: [how, "json"],
      env: { LOG: ENV.LOG },
    })),
    figures: (nothing, plain, plugin) =>
      Object.fromEntries(
        ["to 100,000", "the rest"].map((part) => {
          const [without, withIt] = [plain, plugin].map((run) => run[part] - nothing[part]);
          return [`saved, ${part}`, (1 - withIt / without) * 100];
        }),
      ),
    unit: "%",
    isLeast: true,
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

/** How much longer a record takes than another one, in the mean of all scenarios. */
function mean(ns, than) {
  const scenarios = Object.keys(ns);
  const sum = scenarios.reduce((all, scenario) => all + ns[scenario] - than[scenario], 0);
  return sum / scenarios.length;
}

/** How much longer a call takes than another one: the most, of those that are inlined and those that are not. */
function worst(results, call, than) {
  const places = results.flatMap(({ inlined, called }) => [inlined, called]);
  return Math.max(...places.map((ns) => ns[call] - ns[than]));
}
