import { afterEach, describe, expect, test } from "vitest";
import { checkSignals, type Signal, type SignalOptions } from "../config/signal-options.ts";
import { FastlogError } from "../errors.ts";
import { onSignals } from "./signals.ts";

const ALL: readonly Signal[] = ["SIGTERM", "SIGINT", "SIGHUP", "SIGQUIT", "SIGUSR1", "SIGUSR2"];
const LIST = `expected an array of ${ALL.join(", ")}`;

let stop: (() => void) | undefined;
afterEach(() => stop?.());

/** What each signal does, with a listener of the application's beside it. */
function heard(option: boolean | SignalOptions): Partial<Record<Signal, string[]>> {
  const done: string[] = [];
  stop = onSignals(
    {
      end: () => done.push("end"),
      resume() {},
      reportLeft() {},
      unwatched() {},
      flushSync: () => done.push("flush"),
      reopen: () => done.push("reopen"),
    },
    option,
  );
  const result: Partial<Record<Signal, string[]>> = {};
  for (const signal of ALL) {
    const listener = () => {};
    process.on(signal, listener);
    process.emit(signal);
    process.off(signal, listener);
    if (done.length > 0) result[signal] = done.splice(0);
  }
  return result;
}

describe("with a listener of the application's,", () => {
  const flush = ["flush"];
  test.each<[option: boolean | SignalOptions, expected: Partial<Record<Signal, string[]>>]>([
    [false, {}],
    [true, { SIGTERM: flush, SIGINT: flush, SIGHUP: ["flush", "reopen"] }],
    [{}, { SIGTERM: flush, SIGINT: flush, SIGHUP: ["flush", "reopen"] }],
    [{ reopen: ["SIGHUP"] }, { SIGTERM: flush, SIGINT: flush, SIGHUP: ["reopen"] }],
    [
      { end: ["SIGQUIT"], reopen: ["SIGUSR2"] },
      { SIGQUIT: flush, SIGUSR2: ["reopen"] },
    ],
    [{ end: [], reopen: [] }, {}],
  ])("%j does %j", (option, expected) => {
    expect(heard(option)).toEqual(expected);
  });
});

test("what is stopped listens no more", () => {
  const before = ALL.map((signal) => process.listenerCount(signal));
  onSignals({} as Parameters<typeof onSignals>[0], { reopen: ["SIGUSR2"] })();
  expect(ALL.map((signal) => process.listenerCount(signal))).toEqual(before);
});

test.each<[value: unknown, message: string]>([
  [1, "invalid option signals=1: expected true, false or { end, reopen }"],
  [["SIGHUP"], 'invalid option signals=["SIGHUP"]: expected true, false or { end, reopen }'],
  [{ ends: [] }, "invalid option signals.ends=[]: expected end and reopen only"],
  [{ end: "SIGHUP" }, `invalid option signals.end="SIGHUP": ${LIST}`],
  [{ reopen: ["SIGKILL"] }, `invalid option signals.reopen=["SIGKILL"]: ${LIST}`],
  [
    { end: ["SIGINT", "SIGHUP"], reopen: ["SIGHUP"] },
    'invalid option signals={"end":["SIGINT","SIGHUP"],"reopen":["SIGHUP"]}: ' +
      'expected "SIGHUP" in end or in reopen, not in both',
  ],
])("%j is refused", (value, message) => {
  const check = () => checkSignals(value, "signals");
  expect(check).toThrow(FastlogError);
  expect(check).toThrow(expect.objectContaining({ code: "ERR_FASTLOG_INVALID_OPTION", message }));
});
