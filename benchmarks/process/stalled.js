import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, constants, openSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { contender } from "../loggers/all.js";
import { inFolder } from "../measure/folder.js";

const IDS = [
  "floor",
  "fastlog",
  "pino-default",
  "pino-buffered",
  "pino-transport",
  "winston",
  "logtape",
  "bunyan",
  "roarr",
  "tslog",
  "log4js",
  "console",
];
const RECORDS = 1_000_000;
const SECONDS = 8;
/** Milliseconds without a record after which a process counts as held up. */
const STILL = 2500;

/**
 * The peak memory of a process whose standard output is a pipe that nobody reads, after a million records or eight seconds.
 *
 * @param {import("../suite/parts.js").How} how
 * @returns {Promise<import("../measure/figure.js").Figure[]>}
 */
export async function measureStalled({ quick, isWanted, progress }) {
  const figures = [];
  for (const id of IDS.filter(isWanted)) {
    progress(`a stalled reader: ${id}`);
    const { peak, logged, isHeldUp } = await inFolder((folder) =>
      stall(id, folder, quick ? 3 : SECONDS),
    );
    figures.push({
      ...{ part: "stalled", what: "fields", title: "a reader that reads nothing", contender: id },
      ...{ name: (await contender(id)).name, format: "json", place: "pipe" },
      measures: { "peak-memory": { value: peak }, logged: { value: logged } },
      note: isHeldUp ? "held up" : undefined,
    });
  }
  return figures;
}

async function stall(id, folder, seconds) {
  const [pipe, progress] = ["pipe", "progress"].map((name) => join(folder, name));
  execFileSync("mkfifo", [pipe]);
  writeFileSync(progress, "0");
  // This process is the reader; the child's writer blocks, as in a shell.
  const reader = openSync(pipe, constants.O_RDONLY | constants.O_NONBLOCK);
  const writer = openSync(pipe, "w");
  const script = fileURLToPath(new URL("stalled-once.js", import.meta.url));
  const args = [script, id, String(RECORDS), progress];
  const child = spawn(process.execPath, args, { stdio: ["ignore", writer, "inherit"] });
  closeSync(writer);
  const end = once(child, "exit");
  const logged = () => Number(readFileSync(progress, "utf8"));
  const begin = performance.now();
  let [last, moved] = [0, begin];
  const isStill = () => performance.now() - moved > STILL;
  while (last < RECORDS && performance.now() - begin < seconds * 1000 && !isStill()) {
    await wait(50);
    const now = logged();
    if (now > last) moved = performance.now();
    last = now;
  }
  const isHeldUp = last < RECORDS && isStill();
  const status = readFileSync(`/proc/${child.pid}/status`, "utf8");
  const result = { peak: Number(/VmHWM:\s+(\d+)/.exec(status)[1]) * 1024, logged: last, isHeldUp };
  // The fifo has a reader until then, so that writing does not fail.
  child.kill("SIGKILL");
  await end;
  closeSync(reader);
  return result;
}
