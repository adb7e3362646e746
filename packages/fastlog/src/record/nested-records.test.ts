import { describe, expect, test } from "vitest";
import { Holding } from "../../test/fixtures/unit/backends.ts";
import { Recording, type RecordingOptions } from "../../test/fixtures/unit/recording.ts";
import type { LogFunction } from "../call/signatures.ts";

/** Values that run something when a record is made of them, and then are `V`. */
const VALUES: readonly (readonly [string, (run: () => void) => unknown])[] = [
  [
    "a getter",
    (run) => ({
      get V() {
        run();
        return 1;
      },
    }),
  ],
  [
    "a toJSON",
    (run) => ({
      toJSON() {
        run();
        return "V";
      },
    }),
  ],
  [
    "the tag of an object",
    (run) => ({
      get [Symbol.toStringTag]() {
        run();
        return "V";
      },
    }),
  ],
  [
    "a trap of a proxy",
    (run) =>
      new Proxy(
        { V: 1 },
        {
          ownKeys(target) {
            run();
            return Reflect.ownKeys(target);
          },
        },
      ),
  ],
];

/** Places where such a value may stand. */
const PLACES: readonly (readonly [string, (info: LogFunction, value: unknown) => void])[] = [
  ["as an argument", (info, value) => info("outer {} end", value)],
  ["as a field", (info, value) => info("outer", { value, end: 1 })],
  ["left over", (info, value) => info("outer", value, { end: 1 })],
  ["among many", (info, value) => info("outer {} {} {} {} end", 1, value, 2, 3)],
];

const LONG = "x".repeat(40_000);

describe.each(VALUES)("what %s logs", (_, make) => {
  test.each(PLACES)("%s follows the record, and both are complete", (_, place) => {
    const recording = new Recording();
    const { info } = recording.app;
    let runs = 0;
    info("before");
    const value = make(() => {
      runs++;
      info("nested message");
      info("nested {}", runs);
    });
    place(info, value);
    info("after");
    const lines = recording.lines();
    expect(lines).toHaveLength(3 + 2 * runs);
    expect([lines[0], lines.at(-1)]).toEqual(["before", "after"]);
    const inside = lines.slice(1, -1).filter((line) => !line.startsWith("nested"));
    expect(inside).toEqual([expect.stringMatching(/^outer\b.*\bend/)]);
  });
});

/** A value that does something when it is written, and is then `V`. */
const doing = (run: () => void) => ({
  toJSON() {
    run();
    return "V";
  },
});

describe("a record that is logged inside another one", () => {
  test("follows it, in the order of the calls", () => {
    const recording = new Recording();
    const { info } = recording.app;
    const nested = doing(() => info("deepest"));
    info(
      "1 {}",
      doing(() => [info("2 {}", nested), info("3")]),
    );
    expect(recording.lines()).toEqual(["1 V", "2 V", "deepest", "3"]);
  });

  test("can be as long as any other", () => {
    const recording = new Recording();
    const { info } = recording.app;
    for (let i = 0; i < 5; i++)
      info(
        `${i} {}`,
        doing(() => info(LONG + i)),
      );
    const expected = [0, 1, 2, 3, 4].flatMap((i) => [`${i} V`, `long${i}`]);
    expect(recording.lines().map((line) => line.replace(LONG, "long"))).toEqual(expected);
  });

  test("can be one of thousands", () => {
    const recording = new Recording();
    const { info } = recording.app;
    const numbers = Array.from({ length: 10_000 }, (_, i) => String(i));
    info(
      "outer {}",
      doing(() =>
        numbers.forEach((n) => {
          info(n);
        }),
      ),
    );
    expect(recording.lines()).toEqual(["outer V", ...numbers]);
  });

  test.each<[string, RecordingOptions, (recording: Recording) => void]>([
    ["is at a level that is flushed", {}, ({ app }) => app.fatal("nested")],
    ["is flushed like every other", { flushOn: "trace" }, ({ app }) => app.info("nested")],
    [
      "is followed by a flush",
      {},
      ({ app, pipeline }) => [app.info("nested"), pipeline.flushSync()],
    ],
    [
      "is followed by the end of its turn",
      {},
      ({ app, pipeline }) => [app.info("nested"), pipeline.batch.seal()],
    ],
  ])("leaves that one and all others whole if it %s", (_, options, run) => {
    const recording = new Recording(options);
    const { info } = recording.app;
    info("before");
    info(
      "outer {} end",
      doing(() => run(recording)),
    );
    info("after");
    for (let i = 0; i < 3; i++) info("after {}", i);
    expect(recording.lines()).toEqual([
      "before",
      "outer V end",
      "nested",
      "after",
      "after 0",
      "after 1",
      "after 2",
    ]);
    expect(recording.pipeline.batch.buffered).toBe(0);
    expect(recording.pipeline.batch.counters).toMatchObject({ records: 7, dropped: 0 });
  });

  test("is written even if the outer one ends in an error", () => {
    const recording = new Recording();
    const { info } = recording.app;
    const value = doing(() => {
      info("nested");
      throw new Error("no value");
    });
    info("outer {}", value);
    expect(recording.lines()).toEqual(["outer [Throws: no value]", "nested"]);
  });

  test("that finds no room does not displace a later record", () => {
    const backend = new Holding();
    const recording = new Recording({ backend, buffer: 0 });
    const { info } = recording.app;
    info(LONG);
    info(LONG);
    info(
      "outer {}",
      doing(() => info(LONG)),
    );
    expect(recording.pipeline.batch.counters.dropped).toBe(1);
    backend.release();
    info("later");
    recording.pipeline.flushSync();
    backend.release();
    const lines = backend.text.split("\n").map((line) => line.replace(LONG, "long"));
    expect(lines).toEqual(["long", "long", "outer V", "later", ""]);
    expect(recording.pipeline.batch.counters).toMatchObject({ records: 4, dropped: 1 });
  });
});

