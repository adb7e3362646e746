import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Holding } from "../../test/fixtures/unit/backends.ts";
import { memory } from "../backend/memory.ts";
import { LEVEL_NAMES, LEVELS, type Level } from "../level.ts";
import { Runtime } from "../lifecycle/runtime.ts";

// Each runtime watches for the end of the process.
process.setMaxListeners(0);

const TEMPLATE = { template: "{level} {target} {message}" };

describe("several backends side by side", () => {
  test("have each record in a format of their own", () => {
    const runtime = new Runtime({});
    const [text, json] = [memory(), memory()];
    runtime.configure({ backend: [text, { backend: json, format: "json" }], format: TEMPLATE });
    const log = runtime.logger("app");
    log.info("one {}", 1, { a: 2 });
    log.child({ id: 7 }).warn("two");
    log.error(new Error("three"));
    runtime.flushSync();
    expect(text.lines).toEqual([
      "INFO app one 1 a=2",
      "WARN app two id=7",
      expect.stringMatching(/^ERROR app three err=/),
    ]);
    expect(json.lines.map((line) => JSON.parse(line))).toMatchObject([
      { msg: "one 1", a: 2 },
      { msg: "two", id: 7 },
      { msg: "three", err: { type: "Error", message: "three" } },
    ]);
  });

  test("have the fields of a child in each of its records, in a format of their own", () => {
    const runtime = new Runtime({});
    const [text, json] = [memory(), memory()];
    runtime.configure({ backend: [text, { backend: json, format: "json" }], format: TEMPLATE });
    const child = runtime.logger("app").child({ id: 7, user: "eve" });
    for (let i = 0; i < 500; i++) child.info("x", i % 2 === 0 ? { i } : { i, id: 8 });
    runtime.flushSync();
    expect(text.lines).toEqual(
      Array.from(
        { length: 500 },
        (_, i) => `INFO app x i=${i} ${i % 2 === 0 ? "id=7" : "id=8"} user=eve`,
      ),
    );
    expect(json.lines.map((line) => JSON.parse(line))).toEqual(
      Array.from({ length: 500 }, (_, i) =>
        expect.objectContaining({ i, id: i % 2 === 0 ? 7 : 8, user: "eve" }),
      ),
    );
  });

  test("have the records that their own filters let pass, of those that the common one does", () => {
    const runtime = new Runtime({});
    const backends = [memory(), memory(), memory(), memory()];
    const filters = [undefined, "warn", "info,db=error", "trace/two"];
    runtime.configure({
      filter: "debug",
      format: TEMPLATE,
      backend: backends.map((backend, i) => ({ backend, filter: filters[i] })),
    });
    for (const target of ["app", "db"]) {
      const log = runtime.logger(target);
      log.trace("one");
      log.debug("one");
      log.info("{}", "two");
      log.warn("three");
    }
    runtime.logger("db").error("four");
    runtime.flushSync();
    const [all, warn, db, two] = backends.map(({ lines }) => lines);
    expect(all).toHaveLength(7);
    expect(warn).toEqual(["WARN app three", "WARN db three", "ERROR db four"]);
    expect(db).toEqual(["INFO app two", "WARN app three", "ERROR db four"]);
    expect(two).toEqual(["INFO app two", "INFO db two"]);
  });

  test("have a record's values taken once for each format, however many have that format", () => {
    const runtime = new Runtime({});
    const backends = [memory(), memory(), memory(), memory()];
    const formats = ["json", "json", "logfmt", "json"] as const;
    runtime.configure({
      backend: backends.map((backend, i) => ({ backend, format: formats[i] })),
    });
    let asked = 0;
    runtime.logger("app").info("x", { value: { toJSON: () => ++asked } });
    runtime.flushSync();
    expect(asked).toBe(2);
    const [first, second, , fourth] = backends.map(({ text }) => text);
    expect(second).toBe(first);
    expect(fourth).toBe(first);
  });

  test("lose nothing if one of them is full", () => {
    const runtime = new Runtime({});
    const [stalled, healthy] = [new Holding(), memory()];
    runtime.configure({ backend: [{ backend: stalled, buffer: 0 }, healthy], format: TEMPLATE });
    const { info } = runtime.logger("app");
    for (let i = 0; i < 10_000; i++) info("record {}", i);
    runtime.flushSync();
    const [first, second] = runtime.stats().backends;
    expect(first?.dropped).toBeGreaterThan(1_000);
    expect(second).toMatchObject({ records: 10_000, dropped: 0 });
    expect(healthy.lines).toEqual(Array.from({ length: 10_000 }, (_, i) => `INFO app record ${i}`));
  });

  test("have records that are logged inside of others behind them, each where it belongs", () => {
    const runtime = new Runtime({});
    const [all, errors] = [memory(), memory()];
    runtime.configure({ backend: [all, { backend: errors, filter: "error" }], format: TEMPLATE });
    const log = runtime.logger("app");
    const value = {
      toJSON() {
        log.error("inner");
        log.info("quiet");
        return "V";
      },
    };
    log.info("outer {}", value);
    log.error("outer {}", value);
    runtime.flushSync();
    const inner = ["ERROR app inner", "INFO app quiet"];
    expect(all.lines).toEqual(["INFO app outer V", ...inner, "ERROR app outer V", ...inner]);
    expect(errors.lines).toEqual(["ERROR app inner", "ERROR app outer V", "ERROR app inner"]);
  });

  test("are told apart in the counters, and closed together", async () => {
    const runtime = new Runtime({});
    const backends = [memory(), Object.assign(memory(), { name: "other:" })];
    const closed: string[] = [];
    for (const backend of backends) {
      Object.assign(backend, { close: async () => closed.push(backend.name) });
    }
    runtime.configure({ backend: backends });
    runtime.logger("app").info("x");
    await runtime.flush();
    expect(runtime.stats().backends.map(({ name, records }) => [name, records])).toEqual([
      ["memory:", 1],
      ["other:", 1],
    ]);
    await runtime.close();
    expect(closed).toEqual(["memory:", "other:"]);
  });

  test("are all flushed even if one fails, and flush() rejects", async () => {
    const runtime = new Runtime({});
    const flushed: string[] = [];
    const make = (name: string, flush: () => Promise<void>) =>
      Object.assign(memory(), { name, flush });
    runtime.configure({
      backend: [
        make("a:", async () => {
          throw new Error("a failed");
        }),
        make("b:", async () => {
          flushed.push("b");
        }),
      ],
    });
    runtime.logger("app").info("x");
    await expect(runtime.flush()).rejects.toThrow("a failed");
    expect(flushed).toEqual(["b"]);
  });

  test("have what the filters say, whatever is logged", () => {
    const filters = fc.constantFrom(
      undefined,
      "off",
      "error",
      "info",
      "trace",
      "a=warn",
      "info,a=off",
    );
    const entries = fc.array(fc.tuple(filters, fc.constantFrom("json", "logfmt")), {
      minLength: 2,
      maxLength: 6,
    });
    const targets = fc.constantFrom("a", "b");
    const records = fc.array(fc.tuple(fc.constantFrom(...LEVEL_NAMES), targets), { maxLength: 20 });
    const property = fc.property(entries, records, (entries, records) => {
      const runtime = new Runtime({});
      const backends = entries.map(() => memory());
      runtime.configure({
        filter: "debug",
        backend: entries.map(([filter, format], i) => ({
          backend: backends[i] as (typeof backends)[number],
          filter,
          format: format as "json",
        })),
      });
      records.forEach(([level, target], i) => {
        runtime.logger(target)[level](`record ${i}`);
      });
      runtime.flushSync();
      const passes = (filter: string | undefined, level: Level, target: string) => {
        const runtime = new Runtime({ LOG: filter ?? "trace" });
        return runtime.logger(target).isEnabled(level);
      };
      entries.forEach(([filter], i) => {
        const expected = records.flatMap(([level, target], n) => {
          const isOpen = LEVELS[level] >= LEVELS.debug && passes(filter, level, target);
          return isOpen ? `record ${n}` : [];
        });
        const found = backends[i]?.lines.map((line) => /record \d+/.exec(line)?.[0]);
        expect(found).toEqual(expected);
      });
    });
    fc.assert(property, { numRuns: 50 });
  });
});

