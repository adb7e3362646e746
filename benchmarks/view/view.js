// `fastlog view` and `fastlog merge` of large logs, beside pino-pretty: megabytes in a second of processor time.
//
//   node benchmarks/view/view.js              with 1,000 MB, which are made in the system's temporary folder and removed
//   node benchmarks/view/view.js --mb 100
//   node benchmarks/view/view.js --check      exits with 1 if a goal is missed
import { spawnSync } from "node:child_process";
import { mkdtempSync, openSync, readSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { RARE, writeLogs } from "./log.js";

const MB = 1e6;
/** Size of the log for pino-pretty, which would take minutes for the whole. */
const SMALL = 10 * MB;
const FILES = 16;

const { values } = parseArgs({
  options: { mb: { type: "string", default: "1000" }, check: { type: "boolean", default: false } },
});
const bytes = Number(values.mb) * MB;

const PACKAGE = join(import.meta.dirname, "../../packages/fastlog");
const FASTLOG = join(PACKAGE, "bin/fastlog.cjs");
const PRETTY = createRequire(join(PACKAGE, "package.json")).resolve("pino-pretty/bin.js");

const folder = mkdtempSync(join(tmpdir(), "fastlog-view-"));
try {
  process.exitCode = measure();
} finally {
  rmSync(folder, { recursive: true });
}

function measure() {
  const log = join(folder, "app.log");
  const records = writeLogs([log], bytes);
  const errors = Math.floor(records / RARE);
  const small = join(folder, "small.log");
  writeFileSync(small, firstLines(log, SMALL));
  const parts = Array.from({ length: FILES }, (_, i) => join(folder, `${i}.log`));
  const merged = writeLogs(parts, bytes);

  const view = (...options) => [FASTLOG, "view", "--color=always", log, ...options];
  const rare = { goal: 900, lines: errors };
  const rows = [
    row("pino-pretty", [PRETTY, "--colorize"], small, { input: small }),
    row("view", view(), log, { goal: 150, lines: records + 1 }),
    row("view --where 'status = 500'", view("--where", "status = 500"), log, rare),
    row(
      "view --where 'status >= 500 and path ~ \"^/api\"'",
      view("-w", 'status >= 500 and path ~ "^/api"'),
      log,
      rare,
    ),
    row("view --where 'reqId = r4711'", view("--where", "reqId = r4711"), log, {
      goal: 900,
      lines: 1,
    }),
    row("view error", view("error"), log, rare),
    row("view --since, the last hundredth", view("--since", lastHundredth(log)), log, {}),
    row("merge of 16 files", [FASTLOG, "merge", ...parts], undefined, {
      lines: merged,
      memory: 64 * 1024,
    }),
  ];
  print(rows);
  const missed = rows.flatMap(({ name, misses }) => misses.map((miss) => `${name}: ${miss}`));
  for (const miss of missed) console.log(miss);
  return values.check && missed.length > 0 ? 1 : 0;
}

/** Runs a program whose output is counted. */
function row(name, argv, log, { input, goal, lines, memory } = {}) {
  const out = join(folder, "out");
  const stdio = [
    input === undefined ? "ignore" : openSync(input),
    openSync(out, "w"),
    "inherit",
    "pipe",
  ];
  const usage = join(import.meta.dirname, "usage.cjs");
  const { output, status } = spawnSync(process.execPath, ["--require", usage, ...argv], { stdio });
  if (status !== 0) throw new Error(`${name} ended with ${status}`);
  const { cpu, maxRSS } = JSON.parse(String(output[3]));
  const size = log === undefined ? bytes : statSync(log).size;
  const speed = size / cpu;
  const shown = countLines(out);
  const misses = [];
  // The first line is the day.
  if (lines !== undefined && shown < lines) misses.push(`${shown} lines in place of ${lines}`);
  if (goal !== undefined && speed < goal)
    misses.push(`${speed.toFixed(0)} MB/s, less than ${goal}`);
  if (memory !== undefined && maxRSS > memory) misses.push(`${maxRSS} KiB, more than ${memory}`);
  return { name, speed, maxRSS, shown, misses };
}

function print(rows) {
  const [{ speed: base }] = rows;
  const width = Math.max(...rows.map(({ name }) => name.length));
  console.log(`load ${loadavg()[0].toFixed(1)}, Node ${process.version}`);
  console.log(`${"".padEnd(width)}  MB/CPU s  beside pino-pretty  MiB at most     lines`);
  for (const { name, speed, maxRSS, shown } of rows) {
    const figures = [
      speed.toFixed(speed < 10 ? 1 : 0).padStart(8),
      (speed / base).toFixed(0).padStart(18),
      (maxRSS / 1024).toFixed(0).padStart(11),
      String(shown).padStart(8),
    ];
    console.log(`${name.padEnd(width)}  ${figures.join("  ")}`);
  }
}

/** The whole lines at the start of a file. */
function firstLines(path, most) {
  const fd = openSync(path);
  const head = Buffer.alloc(Math.min(most, statSync(path).size));
  readSync(fd, head, 0, head.length, 0);
  return head.subarray(0, head.lastIndexOf(10) + 1);
}

/** The time of a record at the last hundredth of a log. */
function lastHundredth(path) {
  const { size } = statSync(path);
  const tail = Buffer.alloc(4096);
  readSync(openSync(path), tail, 0, tail.length, Math.floor(size * 0.99));
  return new Date(Number(/"time":(\d{13})/.exec(tail.toString())[1])).toISOString();
}

function countLines(path) {
  const fd = openSync(path);
  const block = Buffer.alloc(1 << 20);
  let count = 0;
  for (let read = readSync(fd, block); read > 0; read = readSync(fd, block)) {
    const part = block.subarray(0, read);
    for (let at = part.indexOf(10); at >= 0; at = part.indexOf(10, at + 1)) count++;
  }
  return count;
}
