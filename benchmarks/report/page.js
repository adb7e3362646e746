import { judge } from "../goals.js";
import { figuresOf } from "../suite/results.js";
import { short } from "./cells.js";
import { CHARTS } from "./charts.js";
import { markdown, wrap } from "./figures.js";
import { serviceSection } from "./service.js";
import { sourcesSection } from "./sources.js";
import { tables } from "./tables.js";
import { inUnit, outcome } from "./verdicts.js";

/**
 * `docs/benchmarks/index.md`, whole: everything in it is of the results.
 *
 * @param {import("../suite/results.js").Results} results
 * @param {readonly string[]} charts The names of those that there are.
 * @param {{ service?: import("../service/stored.js").Service, sources?: import("../sources/stored.js").Sources }} others
 *   What else was measured.
 */
export function page(results, charts, { service, sources }) {
  const { parts, quick } = results;
  return `${[
    "<!-- Made by benchmarks/report/report.js of docs/benchmarks/{results,service,sources}.json: do not edit it. -->",
    "# Benchmarks",
    ...(quick ? ["**This is a quick run, which is too short to be reliable.**"] : []),
    ...(service === undefined ? [] : serviceSection(service)),
    ...(sources === undefined ? [] : sourcesSection(sources)),
    "## One call site in a loop",
    about(results),
    HOW,
    "## The goals",
    goals(results),
    ...Object.entries(parts).flatMap(([id, part]) => [
      `## ${part.title}`,
      wrap(part.method),
      ...charts.filter((name) => CHARTS[name].part === id).map(picture),
      ...tables(id, part),
    ]),
    "## Versions",
    versions(results),
  ].join("\n\n")}\n`;
}

const HOW = `\`npm run bench:suite\` measures all of it again and writes this page, its charts,
[all figures](results.json), [the same in Bencher's metric format](bencher.json) and those of
the README. [How to run it, and what each logger logs](../../benchmarks/README.md).

Brackets hold the lowest and the highest run of a figure. The columns _fastlog_ and _floor_ give the ratio of the figure to
that of fastlog and of the floor in the same place. The floor reads the clock, copies a finished line of that length, and
writes once a turn. \`/dev/null\` shows the work of the loggers alone; a file adds the kernel's copy for every logger. Lines
are read back and compared with the logged records, and lost records are counted.`;

function about({ machine, versions, started, loads, parts, rounds }) {
  const { processor, cores, memory, system, fileSystem } = machine;
  const seconds = Object.values(parts).reduce((sum, part) => sum + (part.seconds ?? 0), 0);
  const [before, after] = [loads.before, loads.after].map((load) => load.join(", "));
  return markdown(
    [
      ["", ""],
      [
        "machine",
        `${cores} cores of ${processor}, ${short(memory / 2 ** 30)} GiB, ${system}, ${fileSystem}`,
      ],
      ["Node.js", `${versions.node}, V8 ${versions.v8}`],
      ["fastlog", versions.commit ?? "–"],
      [
        "date",
        `${started.slice(0, 16).replace("T", " ")} UTC; it took ${Math.round(seconds / 60)} minutes`,
      ],
      ...(rounds === undefined ? [] : [["processes for each figure", String(rounds)]]),
      ["load of the machine before and after (1, 5, 15 minutes)", `${before}; ${after}`],
    ],
    { hasWords: true },
  );
}

function goals(results) {
  const judged = judge(figuresOf(results));
  const met = judged.filter(({ ok }) => ok).length;
  return `${met} of ${judged.length} are met.\n\n${markdown([
    ["", "figure", "goal", "verdict"],
    ...judged.map((verdict) => [
      `${verdict.goal}. ${verdict.what}`,
      inUnit(verdict.figure, verdict.unit),
      `${verdict.wanted.replace(/[\d.]+$/, "")}${inUnit(verdict.limit, verdict.unit)}`,
      outcome(verdict),
    ]),
  ])}`;
}

function picture(name) {
  return `![${CHARTS[name].title}](charts/${name}.svg)`;
}

/** Those of other languages come with their figures. */
function versions(results) {
  const { contenders, versions } = results;
  const packages = new Map(
    Object.values(contenders)
      .filter((one) => one.package !== undefined)
      .map((one) => [one.package, one.version]),
  );
  for (const [name, version] of Object.entries(versions)) {
    if (!["node", "v8", "commit"].includes(name)) packages.set(name, version);
  }
  const natives = figuresOf(results)
    .filter(({ version }) => version !== undefined)
    .map(({ name, version }) => [name.replace(/,[^(]*(?=\()/, " "), version]);
  for (const [name, version] of natives) packages.set(name, version);
  return wrap([...packages].map(([name, version]) => `${name} ${version}`).join(", "));
}
