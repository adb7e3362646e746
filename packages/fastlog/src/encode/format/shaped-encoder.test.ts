import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { duplicateKeys } from "../../../test/fixtures/unit/duplicate-keys.ts";
import { Recording, type RecordingOptions } from "../../../test/fixtures/unit/recording.ts";
import { hostileRecords, WAYS } from "../../../test/fixtures/unit/records.ts";
import { ManualTime } from "../../../test/fixtures/unit/time.ts";
import { makeLogger } from "../../call/make-logger.ts";
import { defineLevel, LEVEL_NAMES, LEVELS } from "../../level.ts";
import { forgetOwnLevels, type OwnLevel } from "../../own-levels.ts";
import type {
  JsonErrorKey,
  JsonLevelForm,
  JsonOptions,
  JsonPart,
  JsonTimeForm,
} from "./json-options.ts";
import { JSON_PRESETS } from "./json-preset-names.ts";

type Data = Readonly<Record<string, unknown>>;

/** Names of objects around keys, of keys, and of members of errors that are lifted. None is in two of the lists. */
const OBJECTS = ["a", "b"];
const KEYS = Array.from({ length: 16 }, (_, i) => (i % 3 === 0 ? `k.${i}"` : `k${i}`));
const LIFTED = ["l.type", "l.message", "l.stack"];
const PARTS: readonly JsonPart[] = [
  ...([
    "time",
    "level",
    "hrtime",
    "pid",
    "hostname",
    "tag",
    "target",
    "service",
    "version",
  ] as const),
  ...(["environment", "constants", "msg", "fields"] as const),
];
const TIME_FORMS: readonly JsonTimeForm[] = [
  ...(["ms", "s", "us", "ns", "ns-string"] as const),
  ...(["rfc3339", "rfc3339-us", "rfc3339-ns"] as const),
];

const levelForm: fc.Arbitrary<JsonLevelForm> = fc.oneof(
  fc.constantFrom("number", "name", "upper", "gcp", "datadog", "otel"),
  fc.constant({ info: "I", warn: 4, error: false as const }),
);

/** A key, beside others or in an object. */
function key(name: string): fc.Arbitrary<{ readonly key: readonly string[] }> {
  return fc.array(fc.constantFrom(...OBJECTS), { maxLength: 1 }).map((around) => {
    return { key: [...around, name] };
  });
}

const member = (name: string) =>
  fc.oneof({ weight: 4, arbitrary: key(name) }, fc.constant(false as const));
const withForm = <F>(name: string, form: fc.Arbitrary<F>) =>
  fc.tuple(key(name), form).map(([{ key }, form]) => ({ key, form }));

const shape: fc.Arbitrary<JsonOptions> = fc.record({
  time: withForm(KEYS[0] as string, fc.constantFrom(...TIME_FORMS)),
  level: fc.oneof(
    withForm(KEYS[1] as string, levelForm),
    fc.tuple(withForm(KEYS[1] as string, levelForm), withForm(KEYS[2] as string, levelForm)),
  ),
  hrtime: member(KEYS[3] as string),
  pid: key(KEYS[4] as string),
  hostname: member(KEYS[5] as string),
  tag: member(KEYS[6] as string),
  target: member(KEYS[7] as string),
  service: member(KEYS[8] as string),
  version: member(KEYS[9] as string),
  msg: key(KEYS[10] as string),
  fields: fc.constantFrom(false as const, KEYS[11] as string, "a", {
    key: ["b", KEYS[12] as string],
  }),
  truncated: fc.constantFrom("truncated", KEYS[13] as string),
  constants: fc.dictionary(fc.constantFrom("c1", "c2", "c3"), fc.jsonValue({ maxDepth: 2 }), {
    maxKeys: 3,
    noNullPrototype: true,
  }) as fc.Arbitrary<NonNullable<JsonOptions["constants"]>>,
  err: fc.record(
    {
      key: fc.constantFrom("err", "error", KEYS[14] as string),
      names: fc.record(
        { type: fc.constant("kind"), stack: fc.constant("trace") },
        { requiredKeys: [] },
      ),
      lifted: fc.record(
        {
          type: fc.constant("l.type"),
          message: fc.constant("l.message"),
          stack: fc.constant("l.stack"),
          code: fc.constant("l.code"),
        },
        { requiredKeys: [] },
      ),
    },
    { requiredKeys: [] },
  ),
  // The process id comes first, so that fields may stand anywhere.
  order: fc.shuffledSubarray([...PARTS.filter((part) => part !== "pid")]).map((order) => {
    return ["pid", ...order] as readonly JsonPart[];
  }),
  values: fc.constant({ service: "shop", version: "1.2" }),
});

