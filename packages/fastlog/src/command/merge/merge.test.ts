import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fileOf, ran } from "../../../test/fixtures/unit/command.ts";

async function merged(logs: readonly string[], ...options: readonly string[]): Promise<string> {
  const files = logs.map((log, i) => fileOf(log, `${i}.log`));
  return (await ran(["merge", ...files, ...options])).stdout;
}

/** A record with these times. The wall clock of the host is `skew` ms ahead. */
function record(
  msg: string,
  sinceBoot: number,
  hostname = "vm",
  boot = 1_796_000_000_000,
  skew = 0,
): string {
  const time = Math.floor(boot + sinceBoot / 1e6) + skew;
  return JSON.stringify({ level: 30, time, hrtime: sinceBoot, hostname, msg });
}

const lines = (...all: readonly string[]) => all.map((line) => `${line}\n`).join("");
const order = (text: string) =>
  Array.from(text.matchAll(/"msg":"(.*?)"/g), ([, msg]) => msg).join(" ");

test("records of a boot are ordered by the monotonic clock, to the nanosecond", async () => {
  const a = lines(record("1", 5_000_000), record("4", 5_000_003));
  const b = lines(record("2", 5_000_001), record("3", 5_000_002), record("5", 6_000_000));
  expect(order(await merged([a, b]))).toBe("1 2 3 4 5");
});

test("a wall clock that was set back within a boot changes no order", async () => {
  const a = lines(
    record("1", 1e9),
    record("3", 3e9, "vm", undefined, -4000),
    record("5", 5e9, "vm", undefined, -4000),
  );
  const b = lines(record("2", 2e9), record("4", 4e9, "vm", undefined, -4000));
  expect(order(await merged([a, b]))).toBe("1 2 3 4 5");
});

test("records of several machines and boots are ordered by their time", async () => {
  const a = lines(
    record("1", 9e15, "one", 1_787_000_000_000),
    record("4", 9e15 + 30e9, "one", 1_787_000_000_000),
  );
  const b = lines(record("2", 10e9, "two"), record("3", 20e9, "two"));
  expect(order(await merged([a, b]))).toBe("1 2 3 4");
});

test("records without hrtime are ordered by their time, whatever its form is", async () => {
  const a = lines(
    '{"level":30,"time":1796010860961,"msg":"1"}',
    '{"level":30,"time":1796010860963,"msg":"4"}',
  );
  const b = lines(
    '{"level":"info","ts":"2026-11-30T03:54:20.961500Z","msg":"2"}',
    '{"level":"info","ts":"2026-11-30T03:54:20.962Z","msg":"3"}',
  );
  expect(order(await merged([a, b]))).toBe("1 2 3 4");
});

test("equal times keep the order of the arguments", async () => {
  const log = (name: string) =>
    lines(...[1, 2].map((i) => `{"level":30,"time":1796010860961,"msg":"${name}${i}"}`));
  expect(order(await merged([log("a"), log("b"), log("c")]))).toBe("a1 a2 b1 b2 c1 c2");
});

test("lines without a time follow the line before them, and all lines stay as they are", async () => {
  const a = `banner\n${record("1", 1e9)}\n    at frame\n\n${record("3", 3e9)}\n{"level":30,"ti`;
  const b = lines(record("2", 2e9));
  expect(await merged([a, b])).toBe(
    `banner\n${record("1", 1e9)}\n    at frame\n\n${record("2", 2e9)}\n${record("3", 3e9)}\n{"level":30,"ti\n`,
  );
});

test("sorted files of any records give one sorted file, and unsorted ones lose nothing", async () => {
  const log = fc.array(fc.integer({ min: 1e9, max: 9e9 }), { maxLength: 30 });
  await fc.assert(
    fc.asyncProperty(
      fc.array(log, { minLength: 1, maxLength: 6 }),
      fc.boolean(),
      async (logs, isSorted) => {
        const times = logs.map((one) => (isSorted ? one.toSorted((a, b) => a - b) : one));
        const text = await merged(
          times.map((one) => lines(...one.map((at) => record(String(at), at)))),
        );
        const found = Array.from(text.matchAll(/"hrtime":(\d+)/g), ([, at]) => Number(at));
        const all = times.flat().toSorted((a, b) => a - b);
        expect(isSorted ? found : found.toSorted((a, b) => a - b)).toEqual(all);
      },
    ),
    { numRuns: 30 },
  );
});

