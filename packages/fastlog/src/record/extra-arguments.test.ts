import { describe, expect, test } from "vitest";
import { Recording } from "../../test/fixtures/unit/recording.ts";
import { extraArguments } from "./extra-arguments.ts";

const rows = (count: number): object[] => Array.from({ length: count }, (_, i) => ({ a: i, b: i }));

describe("of the arguments that no placeholder took", () => {
  test("at most as many are written as an object may have members", () => {
    expect(extraArguments([0, 1, 2, 3, 4], 1, 2)).toEqual({ args: [1, 2], left: 2 });
    expect(extraArguments([0, 1, 2], 1, 2)).toEqual({ args: [1, 2], left: 0 });
    expect(extraArguments([0], 1, 2)).toEqual({ args: [], left: 0 });
  });

  test("the first error is written, wherever it is", () => {
    const [one, two] = [new Error("one"), new RangeError("two")];
    expect(extraArguments([1, 2, one, two], 0, 1)).toEqual({ args: [1, one], left: 2 });
    expect(extraArguments([one, 2, two], 0, 1)).toEqual({ args: [one], left: 2 });
  });

  test("one that throws when it is examined is counted", () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    expect(extraArguments([1, proxy], 0, 1)).toEqual({ args: [1], left: 1 });
  });
});

describe("a record of a call with many arguments", () => {
  test("appends as many values as an array may have, and says how many more there are", () => {
    const recording = new Recording({ maxBreadth: 3 });
    recording.app.info("rows", 1, 2, 3, 4, 5);
    expect(recording.line()).toBe("rows 1 2 3 … 2 more items");
  });

  test("has as many fields as an object may have, and says how many more there are", () => {
    const recording = new Recording({ maxBreadth: 5 });
    recording.app.info("rows", ...rows(4));
    expect(recording.line()).toBe('rows a=0 b=0 a_=1 b_=1 a__=2 "…"="+3 more"');
  });

  test("has all fields of two objects that together have as many as one may have", () => {
    const recording = new Recording({ maxBreadth: 4 });
    recording.app.info("rows", ...rows(2));
    expect(recording.line()).toBe("rows a=0 b=0 a_=1 b_=1");
  });

  test("does not count the omitted field", () => {
    const recording = new Recording({ maxBreadth: 2 });
    recording.app.info({ msg: "m", a: 1 }, { b: 2 });
    expect(recording.line()).toBe("m a=1 b=2");
  });

  test("has the error that follows them", () => {
    const recording = new Recording({ maxBreadth: 2, format: "json" });
    recording.app.error("rows", ...rows(5_000), new RangeError("it"));
    const { err, ...others } = JSON.parse(recording.line());
    expect(err).toMatchObject({ type: "RangeError", message: "it" });
    expect(others).toMatchObject({ msg: "rows … 4998 more items", a: 0, b: 0, "…": "+2 more" });
  });

  test.each(["json", "text", "logfmt", "syslog"] as const)(
    "asks no more of them in %s than it writes",
    (format) => {
      let asked = 0;
      const fields = (i: number): object => ({
        get [`k${i}`]() {
          asked++;
          return i;
        },
      });
      const recording = new Recording({ format });
      recording.app.info("rows", ...Array.from({ length: 5_000 }, (_, i) => fields(i)));
      expect(recording.line()).toContain("… 4872 more items");
      expect(asked).toBe(128);
    },
  );

  test("matches a filter's pattern against the written text", () => {
    const recording = new Recording({ filter: "trace/^rows 1 … 2 more items$", maxBreadth: 1 });
    recording.app.info("rows", 1, 2, 3);
    expect(recording.lines()).toHaveLength(1);
  });
});