/** Names that the shape itself may have, and others. */
const fieldName = fc.oneof(
  fc.constantFrom(...OBJECTS, ...KEYS, ...LIFTED, "c1", "err_", "truncated", "__proto__", "x", "y"),
  fc.string({ unit: "binary", maxLength: 8 }),
);
const fieldValue = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 20 }),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
  fc.jsonValue({ maxDepth: 2 }),
);
const fields = fc.dictionary(fieldName, fieldValue, { maxKeys: 6, noNullPrototype: true });

/** The object at a path of a record. */
function at(record: unknown, path: readonly string[]): unknown {
  return path.reduce((object, name) => (object as Data | undefined)?.[name], record);
}

function pathOf(given: unknown): readonly string[] {
  if (given === false || given === undefined) return [];
  if (typeof given === "string") return [given];
  const { key } = given as { readonly key: string | readonly string[] };
  return typeof key === "string" ? [key] : key;
}

/** The values that a record has under a name, or under what replaces it. */
function valuesNamed(object: Data, name: string): unknown[] {
  return Object.entries(object).flatMap(([key, value]) =>
    key === name || (key.startsWith(name) && /^_(?:_|\d+)?_*$/.test(key.slice(name.length)))
      ? [value]
      : [],
  );
}

const utf8 = (value: unknown): unknown => JSON.parse(Buffer.from(JSON.stringify(value)).toString());

const recordingOf = (json: JsonOptions, options: RecordingOptions = {}) =>
  new Recording({ format: { json }, tag: "main", ...options });

describe("a record of any shape", () => {
  test("is an object with each key once, and holds what was logged", () => {
    fc.assert(
      fc.property(
        shape,
        fc.constantFrom(...LEVEL_NAMES),
        fc.string({ unit: "grapheme" }).filter((text) => !/[{}]/.test(text)),
        fc.array(fields, { minLength: 1, maxLength: 3 }),
        fields,
        fc.boolean(),
        (json, level, message, all, bound, isNamed) => {
          const recording = recordingOf(json);
          const log = (isNamed ? recording.app : recording.plain).child(bound);
          for (const own of all) log[level](message, own);
          const lines = recording.lines();
          expect(lines).toHaveLength(all.length);
          for (const [i, line] of lines.entries()) {
            expect(duplicateKeys(line)).toEqual([]);
            const record: unknown = JSON.parse(line);
            expect(at(record, pathOf(json.msg))).toBe(message.toWellFormed());
            if (isNamed && json.target !== false) {
              expect(at(record, pathOf(json.target))).toBe("app");
            }
            const inside = at(record, pathOf(json.fields)) as Data;
            const logged = { ...bound, ...all[i] };
            for (const [name, value] of Object.entries(logged)) {
              // The value of the error's key may become the message of an error.
              if (name === "err" || name === (json.err as JsonErrorKey).key) continue;
              expect(valuesNamed(inside, name.toWellFormed())).toContainEqual(utf8(value));
            }
          }
        },
      ),
      { numRuns: 1_000 },
    );
  });

  test("is the same in a record with times that change and one after it", () => {
    fc.assert(
      fc.property(
        shape,
        fc.array(fc.integer({ min: 0, max: 2_000 }), { maxLength: 5 }),
        (json, steps) => {
          const time = new ManualTime();
          const recording = recordingOf(json, { time });
          const [first] = Array.isArray(json.level) ? json.level : [json.level];
          for (const ms of steps) {
            time.pass(ms, 7n);
            recording.app.info("x", { y: 1 });
            const record: unknown = JSON.parse(recording.line());
            const given = json.time as { readonly form: JsonTimeForm };
            const shown = at(record, pathOf(json.time));
            const wall = recording.clock.wallMs;
            expect(millisecondsOf(shown, given.form)).toBe(wall);
            const form = (first as { readonly form: JsonLevelForm }).form;
            const levels: Data = {
              ...{ number: LEVELS.info, name: "info", upper: "INFO" },
              ...{ gcp: "INFO", datadog: "info", otel: 9 },
            };
            const expected = typeof form === "string" ? levels[form] : "I";
            expect(at(record, pathOf(first))).toBe(expected);
          }
        },
      ),
    );
  });

  test("is whole if it was cut, and says so beside its fields", () => {
    const long = fc.array(
      fc.tuple(fieldName, fc.oneof(fc.string({ minLength: 500, maxLength: 3_000 }), fieldValue)),
      { minLength: 1, maxLength: 40 },
    );
    fc.assert(
      fc.property(shape, fc.string({ maxLength: 2_000 }), long, (json, message, entries) => {
        const recording = recordingOf(json, { maxRecord: 2_048 });
        const own = Object.fromEntries(entries);
        recording.app.info("{}", message, { ...own, z: "z".repeat(3_000) }, new Error("boom"));
        const line = recording.line();
        expect(Buffer.byteLength(line)).toBeLessThan(2_048);
        expect(duplicateKeys(line)).toEqual([]);
        const inside = at(JSON.parse(line), pathOf(json.fields)) as Data;
        expect(inside[json.truncated as string]).toBeGreaterThan(0);
      }),
      { numRuns: 300 },
    );
  });
});