describe("more nested records than the buffer holds", () => {
  const COUNT = 20_000;

  test("wait up to the buffer's size; the others are dropped and counted by their levels", () => {
    const recording = new Recording({ buffer: 2 ** 20 });
    const { info, error } = recording.app;
    const text = "x".repeat(100);
    const value = doing(() => {
      for (let i = 0; i < COUNT; i++) {
        info(text);
        if (i % 10 === 0) error(`${text}!`);
      }
    });
    info("outer {}", value);
    const lines = recording.lines();
    const { counters, losses } = recording.pipeline.batch;
    expect(lines[0]).toBe("outer V");
    expect(counters.dropped).toBeGreaterThan(COUNT / 4);
    expect(losses.byReason).toMatchObject({ overflow: counters.dropped });
    const severe = lines.filter((line) => line.endsWith("!")).length;
    expect(losses.byLevel.error).toBe(COUNT / 10 - severe);
    expect(losses.byLevel.info).toBe(1 + COUNT - (lines.length - severe));
    expect(counters.records + counters.dropped).toBe(1 + COUNT + COUNT / 10);
    info("after");
    expect(recording.lines()).toEqual(["after"]);
  });

  test("are counted at every depth", () => {
    const recording = new Recording({ buffer: 2 ** 18 });
    const { info } = recording.app;
    const text = "x".repeat(100);
    const log = () => {
      for (let i = 0; i < COUNT; i++) info(text);
    };
    const middle = doing(() => {
      info("nested {}", doing(log));
      log();
    });
    info("outer {}", middle);
    recording.lines();
    const { records, dropped } = recording.pipeline.batch.counters;
    expect(dropped).toBeGreaterThan(COUNT);
    expect(records + dropped).toBe(2 + 2 * COUNT);
  });
});

describe("a value that logs itself", () => {
  test("terminates, and records too deep are counted as dropped", () => {
    const recording = new Recording();
    const { info } = recording.app;
    const value: object = doing(() => info("value {}", value));
    info("value {}", value);
    const lines = recording.lines();
    expect(lines.length).toBeGreaterThan(1);
    expect(lines.length).toBeLessThan(100);
    expect(new Set(lines)).toEqual(new Set(["value V"]));
    expect(recording.pipeline.batch.counters.dropped).toBe(1);
    info("after");
    expect(recording.lines()).toEqual(["after"]);
  });

  test("terminates if a pattern looks at the message too", () => {
    const recording = new Recording({ filter: "trace/value" });
    const { info } = recording.app;
    let calls = 0;
    const value: object = doing(() => {
      // Without this it would not end in the lifetime of the test, if it does not end at all.
      if (++calls < 200_000) info("value {}", value);
    });
    info("value {}", value);
    expect(calls).toBeLessThan(200_000);
    expect(new Set(recording.lines())).toEqual(new Set(["value V"]));
  });

  test("terminates if it is a function", () => {
    const recording = new Recording();
    const { info } = recording.app;
    let calls = 0;
    const message = (): string => {
      calls++;
      info(message);
      return "lazy";
    };
    info(message);
    expect(calls).toBeLessThan(100_000);
    expect(recording.lines()).toContain("lazy");
  });
});

test("records that a lazy message logs precede its own, which has not begun", () => {
  const recording = new Recording();
  const { info } = recording.app;
  info(() => {
    info("nested {}", 1);
    return "outer";
  });
  expect(recording.lines()).toEqual(["nested 1", "outer"]);
});
