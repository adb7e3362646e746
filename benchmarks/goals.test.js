import { describe, expect, test } from "vitest";
import { judge, judgeService, judgeSources } from "./goals.js";

const call = (contender, value, more = {}) => ({
  ...{ part: "calls", what: "message", format: "text", place: "/dev/null", contender },
  measures: { latency: { value } },
  ...more,
});
const process = (contender, seconds) => ({
  ...{ part: "whole", what: "fields", format: "json", place: "TCP", contender },
  measures: { wall: { value: 9 }, "cpu-seconds": { value: seconds } },
});
const outcomes = (figures) => judge(figures).map(({ what, figure, ok }) => [what, figure, ok]);

describe("a goal", () => {
  test("compares what goes to /dev/null, and says nothing of what was not measured", () => {
    const figures = [
      call("fastlog", 100),
      call("pino-buffered", 900),
      call("floor", 50),
      call("pino-buffered", 5000, { place: "file" }),
    ];
    expect(outcomes(figures)).toEqual([
      ["a message: pino buffered", 9, false],
      ["… in floors", 2, false],
      ["records that fastlog lost", 0, true],
    ]);
  });

  test("over TCP holds fastlog against the better of two ways of pino", () => {
    const figures = [
      process("fastlog", 0.5),
      process("pino-default", 4),
      process("pino-transport", 2),
    ];
    expect(outcomes(figures)[0]).toEqual(["… over TCP: pino-socket", 4, false]);
  });

  test("counts what fastlog lost, but no datagrams and nothing of others", () => {
    const losses = [
      call("fastlog", 1, { records: { lost: 2 } }),
      call("fastlog", 1, { place: "UDP", records: { lost: 30 } }),
      call("floor", 1, { records: { lost: 400 } }),
    ];
    expect(outcomes(losses).at(-1)).toEqual(["records that fastlog lost", 2, false]);
  });
});

const timed = (part, what, contender, value, more = {}) => ({
  ...{ part, what, contender, measures: { latency: { value } } },
  ...more,
});

test("a disabled call is judged by the worst of inlined and called, plain and named", () => {
  const costs = { inlined: [0.4, 0.6, 0.5], called: [3, 3.2, 4.5] };
  const figures = Object.entries(costs).flatMap(([place, values]) =>
    ["floor", "fastlog", "fastlog-named"].map((contender, i) =>
      timed("filter", "no directives", contender, values[i], { place }),
    ),
  );
  expect(outcomes(figures)[0]).toEqual(["a disabled call, no directives, over empty", 1.5, false]);
});

test("redaction is judged in floors, as each process has one of its own", () => {
  const json = { format: "json", place: "/dev/null" };
  const figures = [
    ...[20, 80].map((value, i) => timed("calls", "secrets", ["floor", "fastlog"][i], value, json)),
    ...[10, 60].map((value, i) => timed("calls", "redacted", ["floor", "fastlog"][i], value, json)),
  ];
  expect(outcomes(figures)[0]).toEqual(["redacted, of the same record", 1.5, true]);
});

test("sockets hold fastlog against the better of two ways of pino, in the worse of two places", () => {
  const rates = {
    TCP: { fastlog: 10, "pino-default": 1, "pino-transport": 2 },
    "Unix socket": { fastlog: 12, "pino-default": 3, "pino-transport": 1 },
  };
  const figures = Object.entries(rates).flatMap(([place, all]) =>
    Object.entries(all).map(([contender, value]) => ({
      ...{ part: "sockets", what: "line", contender, place },
      measures: { throughput: { value } },
    })),
  );
  expect(outcomes(figures)[0]).toEqual(["… as times of pino-socket", 4, false]);
});

test("a goal of a service compares what is over the logger that does nothing", () => {
  const figure = (row, name, costs) => ({
    ...{ row, figure: name, unit: "ns" },
    costs: Object.fromEntries(Object.entries(costs).map(([id, over]) => [id, { over }])),
  });
  const figures = [
    figure("child", "record", { fastlog: 1000, "pino, buffered": 2500, strings: 1200 }),
    figure("kept", "child", { fastlog: 301 }),
  ];
  const verdicts = judgeService(figures).map(({ what, figure, ok }) => [what, figure, ok]);
  expect(verdicts).toEqual([
    ["a child and a record: pino buffered", 2.5, false],
    ["… strings", 1.2, true],
    ["a kept child", 301, false],
  ]);
});

test("goals of the sources are those of what was measured, and of nothing else", () => {
  const figures = [
    { source: "stopped", figure: "a bound function with a call site", value: 1.2 },
    { source: "service", figure: "saved, the rest", value: 15 },
    { source: "register", figure: "CommonJS", value: 0.1 },
  ];
  const verdicts = judgeSources(figures).map(({ what, figure, ok }) => [what, figure, ok]);
  expect(verdicts).toEqual([
    ["… with a call site", 1.2, false],
    ["300 call sites, warm: saved by the plugin", 15, true],
    ["… of each CommonJS module", 0.1, true],
  ]);
});
