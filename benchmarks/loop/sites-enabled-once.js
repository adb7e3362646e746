// How much CPU time a record takes by a function that fastlog/register has bound, by a named logger, and by call sites; or by a
// plain function. In a process of its own: a program has one template and logs in one way, which V8 compiles everything for.
//
//   node --expose-gc --import fastlog/register sites-enabled-once.js TEMPLATE [plain]
//
// Prints JSON: the least ns of CPU time a record, for each way to log and each scenario.
import { writeSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import { configure, info, logger, stats } from "fastlog";
import { bound, site } from "fastlog/site";
import { BATCH, turn } from "../measure/batch.js";
import { least } from "../measure/statistics.js";
import { info as plain } from "./sites-plain.js";

const SAMPLES = 14;
const BATCHES = 40;
/** A plain call may look at the stack. */
const PLAIN_BATCHES = 4;

if (info === plain) throw new Error("fastlog/register is not loaded");

const FIELDS = { method: "GET", status: 200, ms: 12.5 };
const TARGET = "benchmarks::loop::sites-enabled-once";
const at = (template, line) => site(template, TARGET, "/srv/app/src/http/server.js", line, 3);

/** For each way to log, a function for each scenario. */
const BOUND = {
  "named logger": texts(logger(TARGET).info),
  registered: texts(info),
  site: sites(bound(TARGET).info),
  "site, unbound function": sites(plain),
};
const WAYS = process.argv[3] === "plain" ? { plain: texts(plain) } : BOUND;

function texts(log) {
  return {
    message: () => log("hello world"),
    arguments: (i) => log("user {} from {}", i, "192.168.0.1"),
    fields: () => log("request done", FIELDS),
  };
}

function sites(log) {
  const [message, args, fields] = [
    at("hello world", 1),
    at("user {} from {}", 2),
    at("request done", 3),
  ];
  return {
    message: () => log(message),
    arguments: (i) => log(args, i, "192.168.0.1"),
    fields: () => log(fields, FIELDS),
  };
}

configure({ backend: "file:///dev/null", format: { template: process.argv[2] }, filter: "info" });
const times = {};
const loops = [];
for (const [way, scenarios] of Object.entries(WAYS)) {
  for (const scenario of Object.keys(scenarios)) {
    // A module of its own for each.
    const { loop } = await import(`./loop.js?${way}.${scenario}`);
    loops.push({ way, scenario, loop: loop(scenarios, scenario), samples: [] });
  }
}
let logged = 0;
for (let i = 0; i < SAMPLES; i++) {
  for (const one of [...loops.slice(i % loops.length), ...loops.slice(0, i % loops.length)]) {
    globalThis.gc();
    await wait(2);
    one.samples.push(await sample(one.loop, one.way === "plain" ? PLAIN_BATCHES : BATCHES));
  }
}
for (const { way, scenario, samples } of loops) {
  times[way] ??= {};
  times[way][scenario] = least(samples);
}
if (stats().backends[0].records !== logged) throw new Error("records are missing");
writeSync(1, JSON.stringify(times));
process.exit();

async function sample({ batch }, batches) {
  const before = process.cpuUsage();
  for (let i = 0; i < batches; i++) {
    batch();
    await turn();
  }
  const { user, system } = process.cpuUsage(before);
  logged += batches * BATCH;
  return ((user + system) * 1e3) / (batches * BATCH);
}
