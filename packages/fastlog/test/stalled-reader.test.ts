import { readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { type Child, program, start } from "./child.ts";
import { until } from "./until.ts";

/** For how many milliseconds a process is watched. */
const { FASTLOG_TEST_STALL = 3000 } = process.env;
const WATCHED = Number(FASTLOG_TEST_STALL);
/** The part of a processor that a program which logs a thousand records a second may take. */
const SHARE = 0.05;
const KIBIBYTE = 1024;

/** Counts of a process that only grow, but for its memory, and when they were read. */
interface Use {
  /** Milliseconds, by the monotonic clock. */
  readonly at: number;
  /** Milliseconds that its main thread was run, not those that it waited for a processor. */
  readonly run: number;
  /** Bytes that it wrote. */
  readonly written: number;
  /** Resident bytes. */
  readonly memory: number;
}

function useOf(pid: number): Use {
  const [nanoseconds] = readFileSync(`/proc/${pid}/schedstat`, "utf8").split(" ");
  const [, written] = /^wchar: (\d+)/m.exec(readFileSync(`/proc/${pid}/io`, "utf8")) ?? [];
  const [, memory] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
  return {
    at: performance.now(),
    run: Number(nanoseconds) / 1e6,
    written: Number(written),
    memory: Number(memory) * KIBIBYTE,
  };
}

function shareBetween(before: Use, after: Use): number {
  return (after.run - before.run) / (after.at - before.at);
}

/** Whether it has written nothing between but what wakes threads. */
function isWaiting(before: Use, after: Use): boolean {
  return after.written - before.written < KIBIBYTE;
}

/** Resolves once a process has begun to wait for its reader: it writes no more, and is run but seldom. */
async function stalled(pid: number): Promise<void> {
  let before = useOf(pid);
  await until(async () => {
    await pause(500);
    const now = useOf(pid);
    const isStalled = isWaiting(before, now) && shareBetween(before, now) < SHARE;
    before = now;
    return isStalled && now.written > KIBIBYTE;
  });
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
async function loggerOf({ process: shell, reported }: Child): Promise<number> {
  await reported((line) => line === "started");
  return loggerBelow(shell.pid as number) as number;
}

describe.skipIf(process.platform !== "linux")("a reader that sleeps", () => {
  test.concurrent.for<[kind: string, backend: string, line: string]>([
    ["socket", "stdout", 'exec "$@"'],
    ["socket", "stdout?overflow=drop-newest&buffer=512kb", 'exec "$@"'],
    ["socket", "stdout?overflow=drop-oldest&buffer=512kb", 'exec "$@"'],
    ["pipe", "stdout", '{ "$@"; } | { sleep 1000; }'],
    ["pipe", "stdout?overflow=drop-newest&buffer=512kb", '{ "$@"; } | { sleep 1000; }'],
  ])(
    "at the other end of a %s costs neither processor time nor memory: %s",
    async ([, backend, line]) => {
      const stalls = new Promise<never>(() => {});
      const child = start(["sh", "-c", line, "sh", ...program("steady.mjs")], {
        env: { LOG_BACKEND: backend },
        readAfter: stalls,
      });
      const shell = child.process.pid as number;
      const pid = await loggerOf(child);
      await stalled(pid);
      const before = useOf(pid);
      await pause(WATCHED);
      const after = useOf(pid);
      process.kill(-shell, "SIGKILL");
      expect(isWaiting(before, after)).toBe(true);
      expect(shareBetween(before, after)).toBeLessThan(SHARE);
      expect(after.memory - before.memory).toBeLessThan(8 * KIBIBYTE * KIBIBYTE);
    },
  );
});

test.for<[what: string, line: string]>([
  ["whose reader has enough", '{ "$@"; echo $? >&3; } | head -1'],
  ["that is closed from the beginning", '"$@" >&-; echo $? >&3'],
])("a standard output %s does not end the program", async ([, line]) => {
  const child = start(["sh", "-c", line, "sh", ...program("steady.mjs")]);
  const pid = await loggerOf(child);
  await child.reported((line) => line === "100 turns");
  process.kill(pid, "SIGTERM");
  const { report, stderr } = await child.ended;
  expect([report, stderr]).toEqual([["started", "100 turns", "7"], ""]);
});
