import { child } from "../measure/child.js";
import { middle } from "../measure/figure.js";

const PROCESSES = 3;

/** None of them is about this package, and half of them let debug() pass elsewhere. */
const DIRECTIVES = Array.from(
  { length: 199 },
  (_, i) => `dep${i}=${i % 2 === 0 ? "debug" : "warn"}`,
);
const FILTERS = {
  "no directives": "info",
  "200 directives": ["info", ...DIRECTIVES].join(","),
};
/** The module that calls is not `dep1`. */
const MODULE = "info,dep1=debug";
const NAMES = {
  floor: "floor: an empty function",
  fastlog: "fastlog, a function",
  "fastlog-named": "fastlog, a named logger",
  "fastlog-template": "fastlog, a tagged template",
  v8: "V8's answer who calls",
};

/**
 * How long fastlog's calls take that its filter stops.
 *
 * @param {import("../suite/parts.js").How} how
 * @returns {Promise<import("../measure/figure.js").Figure[]>}
 */
export async function measureFilter({ quick, rounds = PROCESSES, isWanted, progress }) {
  if (!isWanted("fastlog")) return [];
  const processes = quick ? 1 : rounds;
  const figures = [];
  for (const [what, filter] of Object.entries(FILTERS)) {
    progress(`filter: ${what}`);
    const runs = repeat(processes, "loop/filter-once.js", filter);
    for (const how of ["inlined", "called"]) {
      figures.push(
        ...figuresOf(
          what,
          what,
          how,
          runs.map((run) => run[how]),
        ),
      );
    }
  }
  progress("filter: by the module that calls");
  const runs = repeat(processes, "loop/module-once.js", MODULE);
  figures.push(...figuresOf("stopped for the module that calls", "module", undefined, runs));
  return figures;
}

function repeat(processes, script, filter) {
  const env = { LOG: filter, LOG_BACKEND: "file:///dev/null" };
  return Array.from({ length: processes }, () => child(script, { env }));
}

/** @param {string | undefined} how Whether V8 inlines the call. */
function figuresOf(title, what, how, runs) {
  return Object.keys(runs[0]).map((id) => ({
    ...{ part: "filter", what, title, contender: id, name: NAMES[id] },
    ...(how === undefined ? {} : { place: how }),
    measures: { latency: middle(runs.map((run) => run[id])) },
  }));
}
