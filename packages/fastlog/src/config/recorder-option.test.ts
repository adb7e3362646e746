import { expect, test } from "vitest";
import { recorderOption, recorderPlan } from "./recorder-option.ts";

test("in LOG_RECORDER, 1 switches it on, 0 off, and a level or a filter is what is kept", () => {
  expect(["1", "0", "debug", "info,app=trace"].map(recorderOption)).toEqual([
    ...[true, false],
    ...["debug", "info,app=trace"],
  ]);
});

test.each([
  [
    "yes",
    'invalid option LOG_RECORDER="yes": expected 1, 0, or a level such as trace; did you mean 1?',
  ],
  ["OFF", "did you mean 0?"],
  ["app=loud", 'invalid directive "app=loud"'],
  [
    "debug/x",
    'invalid option LOG_RECORDER="debug/x": expected a filter without a pattern and limits',
  ],
])("%j is refused there", (value, message) => {
  expect(() => recorderOption(value)).toThrow(message);
});

test("by default everything down to trace is kept in 4 MiB for errors and exceptions, and then 30 s pass", () => {
  expect(recorderPlan(true)).toEqual({
    filter: expect.objectContaining({ spec: "trace" }),
    bytes: 4_194_304,
    level: 50,
    isOnUncaught: true,
    signals: [],
    time: 30_000,
  });
  expect([recorderPlan(undefined), recorderPlan(false)]).toEqual([undefined, undefined]);
});

test("the least severe of several levels is that which counts", () => {
  const plan = recorderPlan({ on: ["fatal", "warn", "SIGUSR2"], bytes: 131_072, for: "1m" });
  expect(plan).toMatchObject({
    level: 40,
    isOnUncaught: false,
    signals: ["SIGUSR2"],
    time: 60_000,
  });
  expect(recorderPlan({ on: [] })).toMatchObject({ level: undefined, isOnUncaught: false });
});
