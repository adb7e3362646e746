import { describe, expect, test } from "vitest";
import type { Censor, Members, Verdict } from "../../redact/members.ts";
import { REMOVED } from "../../redact/removed.ts";
import { DEFAULT_LIMITS, plainOf, textOf } from "../value/plain.ts";

const SECRET = "s3cr3t";

const refuse = (): never => {
  throw new Error(`refused: ${SECRET}`);
};

const constant = (value: unknown): Censor => ({ needsValue: false, replace: () => value });
const censored = (censor: Censor): Verdict => ({ censor, inside: undefined });
const inside = (inside: Members): Verdict => ({ censor: undefined, inside });

function members(verdicts: Readonly<Record<string, Verdict>>): Members {
  return { member: (name) => (Object.hasOwn(verdicts, name) ? verdicts[name] : undefined) };
}

/** Of any depth, the members of these names. */
function anywhere(names: readonly string[], censor: Censor): Members {
  const all: Members = {
    member: (name) => (names.includes(name) ? censored(censor) : inside(all)),
  };
  return all;
}

const text = (value: unknown, redaction: Members, path: readonly string[] = []): string =>
  textOf(plainOf(value, DEFAULT_LIMITS, redaction, path));

const CENSOR = constant("***");
const passwords = anywhere(["password", "1"], CENSOR);

describe("a member that is censored is replaced in", () => {
  test.each<[name: string, value: unknown, text: string]>([
    ["an object", { user: "u", password: SECRET }, '{"user":"u","password":"***"}'],
    ["an object inside", { a: { b: { password: SECRET } } }, '{"a":{"b":{"password":"***"}}}'],
    [
      "an array",
      [SECRET, SECRET, { password: SECRET }].with(0, "a"),
      '["a","***",{"password":"***"}]',
    ],
    ["a set", new Set(["a", SECRET]), '["a","***"]'],
    ["a map", new Map([["password", SECRET]]), '{"password":"***"}'],
    [
      "a map with a key that gives way",
      new Map<unknown, string>([
        [1, SECRET],
        ["1", SECRET],
      ]),
      '{"1":"***","1_":"***"}',
    ],
    [
      "a list of pairs",
      new URLSearchParams(`password=${SECRET}&password=${SECRET}`),
      '{"password":"***","password_":"***"}',
    ],
    [
      "a class's object",
      Object.assign(new (class Login {})(), { password: SECRET }),
      '{"password":"***"}',
    ],
    [
      "what toJSON returns",
      { toJSON: () => ({ a: { toJSON: () => ({ password: SECRET }) } }) },
      '{"a":{"password":"***"}}',
    ],
  ])("%s", (_, value, expected) => {
    expect(text(value, passwords)).toBe(expected);
  });

  test.each([
    ["password", { password: "***" }],
    ["code", { code: "***" }],
    ["type", { type: "***", type_: "***" }],
    ["type_", { type_: "***" }],
    ["stack", { stack: "***" }],
    ["message", { message: "***", stack: "***" }],
    ["cause", { cause: "***" }],
    ["errors", { errors: "***" }],
  ])("an error: %s", (name, expected) => {
    const error = Object.assign(new AggregateError([1], "x", { cause: "why" }), {
      password: SECRET,
      code: "E",
      type: "own",
    });
    const { stack } = error;
    const plain = JSON.parse(text(error, members({})));
    const redacted = JSON.parse(text(error, members({ [name]: censored(CENSOR) })));
    expect(plain).toMatchObject({ type: "AggregateError", type_: "own", stack });
    expect(redacted).toEqual({ ...plain, ...expected });
  });

  test("a cause", () => {
    const cause = Object.assign(new Error("b"), { password: SECRET });
    const redacted = text(new Error("a", { cause }), passwords);
    expect(redacted).toContain('"password":"***"');
    expect(redacted).not.toContain(SECRET);
  });
});

