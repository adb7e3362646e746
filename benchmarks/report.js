import { align, allocated, ns, plus, short } from "./report/cells.js";
import { socketRows } from "./sockets/report.js";
import { structuredRows } from "./structured/report.js";

/** The one table: what was measured, and what it is compared with. */
export function table({ structured, sockets, ...messages }) {
  return align([
    ["", "wall", "cpu", "compared"],
    ...(messages.device === undefined ? [] : messageRows(messages)),
    ...(structured === undefined ? [] : structuredRows(structured)),
    ...(sockets === undefined ? [] : socketRows(sockets)),
  ]);
}

function messageRows({ device, file, disabled, lookup, heap, imports }) {
  return [
    ...records("/dev/null", device),
    ...records("file", file),
    ...calls("0 directives", disabled.few),
    ...calls("200 directives", disabled.many),
    ["disabled for its module: plain call", ns(lookup.plain), "", "LOG=info,dep1=debug"],
    ["  V8's answer alone", ns(lookup.bare), "", "captureStackTrace, getFileName"],
    ["disabled for its module: template", ns(lookup.template), "", "LOG=info,dep1=debug"],
    allocated("fastlog: message", heap.message),
    allocated("fastlog: three integers", heap.integers),
    allocated("pino: message, buffered", heap.pino),
    imported("empty module", imports, "empty"),
    imported("fastlog", imports, "fastlog"),
    imported("pino", imports, "pino"),
  ];
}

/** A line for each goal: the figure, the goal, and whether it is met. */
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

function records(place, results) {
  return Object.entries(results).map(([name, { wall, cpu, floors }]) => [
    `${name} > ${place}`,
    ns(wall),
    ns(cpu),
    `${short(floors)} x floor`,
  ]);
}

function calls(filter, results) {
  return Object.entries(results).flatMap(([how, result]) => [
    [`empty function, ${how}`, ns(result.empty), "", ""],
    [`disabled, ${filter}, ${how}`, ns(result.plain), "", `${plus(result.plainExtra)} ns`],
    [`  named logger`, ns(result.named), "", `${plus(result.namedExtra)} ns`],
  ]);
}

function imported(what, { least, median }, name) {
  const [fast, usual] = [least, median].map((all) => plus(all[name].wall - all.empty.wall));
  return [
    `import, ${what}`,
    `${short(least[name].wall)} ms`,
    `${short(least[name].cpu)} ms`,
    name === "empty" ? "" : `${fast} ms, median ${usual} ms`,
  ];
}