describe("configure", () => {
  test("keeps the backends, and changes the format of those without their own", () => {
    const runtime = new Runtime({});
    const [first, second] = [memory(), memory()];
    runtime.configure({ backend: [first, { backend: second, format: "json" }], format: TEMPLATE });
    const { info } = runtime.logger("app");
    info("one");
    runtime.configure({ format: { template: "{message}!" } });
    info("two");
    runtime.flushSync();
    expect(first.lines).toEqual(["INFO app one", "two!"]);
    expect(second.lines.map((line) => JSON.parse(line).msg)).toEqual(["one", "two"]);
  });

  test("have upper bounds of their own, for all targets or for some", () => {
    const runtime = new Runtime({});
    const backends = [memory(), memory(), memory()];
    const filters = ["..warn", "error", "..warn,db=debug..info"];
    runtime.configure({
      filter: "trace",
      backend: backends.map((backend, i) => ({ backend, filter: filters[i] })),
      format: TEMPLATE,
    });
    for (const target of ["app", "db"]) {
      const log = runtime.logger(target);
      for (const level of [...LEVEL_NAMES].reverse()) log[level]("x");
    }
    runtime.plain.warn("x");
    runtime.plain.error("x");
    runtime.flushSync();
    const seen = backends.map(({ lines }) => lines.map((line) => line.replace(/ x$/, "")));
    const [app, db] = [(level: string) => `${level} app`, (level: string) => `${level} db`];
    const mild = ["TRACE", "DEBUG", "INFO", "WARN"];
    expect(seen).toEqual([
      [...mild.map(app), ...mild.map(db), expect.stringMatching(/^WARN /)],
      [
        ...["ERROR", "FATAL"].map(app),
        ...["ERROR", "FATAL"].map(db),
        expect.stringMatching(/^ERROR /),
      ],
      [...mild.map(app), "DEBUG db", "INFO db", expect.stringMatching(/^WARN /)],
    ]);
  });

  test("have an upper bound that is no part of the common filter", () => {
    const runtime = new Runtime({});
    for (const change of [
      () => runtime.configure({ filter: "info..warn" }),
      () => runtime.setFilter("app=..info"),
    ]) {
      expect(change).toThrow(/only the filter of a backend may have an upper bound/);
    }
  });

  test.each([
    ["backend", [], "expected 1 to 16 backends"],
    ["backend", Array(17).fill("stdout"), "expected 1 to 16 backends"],
    ["backend[1]", ["stdout", 7], "expected a URL or a backend"],
    ["backend[0].backend", [{ backend: {} }], "it has no method submit()"],
    ["backend[0].buffer", [{ backend: "stdout", buffer: -1 }], "expected a whole number from 0"],
    [
      "backend[0].overflow",
      [{ backend: "stdout", overflow: "wait" }],
      "expected block, drop-newest",
    ],
    ["unknown option", [{ backend: "stdout", size: 1 }], "(expected backend, filter, format"],
    [
      "overflow",
      [{ backend: memory(), overflow: "drop-oldest" }],
      "memory: can have drop-newest only",
    ],
    ["level", [{ backend: "stdout", filter: "a=loud" }], 'unknown level "loud"'],
    ["format", [{ backend: "stdout", format: "xml" }], 'expected "text", "json"'],
  ])("refuses what is wrong with %s, and nothing has changed", (name, backend, expected) => {
    const runtime = new Runtime({});
    const before = memory();
    runtime.configure({ backend: before, format: TEMPLATE });
    const configure = () => runtime.configure({ backend: backend as never });
    expect(configure).toThrow(expected);
    expect(configure).toThrow(name);
    runtime.logger("app").info("still here");
    runtime.flushSync();
    expect(before.lines).toEqual(["INFO app still here"]);
  });

  test("keeps a backend that is in use and given again, with what waits in it, and closes the others", async () => {
    const runtime = new Runtime({});
    const closed: string[] = [];
    const make = (name: string) =>
      Object.assign(new Holding(), { name, close: async () => void closed.push(name) });
    const [a, b, c] = [make("a:"), make("b:"), make("c:")];
    runtime.configure({ backend: a, format: { template: "{message}" } });
    const { info } = runtime.logger("app");
    info("one");
    runtime.configure({ backend: [b, a] });
    info("two");
    runtime.configure({ backend: [a, c] });
    info("three");
    await runtime.flush();
    expect(closed).toEqual(["b:"]);
    for (const backend of [a, b, c]) backend.release();
    expect([a.text, b.text, c.text]).toEqual(["one\ntwo\nthree\n", "two\n", "three\n"]);
    expect(runtime.stats().backends.map(({ name, records }) => [name, records])).toEqual([
      ["a:", 3],
      ["c:", 1],
    ]);
  });

  test("refuses a backend that is there twice, and nothing has changed", () => {
    const runtime = new Runtime({});
    const [before, twice] = [memory(), memory()];
    runtime.configure({ backend: before });
    const configure = () =>
      runtime.configure({ backend: [twice, { backend: twice, filter: "warn" }] });
    expect(configure).toThrow("expected each backend once");
    runtime.logger("app").info("x");
    runtime.flushSync();
    expect([before.lines.length, twice.lines.length]).toEqual([1, 0]);
  });

  test("closes the backends that it had opened before one that cannot be", () => {
    const runtime = new Runtime({});
    const make = () => runtime.configure({ backend: ["stderr", "tcp://127.0.0.1"] });
    expect(make).toThrow('invalid backend "tcp://127.0.0.1": expected a host and a port');
    expect(runtime.stats().backends).toEqual([]);
  });
});

