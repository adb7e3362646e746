import { readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { type Child, program, type StartOptions, start } from "../child.ts";
import { until } from "../until.ts";

const KIBIBYTE = 1024;
const MEBIBYTE = 1024 * KIBIBYTE;
const BUFFER = 512 * KIBIBYTE;

/** What programs/steady.mjs reports after some turns. */
interface Report {
  readonly turns: number;
  /** How often its event loop went round. */
  readonly loops: number;
  /** Bytes that are reachable. */
  readonly held: number;
  readonly buffered: number;
  readonly dropped: number;
}

/** What a process has asked of the system so far. */
interface Writes {
  /** Milliseconds, by the monotonic clock. */
  readonly at: number;
  /** Calls that write, whether the system took something or not. */
  readonly calls: number;
  readonly bytes: number;
}

function writesOf(pid: number): Writes {
  const counters = readFileSync(`/proc/${pid}/io`, "utf8");
  const read = (name: string) => Number(new RegExp(`^${name}: (\\d+)`, "m").exec(counters)?.[1]);
  return { at: performance.now(), calls: read("syscw"), bytes: read("wchar") };
}

/** Resolves with what a process has written before and after a second in which it wrote no record. */
async function stalledSecond(pid: number): Promise<[Writes, Writes]> {
  let before = writesOf(pid);
  let after = before;
  await until(async () => {
    await pause(50);
    after = writesOf(pid);
    // What wakes the threads of Node is written, too.
    if (before.bytes < KIBIBYTE || after.bytes - before.bytes >= KIBIBYTE) before = after;
    return after.at - before.at >= 1_000;
  });
  return [before, after];
}

/** Starts a program that logs on, whose standard output nobody reads. */
function startUnread(line: string, backend: string, touch: string): Child {
  const [node = "", ...rest] = program("steady.mjs", touch);
  const options: StartOptions = {
    env: { LOG_BACKEND: backend },
    readAfter: new Promise<never>(() => {}),
  };
  return start(["sh", "-c", line, "sh", node, "--expose-gc", ...rest], options);
}

/** What the process reports that many turns after another report, or after its beginning. */
async function reportOf(child: Child, isIt: (report: Report) => boolean): Promise<Report> {
  return JSON.parse(await child.reported((line) => isIt(JSON.parse(line))));
}

/** The process that logs, somewhere below a shell; `undefined` until it is there. */
function loggerBelow(pid: number): number | undefined {
  if (readFileSync(`/proc/${pid}/comm`, "utf8") === "node\n") return pid;
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim();
  for (const child of children.split(" ").filter(Boolean)) {
    const found = loggerBelow(Number(child));
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Resolves with the process that logs when it has begun. */
async function loggerOf(child: Child): Promise<number> {
  await reportOf(child, ({ turns }) => turns === 0);
  return loggerBelow(child.process.pid as number) as number;
}

const SOCKET = 'exec "$@"';
const PIPE = '{ "$@"; } | { sleep 1000; }';

describe.skipIf(process.platform !== "linux")("a reader that sleeps", () => {
  test.concurrent.for([
    ["socket", "blocks", SOCKET],
    ["socket", "touched", SOCKET],
    ["pipe", "touched", PIPE],
  ] as const)(
    "at the other end of a %s that is waited for is not asked again and again whether it reads (%s)",
    async ([, touch, line]) => {
      const child = startUnread(line, "stdout", touch);
      const [before, after] = await stalledSecond(await loggerOf(child));
      process.kill(-(child.process.pid as number), "SIGKILL");
      // Each 5 ms at the most, but for the first attempts, and for what wakes threads.
      const most = 20 + (after.at - before.at) / 2;
      expect(after.calls - before.calls).toBeLessThan(most);
    },
  );

  test.concurrent.for([
    ["socket", "drop-newest", SOCKET],
    ["socket", "drop-oldest", SOCKET],
    ["pipe", "drop-newest", PIPE],
  ] as const)(
    "at the other end of a %s costs a program no more turns, writes and memory: %s",
    async ([, overflow, line]) => {
      const child = startUnread(line, `stdout?overflow=${overflow}&buffer=${BUFFER}`, "touched");
      const pid = await loggerOf(child);
      const full = await reportOf(child, ({ dropped }) => dropped > 0);
      const before = writesOf(pid);
      const later = await reportOf(child, ({ turns }) => turns === full.turns + 200);
      const after = writesOf(pid);
      process.kill(-(child.process.pid as number), "SIGKILL");
      const turns = later.turns - full.turns;
      // The event loop also goes round for other timers, and to try again.
      expect(later.loops - full.loops).toBeLessThan(5 * turns);
      expect(after.calls - before.calls).toBeLessThan(5 * turns);
      expect(later.dropped).toBeGreaterThan(full.dropped);
      expect(later.buffered).toBeLessThanOrEqual(BUFFER);
      expect(later.held - full.held).toBeLessThan(MEBIBYTE);
    },
  );
});

test.for<[what: string, line: string]>([
  ["whose reader has enough", '{ "$@"; echo $? >&3; } | head -1'],
  ["that is closed from the beginning", '"$@" >&-; echo $? >&3'],
])("a standard output %s does not end the program", async ([, line]) => {
  const child = start(["sh", "-c", line, "sh", ...program("steady.mjs")]);
  const pid = await loggerOf(child);
  await reportOf(child, ({ turns }) => turns === 100);
  process.kill(pid, "SIGTERM");
  const { report, stderr } = await child.ended;
  expect([report.at(-1), stderr]).toEqual(["7", ""]);
});
