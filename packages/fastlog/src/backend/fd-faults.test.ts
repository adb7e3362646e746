import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type Ended, runProgram } from "../../test/fixtures/unit/program.ts";
import { folder } from "../../test/folder.ts";

/** What programs below have: a logger to the file `path`, with a pool of two chunks. */
const PRELUDE = `
  import fs from "node:fs";
  import { file } from "./backend/file.ts";
  import { Recording } from "../test/fixtures/unit/recording.ts";

  const path = process.cwd() + "/app.log";
  const line = (i) => i + " " + "x".repeat(995 - String(i).length);
  const start = () => new Recording({ backend: file(path), buffer: 0 });
  const log = ({ app }, from, count) => {
    for (let i = from; i < from + count; i++) app.info(line(i));
  };
  const counters = ({ output }) => ({
    ...output.batch.counters,
    buffered: output.batch.buffered,
    errors: output.backend.counters().errors,
  });
`;

interface Result extends Ended {
  /** What the program told last, on stdout. */
  readonly told: unknown;
  /** What it left in a file of its folder. */
  readonly read: (name: string) => string;
}

function run(program: string, before?: string): Result {
  const at = folder();
  const ended = runProgram(`${PRELUDE}${program}`, at, before);
  const last = ended.stdout.trimEnd().split("\n").at(-1) ?? "";
  const told = last.startsWith("{") || last.startsWith("[") ? JSON.parse(last) : last;
  return { ...ended, told, read: (name) => readFileSync(join(at, name), "utf8") };
}

const line = (i: number) => `${i} ${"x".repeat(995 - String(i).length)}\n`;
const lines = (from: number, count: number) =>
  Array.from({ length: count }, (_, i) => line(from + i)).join("");

/** A line that a file ends with has to be whole; what is of one at a fault may stand there alone. */
const wholeLines = (text: string) => text.slice(0, text.lastIndexOf("\n") + 1);

describe("a device that is full", () => {
  const FULL = "ln -s /dev/full app.log";

  test("is told once, and every attempt is counted", () => {
    const { told, stderr, status } = run(
      `const recording = start();
       for (let i = 0; i < 5; i++) { log(recording, i, 1); recording.output.flushSync(); }
       const { errors } = counters(recording);
       console.log(JSON.stringify({ errors }));`,
      FULL,
    );
    expect(stderr).toMatch(/^fastlog: file:\/\/\/.*\/app\.log: ENOSPC: [^\n]*; retrying\n$/);
    expect(told).toEqual({ errors: { ENOSPC: expect.any(Number) } });
    expect(status).toBe(0);
  });

  test("leaves what fits the pool waiting, and the rest is dropped and counted", () => {
    const { told } = run(
      `const recording = start();
       log(recording, 0, 1000);
       recording.output.batch.seal();
       const { errors, ...rest } = counters(recording);
       console.log(JSON.stringify(rest));`,
      FULL,
    );
    // Two chunks of 65 records of 997 bytes.
    expect(told).toEqual({ records: 0, bytes: 0, dropped: 870, buffered: 130 * 997 });
  });

  test("has a flush rejected, which names the file and the cause", () => {
    const { told } = run(
      `const recording = start();
       log(recording, 0, 1);
       recording.output.batch.seal();
       const error = await recording.output.backend.flush().catch((error) => error);
       console.log(JSON.stringify([error.code, error.message, error.cause.code]));`,
      FULL,
    );
    expect(told).toEqual([
      "ERR_FASTLOG_BACKEND_UNAVAILABLE",
      expect.stringMatching(/^file:\/\/.*app\.log has not taken 1 records: ENOSPC: /),
      "ENOSPC",
    ]);
  });

  test("keeps nothing back once there is another file at its path, and it is reopened", () => {
    const { told, read } = run(
      `const recording = start();
       log(recording, 0, 1000);
       fs.unlinkSync(path);
       recording.output.batch.seal();
       recording.output.backend.reopen();
       log(recording, 1000, 10);
       recording.output.flushSync();
       const { errors, ...rest } = counters(recording);
       console.log(JSON.stringify(rest));`,
      FULL,
    );
    const notice = /^870 records dropped: file:\/\/\S+\/app\.log did not keep up\n$/;
    expect(read("app.log").replace(lines(0, 130) + lines(1000, 10), "")).toMatch(notice);
    expect(told).toEqual({ records: 140, bytes: 140 * 997, dropped: 870, buffered: 0 });
  });

  test("does not keep the backend from closing, and what is left is dropped and counted", () => {
    const { told, status } = run(
      `const recording = start();
       log(recording, 0, 10);
       recording.output.batch.seal();
       await recording.output.backend.close();
       const { errors, ...rest } = counters(recording);
       console.log(JSON.stringify(rest));`,
      FULL,
    );
    expect(told).toEqual({ records: 0, bytes: 0, dropped: 10, buffered: 0 });
    expect(status).toBe(0);
  });
});