test("lines of which only the times are read get the place that a whole reading gives them", async () => {
  const host = fc.constantFrom("vm", "vm2", 'v"m', "");
  const shape = fc.constantFrom<(ms: number, at: number, host: string) => string>(
    (ms, at, name) =>
      `{"level":30,"time":${ms},"hrtime":${at},"pid":7,"hostname":${JSON.stringify(name)},"msg":"m"}`,
    (ms, at, name) =>
      `{"level":30,"time":${ms},"hrtime":${at},"hostname":${JSON.stringify(name)},"msg":"m"}`,
    (ms, at) => `{"level":30,"time":${ms},"hrtime":${at},"pid":7}`,
    (ms, at) => `{"level":5,"time":${ms},"hrtime":${at},"pid":7,"hostname":"vm"}\r`,
    (ms, at) => `{"level":30,"time":"${ms}","hrtime":"${at}","pid":"7","hostname":"vm"}`,
    (ms) => `{"level":30,"time":${ms},"msg":"m"}`,
    (ms) => `{"level":30,"time":${Math.floor(ms / 1000)},"hrtime":,"pid":7}`,
    (ms, at) => `{"time":${ms},"level":30,"hrtime":${at},"pid":7,"hostname":"vm"}`,
  );
  const line = fc
    .tuple(shape, fc.integer({ min: 0, max: 20_000 }), fc.integer({ min: 0, max: 20 }), host)
    .map(([make, ms, skew, name]) => {
      return make(1_796_000_001_000 + ms, (1000 + ms + skew) * 1e6 + (ms % 7), name);
    });
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(line), { minLength: 1, maxLength: 4 }), async (logs) => {
      const texts = logs.map((log) =>
        lines(...log.map((one, i) => one.replace("}", `,"n":${i}}`))),
      );
      // A filter that selects all records makes the command read them whole.
      const whole = await merged(texts, "--level=trace");
      const records = new Set(whole.split("\n"));
      const times = (await merged(texts)).split("\n").filter((one) => records.has(one));
      expect(times).toEqual(whole.split("\n"));
    }),
    { numRuns: 60 },
  );
});

test("a line that is too long to be kept stays in its place, whole", async () => {
  const long = `{"level":30,"msg":"${"x".repeat(3_000_000)}"}`;
  const text = await merged([
    lines(record("1", 1e9), long, record("3", 3e9)),
    lines(record("2", 2e9)),
  ]);
  expect(text).toBe(lines(record("1", 1e9), long, record("2", 2e9), record("3", 3e9)));
});

describe("options", () => {
  const logs = [lines(record("1", 1e9)), lines(record("2", 2e9))];

  test("--prefix puts the name of its file before each line", async () => {
    const [a, b] = logs.map((log, i) => fileOf(log, `${i}.log`));
    expect((await ran(["merge", "--prefix", a!, b!])).stdout).toBe(
      `${a} ${logs[0]}${b} ${logs[1]}`,
    );
  });

  test("--pretty shows the lines for people", async () => {
    expect(await merged(logs, "--pretty", "--utc")).toMatch(/INFO {2}1\n.* INFO {2}2\n$/);
  });

  test("what is selected is written", async () => {
    expect(order(await merged(logs, "--where", "msg = 2"))).toBe("2");
  });
});

test("a file that cannot be read is told, the others are merged, and the code is 2", async () => {
  const path = fileOf(lines(record("1", 1e9)));
  const { code, stdout, complaints } = await ran(["merge", `${path}.missing`, path]);
  expect({ code, order: order(stdout) }).toEqual({ code: 2, order: "1" });
  expect(complaints).toEqual([expect.stringContaining(".missing: ENOENT")]);
});

test("nothing to merge is code 1", async () => {
  expect((await ran(["merge", fileOf("")])).code).toBe(1);
});