test("LOG_BACKEND may name several, with blanks between them", () => {
  const runtime = new Runtime({ LOG_BACKEND: " stderr  file:///dev/null ", LOG: "off" });
  runtime.logger("app").info("nothing");
  runtime.configure({});
  const names = runtime.stats().backends.map(({ name }) => name);
  expect(names).toEqual(["stderr", "file:///dev/null"]);
});

test("a record that is dropped inside of another one counts for the backends that were to have it", () => {
  const COUNT = 20_000;
  const runtime = new Runtime({});
  const [all, errors] = [memory(), memory()];
  const buffer = 2 ** 20;
  runtime.configure({
    format: TEMPLATE,
    backend: [
      { backend: all, buffer },
      { backend: errors, buffer, filter: "error" },
    ],
  });
  const { info, error } = runtime.logger("app");
  const text = "x".repeat(200);
  const value = {
    toJSON() {
      for (let i = 0; i < COUNT; i++) (i % 100 === 0 ? error : info)(text);
      return "V";
    },
  };
  info("outer", { value });
  runtime.flushSync();
  const { backends, dropped } = runtime.stats();
  expect(dropped).toBe(0);
  const [first, second] = backends.map((b) => b.records + b.dropped - b.notices);
  expect([first, second]).toEqual([1 + COUNT, COUNT / 100]);
  expect(backends[0]?.dropped).toBeGreaterThan(COUNT / 4);
});
