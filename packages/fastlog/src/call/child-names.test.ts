import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fieldsOf, isOwnKey } from "../../test/fixtures/unit/json.ts";
import { JsonRuntime } from "../../test/fixtures/unit/json-runtime.ts";
import { Recording } from "../../test/fixtures/unit/recording.ts";

// Each runtime watches for the end of the process.
process.setMaxListeners(0);

type Fields = Record<string, unknown>;

describe("for a name that is given more than once", () => {
  const names = fc.constantFrom("a", "b", "c", "d", "level", "msg", "time");
  const value = fc.oneof(fc.integer(), fc.boolean(), fc.constantFrom("x", "y", "", null));
  const fields = fc.dictionary(names, fc.oneof(value, fc.constant(undefined)), { maxKeys: 4 });

  /** What is left of layers of fields, the closest first. */
  function resolved(layers: readonly Fields[]): Fields {
    const known = layers.flatMap((layer) =>
      Object.entries(layer).filter(([, value]) => value !== undefined),
    );
    const closest = new Map(known.reverse());
    return Object.fromEntries(
      Array.from(closest, ([name, value]) => [isOwnKey(name) ? `${name}_` : name, value]),
    );
  }

  test("the record's value wins, then the child's, its parents', the contexts' and the configuration's", () => {
    const recording = new JsonRuntime();
    const { runtime, app } = recording;
    const layers = fc.record({
      base: fields,
      contexts: fc.array(fields, { maxLength: 2 }),
      children: fc.array(fields, { maxLength: 3 }),
      records: fc.array(fields, { minLength: 1, maxLength: 4 }),
    });
    const property = fc.property(layers, ({ base, contexts, children, records }) => {
      runtime.configure({ fields: base });
      const child = children.reduce((logger, given) => logger.child(given), app);
      const log = () => {
        for (const record of records) {
          child.info("x", record);
          child.info("x");
          child.info(record, "x");
        }
      };
      contexts.reduceRight<() => void>((inner, given) => {
        return () => runtime.withContext(given, inner);
      }, log)();

      const bound = [...children.toReversed(), ...contexts.toReversed(), base];
      const expected = records.flatMap((record) => {
        const whole = resolved([record, ...bound]);
        return [whole, resolved(bound), whole];
      });
      expect(recording.fields()).toEqual(expected);
    });
    fc.assert(property, { numRuns: 500 });
  });

  test("all values of one call are kept, the later ones with a trailing _", () => {
    const recording = new Recording({ format: "json" });
    const { app } = recording;
    app.info("x", { level: 1, level_: 2 });
    app.info("x", { a: 1 }, { a: 2 }, { a: 3 });
    app.child({ a: 0, b: 0 }).info("x", { a: 1 }, { a: 2 });
    app.child({ level: 1, level_: 2 }).info("x");
    app.child({ level: 1 }).child({ level_: 2 }).info("x");
    expect(recording.lines().map(fieldsOf)).toEqual([
      { level_: 1, level__: 2 },
      { a: 1, a_: 2, a__: 3 },
      { a: 1, a_: 2, b: 0 },
      { level_: 1, level__: 2 },
      { level_: 1, level__: 2 },
    ]);
  });

  test("a value whose name only clashes because of a trailing _ is kept too", () => {
    const recording = new Recording({ format: "json" });
    const { app } = recording;
    app.child({ level_: 1 }).info("x", { level: 2 });
    app.child({ a_: 1 }).info("x", { a: 2 }, { a: 3 });
    app.child({ level: 1 }).info("x", { level_: 2 });
    expect(recording.lines().map((line) => Object.values(fieldsOf(line)))).toEqual([
      [2, 1],
      [2, 3, 1],
      [2, 1],
    ]);
  });

  test("a field msg of a child is not the message", () => {
    const recording = new Recording({ format: "json" });
    const child = recording.app.child({ msg: "bound" });
    child.info({ a: 1 });
    child.info({ msg: "own" });
    child.info("x", { msg: "own" });
    expect(recording.lines().map((line) => JSON.parse(line))).toMatchObject([
      { msg: "", a: 1, msg_: "bound" },
      { msg: "own", msg_: "bound" },
      { msg: "x", msg_: "own" },
    ]);
  });
});

test("fields keep their names, whatever names other records have before and after", () => {
  const recording = new Recording({ format: "json" });
  const names = fc.array(fc.constantFrom("a", "b", "c", "level", "d", "e"), { maxLength: 5 });
  const records = fc.array(names, { minLength: 2, maxLength: 12 });
  const property = fc.property(records, (records) => {
    const given = records.map((names) => Object.fromEntries(names.map((name, i) => [name, i])));
    for (const fields of given) recording.app.info("x", fields);
    const written = given.map((fields) => {
      const entries = Object.entries(fields);
      return entries.map(([name, value]) => [isOwnKey(name) ? `${name}_` : name, value]);
    });
    expect(recording.lines().map((line) => Object.entries(fieldsOf(line)))).toEqual(written);
  });
  fc.assert(property, { numRuns: 300 });
});
