import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { hostile, visible } from "../../test/fixtures/unit/hostile.ts";
import { nasty } from "../../test/fixtures/unit/nasty.ts";
import { Recording } from "../../test/fixtures/unit/recording.ts";
import type { LogFunction } from "../call/signatures.ts";

const lineOf = (log: (info: LogFunction) => void): string => {
  const recording = new Recording();
  log(recording.app.info);
  return recording.line();
};

const when = new Date(Date.UTC(2026, 10, 21));

describe("a call", () => {
  test.each<[form: string, log: (info: LogFunction) => void, line: string]>([
    ["a message", (info) => info("message"), "message"],
    ["an empty message", (info) => info(""), ""],
    ["a message with braces", (info) => info("{} {{}} {a} {"), "{} {{}} {a} {"],
    ["an argument", (info) => info("user {}", 1), "user 1"],
    ["two arguments", (info) => info("user {} from {}", 1, "ip"), "user 1 from ip"],
    ["three arguments", (info) => info("{}{}{}", 1, "b", true), "1btrue"],
    ["four arguments", (info) => info("{}{}{}{}!", 1, "b", true, null), "1btruenull!"],
    ["double braces", (info) => info("{{}} {} {{x}}", 1), "{} 1 {x}"],
    ["too few arguments", (info) => info("{} and {}" as string, 1), "1 and {}"],
    ["an argument too many", (info) => info("{}", 1, 2), "1 2"],
    [
      "many arguments too many",
      (info) => info("a", 1, "b", null, undefined),
      "a 1 b null undefined",
    ],
    ["an argument that is undefined", (info) => info("{}", undefined), "undefined"],
    ["an object for a placeholder", (info) => info("{}", { a: 1 }), '{"a":1}'],
    ["a named field", (info) => info("user {id} in", { id: 7, ip: 8 }), "user 7 in id=7 ip=8"],
    ["a named field twice", (info) => info("{id}{id}", { id: 7 }), "77 id=7"],
    ["a named field of the second object", (info) => info("{b}", { a: 1 }, { b: 2 }), "2 a=1 b=2"],
    ["a named field that is missing", (info) => info("{no} x" as string, { id: 7 }), "{no} x id=7"],
    ["a named field without fields", (info) => info("{no} x" as string, 1), "{no} x 1"],
    ["a named field that is undefined", (info) => info("{a}", { a: undefined }), "undefined"],
    ["both kinds of placeholders", (info) => info("{} {a} {}", 1, 2, { a: 3 }), "1 3 2 a=3"],
    ["an inspected value", (info) => info("{:?}", { a: "b" }), "{ a: 'b' }"],
    ["an inspected field", (info) => info("{a:?}", { a: [1] }), "[ 1 ] a=[1]"],
    ["an inspected text", (info) => info("{:?}", "a'b"), '"a\'b"'],
    ["an inspected value that is missing", (info) => info("{:?} {:?}" as string, 1), "1 {:?}"],
    ["a format that there is not", (info) => info("{:5} {}", 1), "{:5} 1"],
    ["a list for a placeholder", (info) => info("{}", [1, "a"]), '[1,"a"]'],
    ["a map for a placeholder", (info) => info("{}", new Map([["a", 1]])), '{"a":1}'],
    [
      "a named field that is an object",
      (info) => info("{a}", { a: { b: 1 } }),
      '{"b":1} a={"b":1}',
    ],
    ["a named field that is null", (info) => info("{a}", { a: null }), "null a=null"],
    ["fields of the same name", (info) => info("x", { a: 1 }, { a: 2 }), "x a=1 a_=2"],
    ["a field that is undefined", (info) => info("x", { a: undefined, b: 1 }), "x b=1"],
    ["fields first and braces", (info) => info({ a: 1 }, "{} {a} {{x}}"), "{} {a} {{x}} a=1"],
    ["fields first and undefined", (info) => info({ a: 1 }, undefined), "a=1"],
    ["a msg among its fields", (info) => info({ msg: "x", a: 1 }), "x a=1"],
    ["a msg among its fields and a message", (info) => info({ msg: "x" }, "y"), "y msg=x"],
    ["a message and a msg behind it", (info) => info("y", { msg: "x" }), "y msg=x"],
    ["a msg that is no text", (info) => info({ msg: 1 }), "msg=1"],
    ["fields first and arguments to append", (info) => info({ a: 1 }, 2, 3), "2 3 a=1"],
    ["fields", (info) => info("done", { status: 200, ms: 1.5 }), "done status=200 ms=1.5"],
    ["fields behind an argument", (info) => info("{}", 1, { a: 2 }), "1 a=2"],
    ["fields twice", (info) => info("x", { a: 1 }, { b: 2 }), "x a=1 b=2"],
    ["fields before what is appended", (info) => info("x", { a: 1 }, "y"), "x y a=1"],
    ["a field that is undefined", (info) => info("x", { a: undefined, b: 1 }), "x b=1"],
    ["no fields at all", (info) => info("x", {}), "x"],
    ["fields only", (info) => info({ a: 1, b: "two words" }), 'a=1 b="two words"'],
    ["fields first", (info) => info({ a: 1 }, "done"), "done a=1"],
    ["fields first with arguments", (info) => info({ a: 1 }, "{} of {}", 1, 2), "1 of 2 a=1"],
    ["fields first with more fields", (info) => info({ a: 1 }, "x", { b: 2 }), "x b=2 a=1"],
    ["a tagged template", (info) => info`user ${1} took ${"5"}ms`, "user 1 took 5ms"],
    ["a tagged template without values", (info) => info`nothing {} {{`, "nothing {} {{"],
    ["a tagged template of values", (info) => info`${1}${2}${3}${4}${5}`, "12345"],
    ["a tagged template with braces", (info) => info`{} ${1} {{}} {a}`, "{} 1 {{}} {a}"],
    ["a tagged template with an escape", (info) => info`a\t${1}\x1b`, "a\\t1\\u001b"],
    ["a tagged template with a bad escape", (info) => info`a\u ${1}`, "1"],
    ["a function", (info) => info(() => "lazy {}"), "lazy {}"],
    ["a function and fields", (info) => info(() => "lazy", { a: 1 }), "lazy a=1"],
    ["a number", (info) => info(42), "42"],
    ["null", (info) => info(null), "null"],
    ["a date", (info) => info("at {}", when), "at 2026-11-21T00:00:00.000Z"],
    ["a list that is left over", (info) => info("x", [1, 2]), "x [1,2]"],
    [
      "a symbol and a bigint",
      (info) => info("{} {}", Symbol("s"), 10n ** 20n),
      `Symbol(s) 1${"0".repeat(20)}`,
    ],
    ["a key with a space", (info) => info("x", { "a b": 1 }), 'x "a b"=1'],
    ["a value that is empty", (info) => info("x", { a: "" }), 'x a=""'],
    ["a value with quotes", (info) => info("x", { a: 'b"c' }), 'x a="b\\"c"'],
    ["a value that is an object", (info) => info("x", { a: { b: 1 } }), 'x a={"b":1}'],
  ])("with %s is written as it says", (_, log, line) => {
    expect(lineOf(log)).toBe(line);
  });

  test("with an error has it as the field err", () => {
    const error = new TypeError("refused");
    const { message, stack } = error;
    const err = JSON.stringify({ type: "TypeError", message, stack });
    expect(lineOf((info) => info("failed", error, { host: "h" }))).toBe(`failed err=${err} host=h`);
    expect(lineOf((info) => info(error, "failed {}", 1))).toBe(`failed 1 err=${err}`);
    expect(lineOf((info) => info(error))).toBe(`refused err=${err}`);
  });

  test("with an error in a placeholder shows its type and message, and has it as a field too", () => {
    const error = new TypeError("refused");
    const { message, stack } = error;
    const err = JSON.stringify({ type: "TypeError", message, stack });
    const shown = "TypeError: refused";
    expect(lineOf((info) => info("failed: {}", error))).toBe(`failed: ${shown} err=${err}`);
    expect(lineOf((info) => info`failed: ${error}`)).toBe(`failed: ${shown} err=${err}`);
    expect(lineOf((info) => info("{} {}", error, error, { a: 1 }))).toBe(
      `${shown} ${shown} a=1 err=${err} err_=${err}`,
    );
    expect(lineOf((info) => info("failed: {cause}", { cause: error }))).toBe(
      `failed: ${shown} cause=${err}`,
    );
    expect(lineOf((info) => info({ err: error }))).toBe(`refused err=${err}`);
    expect(lineOf((info) => info("{:?}", error, { a: 1 }))).toMatch(
      /^TypeError: refused\\n.* err=/,
    );
  });

  test("with two errors has them as two fields", () => {
    const [one, two] = [new Error("one"), new Error("two")];
    const line = lineOf((info) => info("failed", one, two));
    expect(line).toMatch(/^failed err=\{"type":"Error","message":"one".* err_=\{.*"two"/);
  });

  test("that is repeated is written alike every time", () => {
    const recording = new Recording();
    const { info } = recording.app;
    for (let i = 0; i < 100; i++) {
      info("constant\tmessage {}");
      info("user {} at\t{}", i % 2, { a: 1 }, { "a\tkey": 1 });
      info`tagged ${1}\t`;
      expect(recording.lines()).toEqual([
        "constant\\tmessage {}",
        `user ${i % 2} at\\t{"a":1} "a\\tkey"=1`,
        "tagged 1\\t",
      ]);
    }
  });
});

test("a message without arguments is literal", () => {
  const pieces = fc.array(fc.constantFrom("{}", "{{", "}}", "{a}", "{", "}", "text", "é"));
  fc.assert(
    fc.property(pieces, (pieces) => {
      const text = pieces.join("");
      expect(lineOf((info) => info(text))).toBe(text);
    }),
  );
});

const anyTemplate = fc
  .array(fc.constantFrom("{}", "{}", "{a}", "{b}", "{{", "}}", "{", "}", "text", " ", "€"))
  .map((pieces) => pieces.join(""));

test("every argument is in the record", () => {
  const arg = fc.oneof(
    fc.integer(),
    fc.uuid(),
    fc.uuid().map((value) => ({ a: value })),
    fc.uuid().map((value) => ({ b: value, c: value })),
    fc.uuid().map((value) => [value]),
    fc.uuid().map((value) => new Error(value)),
    fc.uuid().map((value) => new Map([[value, value]])),
    hostile.filter((text) => text.length < 100),
  );
  const textOf = (arg: unknown): string => {
    if (arg instanceof Error) return arg.message;
    if (arg instanceof Map) return [...arg.keys()][0];
    return typeof arg === "object" ? String(Object.values(arg as object)[0]) : visible(String(arg));
  };
  fc.assert(
    fc.property(anyTemplate, fc.array(arg, { maxLength: 8 }), (template, args) => {
      const line = lineOf((info) => info(template, ...args));
      for (const arg of args) expect(line).toContain(textOf(arg));
    }),
    { numRuns: 2_000 },
  );
});

describe("a log call never throws, and always makes a record,", () => {
  const forms: readonly (readonly [string, (info: LogFunction, a: unknown, b: unknown) => void])[] =
    [
      ["first", (info, a) => info(a)],
      ["first, before a message", (info, a, b) => info(a, "message", b)],
      ["as an argument", (info, a, b) => info("{} {}", a, b)],
      ["left over", (info, a, b) => info("message", a, b)],
      ["among many", (info, a, b) => info("{} {a}", a, b, a, b, a)],
      ["in a tagged template", (info, a, b) => info`a ${a} b ${b}`],
      ["as a field", (info, a, b) => info("{a}", { a, b })],
    ];
  test.each(forms)("whatever stands %s", (_, log) => {
    fc.assert(
      fc.property(nasty, nasty, fc.constantFrom("trace", "trace/."), (a, b, filter) => {
        const recording = new Recording({ filter });
        log(recording.app.info, a(), b());
        const [line, ...others] = recording.lines();
        expect(others).toEqual([]);
        if (filter === "trace") expect(line).not.toMatch(/a record could not be encoded/);
      }),
      { numRuns: 300 },
    );
  });

  test("if the fields of an object cannot be listed, and says so", () => {
    const target = {};
    const fields = new Proxy(target, {
      ownKeys() {
        throw new Error("no keys");
      },
    });
    expect(lineOf((info) => info("message", fields))).toMatch(/^message .*\S/);
  });
});
