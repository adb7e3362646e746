import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type Ended, runProgram } from "../../../test/fixtures/unit/program.ts";
import { folder } from "../../../test/folder.ts";

/** What programs below have: a logger to the file `path`, with a pool of two chunks. */
const PRELUDE = `
  import fs from "node:fs";
  import { file } from "./backend/file/file.ts";
  import { Recording } from "../test/fixtures/unit/recording.ts";

  const path = process.cwd() + "/app.log";
  const line = (i) => i + " " + "x".repeat(995 - String(i).length);
  const start = () => new Recording({ backend: file(path), buffer: 0 });
  const log = ({ app }, from, count) => {
    for (let i = from; i < from + count; i++) app.info(line(i));
  };
  const counters = ({ backend, pipeline }) => ({
    ...pipeline.batch.counters,
    buffered: pipeline.batch.buffered,
    errors: backend.counters().errors,
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

  test("is reported once, and every attempt is counted", () => {
    const { told, stderr, status } = run(
      `const recording = start();
       for (let i = 0; i < 5; i++) { log(recording, i, 1); recording.pipeline.flushSync(); }
       const { errors } = counters(recording);
       console.log(JSON.stringify({ errors }));`,
      FULL,
    );
    expect(stderr).toMatch(/^fastlog: file:\/\/\/.*\/app\.log: ENOSPC: [^\n]*; retrying\n$/);
    expect(told).toEqual({ errors: { ENOSPC: expect.any(Number) } });
    expect(status).toBe(0);
  });

  test("fills the pool with waiting records, and the rest is dropped and counted", () => {
    const { told } = run(
      `const recording = start();
       log(recording, 0, 1000);
       recording.pipeline.batch.seal();
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
       recording.pipeline.batch.seal();
       const error = await recording.backend.flush().catch((error) => error);
       console.log(JSON.stringify([error.code, error.message, error.cause.code]));`,
      FULL,
    );
    expect(told).toEqual([
      "ERR_FASTLOG_BACKEND_UNAVAILABLE",
      expect.stringMatching(/^file:\/\/.*app\.log has not taken 1 record: ENOSPC: /),
      "ENOSPC",
    ]);
  });

  test("delivers everything after its path has another file and is reopened", () => {
    const { told, read } = run(
      `const recording = start();
       log(recording, 0, 1000);
       fs.unlinkSync(path);
       recording.pipeline.batch.seal();
       recording.backend.reopen();
       log(recording, 1000, 10);
       recording.pipeline.flushSync();
       const { errors, ...rest } = counters(recording);
       console.log(JSON.stringify(rest));`,
      FULL,
    );
    const notice = /^870 records dropped: file:\/\/\S+\/app\.log was unreachable for \d+\.\ds\n$/;
    expect(read("app.log").replace(lines(0, 130) + lines(1000, 10), "")).toMatch(notice);
    expect(told).toEqual({ records: 140, bytes: 140 * 997, dropped: 870, buffered: 0 });
  });

  test("does not keep the backend from closing, and what is left is dropped and counted", () => {
    const { told, status } = run(
      `const recording = start();
       log(recording, 0, 10);
       recording.pipeline.batch.seal();
       await recording.backend.close();
       const { errors, ...rest } = counters(recording);
       console.log(JSON.stringify(rest));`,
      FULL,
    );
    expect(told).toEqual({ records: 0, bytes: 0, dropped: 10, buffered: 0 });
    expect(status).toBe(0);
  });
});

describe("a file that is limited to 64 KiB", () => {
  const LIMITED = "ulimit -f 64";

  test("gets every byte when there is room again, without a call", () => {
    const { told, read, stderr } = run(
      `const recording = start();
       log(recording, 0, 130);
       recording.pipeline.batch.seal();
       fs.copyFileSync(path, path + ".1");
       const before = counters(recording);
       fs.truncateSync(path);
       while (recording.pipeline.batch.buffered > 0) await new Promise(setImmediate);
       const after = counters(recording);
       console.log(JSON.stringify([before.records, before.buffered, after.records, after.dropped]));`,
      LIMITED,
    );
    expect(told).toEqual([65, 65 * 997, 130, 0]);
    expect(read("app.log.1")).toBe(lines(0, 65));
    expect(read("app.log")).toBe(lines(65, 65));
    expect(stderr).toMatch(/^fastlog: [^\n]*EFBIG[^\n]*\n$/);
  });

  test("leaves no torn line in the next file when it is rotated", () => {
    const { read, told } = run(
      `const recording = start();
       log(recording, 0, 130);
       recording.pipeline.batch.seal();
       fs.renameSync(path, path + ".1");
       recording.backend.reopen();
       log(recording, 130, 1);
       await recording.backend.flush().catch(() => {});
       console.log(JSON.stringify(counters(recording)));`,
      LIMITED,
    );
    // The second chunk fits, but not another one behind it.
    expect(wholeLines(read("app.log.1"))).toBe(lines(0, 65));
    expect(wholeLines(read("app.log"))).toBe(lines(65, 65));
    expect(told).toMatchObject({ records: 130, dropped: 0 });
  });
});

describe("a descriptor that somebody else has closed", () => {
  const CLOSED = `
    const recording = start();
    const ours = fs.readdirSync("/proc/self/fd").map(Number).find((fd) => {
      try { return fs.readlinkSync("/proc/self/fd/" + fd) === path; } catch {}
    });
    log(recording, 0, 1);
    recording.pipeline.flushSync();
    fs.closeSync(ours);
  `;
  /** Longer than the descriptor goes without being looked at. */
  const LATER = "for (const from = performance.now(); performance.now() - from < 2; );";

  test("is opened again, and nothing is lost", () => {
    const { told, read, stderr, status } = run(
      `${CLOSED} ${LATER}
       log(recording, 1, 2);
       recording.pipeline.flushSync();
       console.log(JSON.stringify(counters(recording)));`,
    );
    expect(read("app.log")).toBe(lines(0, 3));
    expect(told).toMatchObject({ records: 3, dropped: 0, buffered: 0 });
    expect(stderr).toMatch(/^fastlog: file:\S+: its descriptor was closed [^\n]+\n$/);
    expect(status).toBe(0);
  });

  test("is opened again even if only a write shows that it was closed", () => {
    const { read } = run(
      `${CLOSED} log(recording, 1, 2); await new Promise((r) => setTimeout(r, 200));`,
    );
    expect(read("app.log")).toBe(lines(0, 3));
  });

  test("gets no record into the file that has its number now", () => {
    const { told, read } = run(
      `${CLOSED}
       const other = fs.openSync("precious.db", "w");
       ${LATER}
       log(recording, 1, 2);
       recording.pipeline.flushSync();
       await recording.backend.close();
       fs.writeSync(other, "still open");
       console.log(JSON.stringify([other === ours]));`,
    );
    expect(told).toEqual([true]);
    expect(read("precious.db")).toBe("still open");
    expect(read("app.log")).toBe(lines(0, 3));
  });

  test("does not keep the backend from closing", () => {
    const { told, status } = run(
      `${CLOSED} await recording.backend.close(); console.log("closed");`,
    );
    expect([told, status]).toEqual(["closed", 0]);
  });
});

describe("a file that was moved", () => {
  test("is made again at once with its folder if it was removed", () => {
    const { read } = run(
      `const recording = new Recording({ backend: file("logs/app.log") });
       log(recording, 0, 1);
       recording.pipeline.flushSync();
       fs.rmSync("logs", { recursive: true });
       for (const from = performance.now(); performance.now() - from < 2; );
       log(recording, 1, 1);
       recording.pipeline.flushSync();`,
    );
    expect(read("logs/app.log")).toBe(lines(1, 1));
  });

  test("has what was logged while it could not be made", () => {
    const { read, told, stderr } = run(
      `const recording = new Recording({ backend: file("logs/app.log") });
       fs.rmSync("logs", { recursive: true });
       fs.writeFileSync("logs", "a file where the folder was");
       for (const from = performance.now(); performance.now() - from < 2; );
       log(recording, 0, 3);
       recording.pipeline.flushSync();
       const { state } = recording.backend.counters();
       fs.rmSync("logs");
       while (recording.pipeline.batch.buffered > 0) await new Promise(setImmediate);
       console.log(JSON.stringify([state, counters(recording).records]));`,
    );
    expect(told).toEqual(["waiting", 3]);
    expect(read("logs/app.log")).toBe(lines(0, 3));
    expect(stderr).toMatch(/^fastlog: file:\S+: ENOTDIR[^\n]+; retrying\n$/);
  });
});

describe("a file that ends inside of a line", () => {
  test.each(["", "whole\n", "whole\ntorn"])(
    "%j is left as it is, and our first line is whole",
    (before) => {
      const { read } = run(
        `fs.writeFileSync(path, ${JSON.stringify(before)}); const recording = start(); log(recording, 0, 1);`,
      );
      const end = before.endsWith("torn") ? "\n" : "";
      expect(read("app.log")).toBe(`${before}${end}${line(0)}`);
    },
  );
});

describe("an input/output error", () => {
  test("is retried until it passes, and nothing is lost", () => {
    // Nothing is mapped at the beginning of a process's memory.
    const { told, read, stderr } = run(
      `const recording = start();
       log(recording, 0, 3);
       recording.pipeline.flushSync();
       const { errors } = counters(recording);
       fs.unlinkSync(path);
       while (recording.pipeline.batch.buffered > 0) await new Promise(setImmediate);
       console.log(JSON.stringify({ errors }));`,
      "ln -s /proc/self/mem app.log",
    );
    expect(told).toEqual({ errors: { EIO: expect.any(Number) } });
    expect(read("app.log")).toBe(lines(0, 3));
    expect(stderr).toMatch(/^fastlog: file:\S+: EIO: [^\n]+; retrying\n$/);
  });
});

describe("a process that has no descriptor left", () => {
  const EXHAUST =
    "const taken = []; try { while (true) taken.push(fs.openSync('/dev/null')); } catch {}";
  const LIMITED = "ulimit -n 64";

  test("keeps what it logs until it has one", () => {
    const { told, read, stderr } = run(
      `${EXHAUST}
       const recording = start();
       log(recording, 0, 3);
       recording.pipeline.flushSync();
       const { state, errors } = recording.backend.counters();
       for (const fd of taken) fs.closeSync(fd);
       while (recording.pipeline.batch.buffered > 0) await new Promise(setImmediate);
       console.log(JSON.stringify({ state, errors }));`,
      LIMITED,
    );
    expect(told).toEqual({ state: "waiting", errors: { EMFILE: expect.any(Number) } });
    expect(read("app.log")).toBe(lines(0, 3));
    expect(stderr).toMatch(/^fastlog: file:\S+: EMFILE: [^\n]+; retrying\n$/);
  });

  test("goes on with the file it has when that was renamed", () => {
    const { read, stderr } = run(
      `const recording = start();
       ${EXHAUST}
       fs.renameSync(path, path + ".1");
       recording.backend.reopen();
       log(recording, 0, 1);
       recording.pipeline.flushSync();
       for (const fd of taken) fs.closeSync(fd);
       recording.backend.reopen();
       log(recording, 1, 1);`,
      LIMITED,
    );
    expect([read("app.log.1"), read("app.log")]).toEqual([line(0), line(1)]);
    expect(stderr).toMatch(/^fastlog: file:\S+: cannot be reopened, [^\n]+: EMFILE: [^\n]+\n$/);
  });
});

describe("closing", () => {
  test("twice has the effect of once", () => {
    const { told, status } = run(
      `const { backend } = start();
       await backend.close();
       await backend.close();
       console.log("closed");`,
    );
    expect([told, status]).toEqual(["closed", 0]);
  });
});

test("a path that cannot be reopened is reported, and the old file stays in use", () => {
  const { read, told, stderr } = run(
    `const recording = start();
     fs.renameSync(path, path + ".1");
     fs.mkdirSync(path);
     recording.backend.reopen();
     log(recording, 0, 1);
     recording.pipeline.flushSync();
     fs.rmdirSync(path);
     recording.backend.reopen();
     log(recording, 1, 1);
     recording.pipeline.flushSync();
     await recording.backend.flush();
     console.log(JSON.stringify(counters(recording)));`,
  );
  expect(stderr).toMatch(
    /^fastlog: file:\/\/.*\/app\.log: cannot be reopened, the old file stays in use: EISDIR[^\n]*\n$/,
  );
  expect([read("app.log.1"), read("app.log")]).toEqual([line(0), line(1)]);
  expect(told).toMatchObject({ records: 2, errors: { EISDIR: 1 }, buffered: 0 });
});
