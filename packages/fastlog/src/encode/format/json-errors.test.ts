import { describe, expect, test } from "vitest";
import { duplicateKeys } from "../../../test/fixtures/unit/duplicate-keys.ts";
import { Recording, type RecordingOptions } from "../../../test/fixtures/unit/recording.ts";
import type { JsonOptions } from "./json-options.ts";

type Data = Readonly<Record<string, unknown>>;

const recordingOf = (json: JsonOptions, options: RecordingOptions = {}) =>
  new Recording({ format: { json }, tag: "main", ...options });

const PLAIN = { type: "Error", message: 'no "way"', stack: "Error: no\n    at a" };
const OWN = ["level", "time", "hrtime", "pid", "hostname", "tag", "target", "msg"];

describe("errors in a shape of JSON", () => {
  const failure = () =>
    Object.assign(new Error('no "way"'), { stack: "Error: no\n    at a", code: "E1" });

  test.each<[string, JsonOptions["err"], Data]>([
    ["an object of another name", "error", { error: { ...PLAIN, code: "E1" } }],
    [
      "other names of members",
      { names: { type: "kind", stack: "trace", code: "no" } },
      { err: { kind: "Error", message: 'no "way"', trace: PLAIN.stack, no: "E1" } },
    ],
    [
      "a member beside the object",
      { lifted: { stack: "stack_trace" } },
      { stack_trace: PLAIN.stack, err: { type: "Error", message: 'no "way"', code: "E1" } },
    ],
    [
      "members beside the object, which has what is left",
      { key: "rest", lifted: { type: "a", message: "b", stack: "c" } },
      { a: "Error", b: 'no "way"', c: PLAIN.stack, rest: { code: "E1" } },
    ],
    [
      "all members beside the object, which is left out",
      { lifted: { type: "a", message: "b", stack: "c", code: "d" } },
      { a: "Error", b: 'no "way"', c: PLAIN.stack, d: "E1" },
    ],
    [
      "some of the members beside the object",
      { lifted: { message: "b" } },
      { b: 'no "way"', err: { type: "Error", stack: PLAIN.stack, code: "E1" } },
    ],
  ])("have %s, whichever way they are written", (_, err, expected) => {
    const recording = recordingOf({ err });
    const failing = failure();
    recording.app.error("x", failing);
    recording.app.error("x", { err: failing });
    recording.app.error("{}", failing);
    recording.app.child({ err: failing }).error("x");
    // A property makes it take the longer way.
    recording.app.error("x", Object.assign(failure(), { code: "E1" }, { more: undefined }));
    const lines = recording.lines();
    for (const line of lines) {
      expect(duplicateKeys(line)).toEqual([]);
      expect(JSON.parse(line)).toMatchObject(expected);
      const { msg, ...rest } = JSON.parse(line) as Data;
      const names = Object.keys(rest).filter((name) => !OWN.includes(name));
      expect(names).toEqual(Object.keys(expected));
    }
    expect(lines).toHaveLength(5);
  });

  test("have no code if they have none", () => {
    const recording = recordingOf({ err: { names: { stack: "trace" }, lifted: { type: "t" } } });
    recording.app.error("x", Object.assign(new Error("y"), { stack: "s" }));
    expect(recording.line()).toMatch(
      /"msg":"x","t":"Error","err":\{"message":"y","trace":"s"\}\}$/,
    );
  });

  test("keep properties, causes and members that are named like a renamed one", () => {
    const recording = recordingOf({ err: { key: "error", names: { type: "kind" } } });
    const cause = Object.assign(new Error("why"), { stack: "s1" });
    const failing = Object.assign(new Error("x", { cause }), {
      stack: "s",
      kind: 7,
      kind_: 8,
      a: ["]"],
    });
    recording.app.error("x", failing);
    const line = recording.line();
    expect(duplicateKeys(line)).toEqual([]);
    expect(JSON.parse(line)).toMatchObject({
      error: {
        kind: "Error",
        message: "x",
        stack: "s",
        kind_: 7,
        kind__: 8,
        a: ["]"],
        cause: { message: "why" },
      },
    });
  });

  test("are objects even if a program logs a text in their place", () => {
    const recording = recordingOf({ preset: "ecs" });
    recording.app.error("x", { err: "timeout" });
    recording.app.error("x", { error: 5 });
    recording.app.error("x", { err: null });
    expect(
      recording.lines().map((line) => (JSON.parse(line) as { readonly error: unknown }).error),
    ).toEqual([{ message: "timeout" }, { message: "5" }, null]);
  });

  test("are each there if a record has several", () => {
    const recording = recordingOf({ preset: "gcp" });
    const [a, b] = ["a", "b"].map((stack) => Object.assign(new Error(stack), { stack }));
    recording.app.error("{} {}", a, b, { stack_trace: "mine" });
    const line = recording.line();
    expect(duplicateKeys(line)).toEqual([]);
    expect(JSON.parse(line)).toMatchObject({
      stack_trace: "a",
      err: { message: "a" },
      err_: { message: "b", stack: "b" },
      stack_trace_: "mine",
    });
  });

  test("are redacted by the names that the program gave them", () => {
    const recording = recordingOf({ preset: "ecs" }, { redact: ["err.stack", "err.token"] });
    recording.app.error("x", Object.assign(new Error("y"), { token: "secret" }));
    expect(JSON.parse(recording.line())).toMatchObject({
      error: { message: "y", stack_trace: "[Redacted]", token: "[Redacted]" },
    });
  });
});