describe("a file that may only have 64 KiB", () => {
  const LIMITED = "ulimit -f 64";

  test("has every byte, once there is room again, without being asked", () => {
    const { told, read, stderr } = run(
      `const recording = start();
       log(recording, 0, 130);
       recording.output.batch.seal();
       fs.copyFileSync(path, path + ".1");
       const before = counters(recording);
       fs.truncateSync(path);
       while (recording.output.batch.buffered > 0) await new Promise(setImmediate);
       const after = counters(recording);
       console.log(JSON.stringify([before.records, before.buffered, after.records, after.dropped]));`,
      LIMITED,
    );
    expect(told).toEqual([65, 65 * 997, 130, 0]);
    expect(read("app.log.1")).toHaveLength(65_536);
    expect(read("app.log.1") + read("app.log")).toBe(lines(0, 130));
    expect(stderr).toMatch(/^fastlog: [^\n]*EFBIG[^\n]*\n$/);
  });

  test("leaves no half line to the next one when it is rotated", () => {
    const { read, told } = run(
      `const recording = start();
       log(recording, 0, 130);
       recording.output.batch.seal();
       fs.renameSync(path, path + ".1");
       recording.output.backend.reopen();
       log(recording, 130, 1);
       await recording.output.backend.flush().catch(() => {});
       console.log(JSON.stringify(counters(recording)));`,
      LIMITED,
    );
    // The second chunk fits, but not another one behind it.
    expect(wholeLines(read("app.log.1"))).toBe(lines(0, 65));
    expect(wholeLines(read("app.log"))).toBe(lines(65, 65));
    expect(told).toMatchObject({ records: 130, dropped: 0 });
  });
});

describe("a descriptor that is gone", () => {
  const CLOSED = `
    const recording = start();
    for (const fd of fs.readdirSync("/proc/self/fd")) {
      let target;
      try { target = fs.readlinkSync("/proc/self/fd/" + fd); } catch {}
      if (target === path) fs.closeSync(Number(fd));
    }
    log(recording, 0, 3);
    recording.output.flushSync();
    log(recording, 3, 2);
    recording.output.flushSync();
  `;

  test("breaks nothing: what cannot be written is dropped and counted", () => {
    const { told, stderr, status } = run(
      `${CLOSED} console.log(JSON.stringify(counters(recording)));`,
    );
    expect(told).toEqual({ records: 0, bytes: 0, dropped: 5, buffered: 0, errors: { EBADF: 1 } });
    expect([stderr, status]).toEqual(["", 0]);
  });

  test("does not keep the backend from closing", () => {
    const { told, status } = run(
      `${CLOSED} await recording.output.backend.close(); console.log("closed");`,
    );
    expect([told, status]).toEqual(["closed", 0]);
  });

  test("is another one after the file was reopened", () => {
    const { read, told } = run(
      `${CLOSED}
       recording.output.backend.reopen();
       log(recording, 5, 1);
       recording.output.flushSync();
       console.log(JSON.stringify(counters(recording)));`,
    );
    expect(read("app.log")).toBe(line(5));
    expect(told).toMatchObject({ records: 1, dropped: 5 });
  });
});

describe("closing", () => {
  test("twice is as good as once", () => {
    const { told, status } = run(
      `const { output } = start();
       await output.backend.close();
       await output.backend.close();
       console.log("closed");`,
    );
    expect([told, status]).toEqual(["closed", 0]);
  });
});

test("a path that cannot be reopened is told, and the old file stays in use", () => {
  const { read, told, stderr } = run(
    `const recording = start();
     fs.renameSync(path, path + ".1");
     fs.mkdirSync(path);
     recording.output.backend.reopen();
     log(recording, 0, 1);
     recording.output.flushSync();
     fs.rmdirSync(path);
     recording.output.backend.reopen();
     log(recording, 1, 1);
     recording.output.flushSync();
     await recording.output.backend.flush();
     console.log(JSON.stringify(counters(recording)));`,
  );
  expect(stderr).toMatch(
    /^fastlog: file:\/\/.*\/app\.log: cannot be reopened, the old file stays in use: EISDIR[^\n]*\n$/,
  );
  expect([read("app.log.1"), read("app.log")]).toEqual([line(0), line(1)]);
  expect(told).toMatchObject({ records: 2, errors: { EISDIR: 1 }, buffered: 0 });
});