/** The milliseconds of a time. */
function millisecondsOf(shown: unknown, form: JsonTimeForm): number {
  switch (form) {
    case "s":
      return Math.round((shown as number) * 1000);
    case "us":
      return Math.floor((shown as number) / 1000);
    case "ns":
      return Math.round((shown as number) / 1_000_000);
    case "ns-string":
      return Number(BigInt(shown as string) / 1_000_000n);
    case "ms":
      return shown as number;
    default:
      return Date.parse(shown as string);
  }
}

test("typed events are written in any shape", () => {
  const schema = {
    type: "object",
    properties: {
      err: { type: "string" },
      user: { type: "object", properties: { id: { type: "integer" } }, required: ["id"] },
      k10: { type: "string" },
    },
    required: ["err", "user"],
  } as const;
  fc.assert(
    fc.property(shape, (json) => {
      const recording = recordingOf(json);
      const event = recording.event("user seen", schema);
      event({ err: "none", user: { id: 7 }, k10: "x" });
      event({ user: { id: 7 }, k10: "x", err: "none" });
      for (const line of recording.lines()) {
        expect(duplicateKeys(line)).toEqual([]);
        const record: unknown = JSON.parse(line);
        expect(at(record, pathOf(json.msg))).toBe("user seen");
        const inside = at(record, pathOf(json.fields)) as Data;
        expect(inside).toMatchObject({ user: { id: 7 } });
        expect(valuesNamed(inside, "k10")).toContain("x");
        expect(line).toContain('"none"');
      }
    }),
  );
});

test("a child's fields are encoded once they are logged often, and come after those of the call", () => {
  for (const preset of JSON_PRESETS) {
    const recording = recordingOf({ preset });
    const log = recording.app.child({ reqId: "r", a: 0 });
    for (let i = 0; i < 30; i++) {
      log.info("message {}", i, { a: 1 });
      log.info("message");
    }
    const lines = recording.lines();
    expect(lines).toHaveLength(60);
    for (const [i, line] of lines.entries()) {
      expect(JSON.parse(line)).toBeTruthy();
      expect(line).toMatch(i % 2 === 0 ? /"a":1,"reqId":"r"\}{1,2}$/ : /"reqId":"r","a":0\}{1,2}$/);
    }
  }
});

test("a shape without options is that of the format json", () => {
  for (const format of [{ json: {} }, "json:pino", { json: { preset: "pino" } }] as const) {
    const time = new ManualTime();
    const [first, second] = [
      new Recording({ format: "json", time }),
      new Recording({ format, time }),
    ];
    for (const { app } of [first, second])
      app.child({ b: 1 }).error("x {}", 1, new RangeError("y"));
    expect(second.line().replace(/\\n.*?"/, "")).toBe(first.line().replace(/\\n.*?"/, ""));
  }
});

test("a target that is too long for cached lines is written all the same", () => {
  const target = "é".repeat(500);
  for (const preset of JSON_PRESETS.filter((name) => name !== "pino")) {
    const recording = recordingOf({ preset });
    const log = makeLogger(recording.dispatcher, recording.gates.named(target));
    for (let i = 0; i < 3; i++) log.info("x");
    for (const line of recording.lines()) expect(JSON.stringify(JSON.parse(line))).toContain("é…");
  }
});

test("whatever is logged is one object of JSON in every preset, with each key once", () => {
  const recordings = JSON_PRESETS.map((preset) => recordingOf({ preset }));
  fc.assert(
    fc.property(hostileRecords(5), (records) => {
      for (const recording of recordings) {
        for (const [way, name, value] of records) WAYS[way]?.(recording.app, name, value());
        const lines = recording.lines();
        expect(lines).toHaveLength(records.length);
        for (const line of lines) {
          if (line.includes("could not be encoded")) expect(line).toBe("a record");
          expect(duplicateKeys(line)).toEqual([]);
          JSON.parse(line);
        }
      }
    }),
    { numRuns: 200 },
  );
});

test("a level of the program's own that is made later has its own line", () => {
  try {
    const json: JsonOptions = { level: { form: "name" }, order: ["msg", "level", "fields"] };
    const recording = recordingOf(json);
    recording.app.info("x", { a: 1 });
    defineLevel({ name: "notice" as OwnLevel, number: 35, color: [], severity: 5 });
    const { builder } = recording.pipeline;
    builder.message(35, "app", undefined, undefined, "x");
    builder.message(35, "app", undefined, undefined, "x");
    for (const line of recording.lines().slice(1)) {
      expect(line).toMatch(/^\{"msg":"x","level":"notice","time":\d+,.*,"target":"app"\}$/);
    }
  } finally {
    forgetOwnLevels();
  }
});