describe("a censor", () => {
  test("gets the value and its path", () => {
    const told: unknown[] = [];
    const censor: Censor = {
      needsValue: true,
      replace(value, path) {
        told.push([value, path]);
        return told.length;
      },
    };
    const value = {
      id: 1,
      list: [0, { id: 2 }],
      error: Object.assign(new Error("x"), { id: 3 }),
      map: new Map([["x", new Map([["id", 4]])]]),
      thrown: { a: refuse, toJSON: refuse },
      id_: { id: 5 },
    };
    const json = text(value, anywhere(["id"], censor), ["a", "b"]);
    expect(told).toEqual([
      [1, ["a", "b", "id"]],
      [2, ["a", "b", "list", "1", "id"]],
      [3, ["a", "b", "error", "id"]],
      [4, ["a", "b", "map", "x", "id"]],
      [5, ["a", "b", "id_", "id"]],
    ]);
    expect(json).toMatch(/^\{"id":1,"list":\[0,\{"id":2\}\].*"id_":\{"id":5\}\}$/);
  });

  test("that needs no value has none read", () => {
    let reads = 0;
    const value = {
      get password() {
        return ++reads;
      },
    };
    expect(text(value, passwords)).toBe('{"password":"***"}');
    expect(reads).toBe(0);
  });

  test("decides about everything inside the value", () => {
    const all: Members = { member: () => ({ censor: constant({ a: 1 }), inside: all }) };
    expect(text({ a: SECRET }, all)).toBe('{"a":{"a":1}}');
  });

  test("that needs the value of a getter that throws is told a mark", () => {
    const value = {
      get password() {
        return refuse();
      },
    };
    const censor: Censor = { needsValue: true, replace: (value) => ({ value }) };
    expect(text(value, anywhere(["password"], censor))).toBe('{"password":{"value":"[Throws]"}}');
  });

  test.each<[name: string, value: unknown, text: string]>([
    ["nothing in an object", REMOVED, '{"c":{"list":[1]}}'],
    ["undefined", undefined, '{"c":{"list":[1,null]}}'],
    ["a number", 5, '{"a":5,"c":{"list":[1,5]}}'],
    [
      "an object, in which nothing is redacted",
      { a: [Number.NaN] },
      '{"a":{"a":[null]},"c":{"list":[1,{"a":[null]}]}}',
    ],
    ["what throws", { toJSON: refuse }, '{"a":"[Throws]","c":{"list":[1,"[Throws]"]}}'],
  ])("may give %s", (_, replacement, expected) => {
    const value = { a: SECRET, c: { list: [1, SECRET] } };
    const censor = censored(constant(replacement));
    const list = inside(members({ list: inside(members({ "1": censor })) }));
    expect(text(value, members({ a: censor, c: list }))).toBe(expected);
  });
});

describe("nothing comes out when", () => {
  const value = { first: "shown", a: { b: SECRET, password: SECRET } };

  test.each<[name: string, redaction: Members]>([
    ["a censor throws", anywhere(["b"], { needsValue: true, replace: refuse })],
    [
      "a censor that needs no value throws",
      anywhere(["b"], { needsValue: false, replace: refuse }),
    ],
    [
      "redaction throws",
      members({
        first: censored(CENSOR),
        get a() {
          return refuse();
        },
      }),
    ],
  ])("%s", (_, redaction) => {
    expect(text(value, redaction)).toBe("[withheld: redaction failed]");
    expect(text({ toJSON: () => value }, redaction)).toBe("[withheld: redaction failed]");
  });
});

test("with redaction, a mark does not contain the error", () => {
  const value = {
    a: { toJSON: refuse },
    b: Object.defineProperty(() => {}, "name", { get: refuse }),
    get c() {
      return refuse();
    },
  };
  expect(text(value, passwords)).toBe('{"a":"[Throws]","b":"[Throws]","c":"[Throws]"}');
  expect(text({ toJSON: refuse }, passwords)).toBe("[Throws]");
  expect(text(new Proxy(refuse, { get: refuse }), passwords)).toBe("[Throws]");
});

test("the path is restored after a value that throws", () => {
  const paths: unknown[] = [];
  const censor: Censor = { needsValue: false, replace: (_, path) => paths.push(path) };
  const deep = { x: { y: Object.defineProperty({}, "toJSON", { get: refuse }) } };
  text([deep, { id: 1 }], anywhere(["id"], censor));
  expect(paths).toEqual([["1", "id"]]);
});
