import { readFileSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { type Child, program, start } from "./child.ts";

/** How long the reader sleeps, in milliseconds, and how many of its ticks Linux has in a second. */
const { FASTLOG_TEST_STALL = 3000 } = process.env;
const SLEEP = Number(FASTLOG_TEST_STALL);
const TICKS = 100;

interface Use {
  /** Processor time in ticks. */
  readonly ticks: number;
  /** Resident memory in KiB. */
  readonly memory: number;
}

function useOf(pid: number): Use {
  // The name may have blanks, and ends with a parenthesis.
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
  const [, memory] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
  return { ticks: Number(fields[11]) + Number(fields[12]), memory: Number(memory) };
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
      // A socket takes some 200 KiB, a pipe 64: both are full, and so is the buffer.
      await setTimeout(1500);
      const before = useOf(pid);
      await setTimeout(SLEEP);
      const after = useOf(pid);
      process.kill(-shell, "SIGKILL");
      expect(after.ticks - before.ticks).toBeLessThan(0.05 * TICKS * (SLEEP / 1000));
      expect(after.memory - before.memory).toBeLessThan(8192);
    },
  );
});

test.for<[what: string, line: string]>([
  ["whose reader has enough", '{ "$@"; echo $? >&3; } | head -1'],
  ["that is closed from the beginning", '"$@" >&-; echo $? >&3'],
])("a standard output %s does not end the program", async ([, line]) => {
  const child = start(["sh", "-c", line, "sh", ...program("steady.mjs")]);
  const pid = await loggerOf(child);
  // A hundred turns later it is still there.
  await setTimeout(1000);
  process.kill(pid, "SIGTERM");
  const { report, stderr } = await child.ended;
  expect([report, stderr]).toEqual([["started", "7"], ""]);
});
