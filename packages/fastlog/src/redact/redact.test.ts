import libraryRedact from "@pinojs/redact";
import fc from "fast-check";
import { describe, expect, expectTypeOf, test } from "vitest";
import { collectGarbage } from "../../test/fixtures/unit/garbage.ts";
import { FastlogError } from "../errors.ts";
import type { Members } from "./members.ts";
import { checkRedact, compileRedaction, type Redact, type RedactPattern } from "./redact.ts";
import { REMOVED } from "./removed.ts";
import { SECRET_NAMES } from "./secret/names.ts";

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** What is written of plain JSON: the way that writers of values go, the slow way. */
function written(
  value: unknown,
  members: Members | undefined,
  path: readonly string[] = [],
): unknown {
  if (typeof value !== "object" || value === null || members === undefined) return value;
  const entries = Object.entries(value).map(([key, inside]): [string, unknown] => {
    const { censor, inside: within } = members.member(key) ?? {};
    const here = [...path, key];
    return [key, censor ? censor.replace(inside, here) : written(inside, within, here)];
  });
  if (Array.isArray(value))
    return entries.map(([, inside]) => (inside === REMOVED ? null : inside));
  return Object.fromEntries(entries.filter(([, inside]) => inside !== REMOVED));
}

const redacted = (option: Redact, value: unknown) => written(value, compileRedaction(option));

/** How many bytes more are held after something was done than before. */
async function growth(work: () => void): Promise<number> {
  await collectGarbage();
  const before = process.memoryUsage().heapUsed;
  work();
  await collectGarbage();
  return process.memoryUsage().heapUsed - before;
}

const R = "[Redacted]";

test.each<[paths: string[], value: Json, expected: Json]>([
  [[], { a: { b: 1 } }, { a: { b: 1 } }],
  [["password"], { password: "x", user: "y" }, { password: R, user: "y" }],
  [["a"], { a: { b: 1 } }, { a: R }],
  [["a"], { a: null, b: { a: 1 } }, { a: R, b: { a: 1 } }],
  [["a"], { a: [] }, { a: R }],
  [["a.b"], { a: { b: 1, c: 2 }, b: 3 }, { a: { b: R, c: 2 }, b: 3 }],
  [["a.b"], { a: "text" }, { a: "text" }],
  [["a.b"], { a: null }, { a: null }],
  [["a.b"], { c: 1 }, { c: 1 }],
  [["a.b.c"], { a: { b: 1 } }, { a: { b: 1 } }],
  [['a["b-c"].d'], { a: { "b-c": { d: 1 } } }, { a: { "b-c": { d: R } } }],
  [
    ["users[0].email"],
    { users: [{ email: 1 }, { email: 2 }] },
    { users: [{ email: R }, { email: 2 }] },
  ],
  [["users[*].email"], { users: [{ email: 1 }, 2] }, { users: [{ email: R }, 2] }],
  [
    ["*.token"],
    { token: 1, a: { token: 2, b: { token: 3 } } },
    { token: 1, a: { token: R, b: { token: 3 } } },
  ],
  [["a.*.b"], { a: { x: { b: 1 }, b: 2 } }, { a: { x: { b: R }, b: 2 } }],
  [["a.*"], { a: { b: 1, c: { d: 2 } }, e: 3 }, { a: { b: R, c: R }, e: 3 }],
  [["a.*"], { a: [1, [2]] }, { a: [R, R] }],
  [["*"], { a: 1, b: {} }, { a: R, b: R }],
  [["*.*.a"], { a: { a: { a: 1 } } }, { a: { a: { a: R } } }],
  [["a", "a.b"], { a: { b: 1 } }, { a: R }],
  [["a.b", "a"], { a: { b: 1 } }, { a: R }],
  [["a.b", "*.c"], { a: { b: 1, c: 2, d: 3 } }, { a: { b: R, c: R, d: 3 } }],
  [
    ["a.b.c", "*.b.d", "a.*.e"],
    { a: { b: { c: 1, d: 2, e: 3, f: 4 } } },
    { a: { b: { c: R, d: R, e: R, f: 4 } } },
  ],
  [["a.b", "a.*.c"], { a: { b: { c: 1 }, d: { c: 1 } } }, { a: { b: R, d: { c: R } } }],
])("the paths %j make %j into %j", (paths, value, expected) => {
  expect(redacted(paths, value)).toEqual(expected);
});

test.each<[paths: string[], value: Json, expected: Json]>([
  [["**.a"], { a: 1, b: { a: { c: 2 } } }, { a: R, b: { a: R } }],
  [["**.a"], { b: [{ c: { a: 1, d: 2 } }] }, { b: [{ c: { a: R, d: 2 } }] }],
  [['**["a-b"]'], { c: { "a-b": 1 } }, { c: { "a-b": R } }],
  [["**.a", "b.c", "d"], { b: { a: 1, c: 2, e: 3 }, d: 4 }, { b: { a: R, c: R, e: 3 }, d: R }],
  [["**.a", "**.b"], { c: { a: 1, b: 2 } }, { c: { a: R, b: R } }],
])("the paths %j make %j into %j, at any depth", (paths, value, expected) => {
  expect(redacted(paths, value)).toEqual(expected);
});

test.each<[paths: string[], value: Json, expected: Json]>([
  [
    ["req.headers.Authorization"],
    { req: { headers: { authorization: 1 } } },
    { req: { headers: { authorization: R } } },
  ],
  [
    ["authorization"],
    { AUTHORIZATION: 1, Authorization: 2 },
    { AUTHORIZATION: R, Authorization: R },
  ],
  [
    ["*.Token", "**.APIKey"],
    { a: { tOKEN: 1, b: { apikey: 2 } } },
    { a: { tOKEN: R, b: { apikey: R } } },
  ],
  [
    ["straße", "ΟΔΟΣ", "k"],
    { STRASSE: 1, οδος: 2, οδοσ: 3, "\u212a": 4 },
    { STRASSE: R, οδος: R, οδοσ: R, "\u212a": R },
  ],
])("the paths %j make %j into %j, whatever the letters' case", (paths, value, expected) => {
  expect(redacted(paths, value)).toEqual(expected);
});

test.each<[paths: string[], value: Json, expected: Json]>([
  [
    ["req.headers.authorization"],
    { "req.headers.authorization": 1 },
    { "req.headers.authorization": R },
  ],
  [
    ["req.headers.authorization"],
    { "Req.Headers": { authorization: 1 } },
    { "Req.Headers": { authorization: R } },
  ],
  [
    ["a.b.c"],
    { a: { "b.c": 1, "b.d": 2 }, "a.b": { c: 3, d: 4 } },
    { a: { "b.c": R, "b.d": 2 }, "a.b": { c: R, d: 4 } },
  ],
  [["a.b"], { "a.b.c": 1, "a.bc": 2, "x.a.b": 3 }, { "a.b.c": R, "a.bc": 2, "x.a.b": 3 }],
  [["a"], { "a.b": 1, "a.": 2, ".a": 3 }, { "a.b": R, "a.": R, ".a": 3 }],
  [
    ['["a.b"].c'],
    { "a.b": { c: 1 }, "a.b.c": 2, a: { "b.c": 3 } },
    { "a.b": { c: R }, "a.b.c": R, a: { "b.c": 3 } },
  ],
  [
    ['a["b.c"].d'],
    { "a.b.c": { d: 1 }, "a.b.c.d": 2, a: { b: { c: { d: 3 } } } },
    { "a.b.c": { d: R }, "a.b.c.d": R, a: { b: { c: { d: 3 } } } },
  ],
  [
    ["*.token"],
    { "user.token": 1, "a.b.token": 2, "a.b": { token: 3 } },
    { "user.token": R, "a.b.token": R, "a.b": { token: R } },
  ],
  [
    ["users[*].email"],
    { "users.0.email": 1, "users.0.name": 2 },
    { "users.0.email": R, "users.0.name": 2 },
  ],
  [
    ["a.*.b"],
    { "a.x.y.b": 1, "a.x.y": { b: 2 }, "a.b": { b: 3 } },
    { "a.x.y.b": R, "a.x.y": { b: R }, "a.b": { b: R } },
  ],
  [
    ["**.a"],
    { "b.a": 1, "b.a.c": 2, "b.c": { a: 3 }, "ba.c": 4 },
    { "b.a": R, "b.a.c": R, "b.c": { a: R }, "ba.c": 4 },
  ],
  [['**["a.b"]'], { "c.a.b": 1, "c.a": { b: 2 } }, { "c.a.b": R, "c.a": { b: 2 } }],
])("the paths %j make %j into %j, keys with dots included", (paths, value, expected) => {
  expect(redacted(paths, value)).toEqual(expected);
});

test("names that every object inherits are names like any other", () => {
  const root = compileRedaction(["__proto__.a", "constructor"]);
  expect(root.member("constructor")?.censor).toBeDefined();
  expect(root.member("__proto__")?.inside?.member("a")?.censor).toBeDefined();
  expect(root.member("toString")).toBeUndefined();
  expect(root.member("hasOwnProperty")).toBeUndefined();
});

describe("a writer need not ask", () => {
  test.each<[paths: string[], name: string]>([
    [["a.b"], "b"],
    [["a.b"], "a.c"],
    [["*.b.c", "a"], ""],
    [[], "a"],
  ])("for what is inside, where the paths are %j and the key is %j", (paths, name) => {
    const verdict = compileRedaction(paths).member(name);
    expect(verdict?.inside?.member("x")).toBeUndefined();
  });

  test("beyond the last key that a path names", () => {
    const root = compileRedaction(["a.b", "a.c.*"]);
    expect(root.member("x")).toBeUndefined();
    expect(root.member("a")).toMatchObject({ censor: undefined, inside: expect.anything() });
    const inside = root.member("a")?.inside;
    expect(inside?.member("x")).toBeUndefined();
    expect(inside?.member("b")).toMatchObject({ censor: expect.anything(), inside: undefined });
    expect(inside?.member("c")?.inside?.member("x")?.inside).toBeUndefined();
  });

  test("for the same thing twice: equal places share what they know", () => {
    const root = compileRedaction(["**.a", "b.*.c"]);
    expect(root.member("x")).toBe(root.member("y")?.inside?.member("z"));
    expect(root.member("b")?.inside?.member("x")).toBe(root.member("B")?.inside?.member("y"));
  });
});

describe("in a censored value's place stands", () => {
  const object = { a: { b: 1 }, c: 2 };

  test.each<[option: Redact, expected: unknown]>([
    [["a.b"], "[Redacted]"],
    [{ paths: ["a.b"] }, "[Redacted]"],
    [{ paths: ["a.b"], censor: undefined, remove: undefined }, "[Redacted]"],
    [{ paths: ["a.b"], censor: "***", remove: false }, "***"],
    [{ paths: ["a.b"], censor: "" }, ""],
    [{ paths: ["a.b"], censor: 0 }, 0],
    [{ paths: ["a.b"], censor: false }, false],
  ])("for %j %j", (option, expected) => {
    expect(redacted(option, object)).toEqual({ a: { b: expected }, c: 2 });
    expect(compileRedaction(option).member("a")?.inside?.member("b")?.censor).toMatchObject({
      needsValue: false,
    });
  });

  test("null, if that is the censor", () => {
    const censor = compileRedaction({ paths: ["a"], censor: null }).member("a")?.censor;
    expect(censor?.replace(1, ["a"])).toBeNull();
  });

  test("what the function makes of the value and its path", () => {
    const censor = (value: unknown, path: string[]) => `${path.join("/")}=${value}`;
    expect(redacted({ paths: ["a.*"], censor }, object)).toEqual({ a: { b: "a/b=1" }, c: 2 });
    expect(compileRedaction({ paths: ["a"], censor }).member("a")?.censor?.needsValue).toBe(true);
  });

  test("nothing at all, whatever the censor, if it is to be removed", () => {
    const censor = (): never => {
      throw new Error("called");
    };
    const option: Redact = { paths: ["a.b", "d[0]"], censor, remove: true };
    expect(redacted(option, { ...object, d: [1, 2] })).toEqual({ a: {}, c: 2, d: [null, 2] });
    expect(compileRedaction({ paths: ["a"], remove: true }).member("a")?.censor?.needsValue).toBe(
      false,
    );
  });
});

test("a censor function may keep the path and change it", () => {
  const kept: string[][] = [];
  const censor = (_: unknown, path: string[]) => kept.push(path);
  const path = ["a"];
  compileRedaction({ paths: ["a"], censor })
    .member("a")
    ?.censor?.replace(1, path);
  kept[0]?.push("changed");
  expect(path).toEqual(["a"]);
});

test("a censor function that throws throws to who asks for the value", () => {
  const censor = (): never => {
    throw new TypeError("no");
  };
  expect(() => redacted({ paths: ["a"], censor }, { a: 1 })).toThrow(new TypeError("no"));
});

test("paths that are changed later change nothing", () => {
  const paths = ["a"];
  const root = compileRedaction(paths);
  paths[0] = "b";
  expect(root.member("a")).toBeDefined();
  expect(root.member("b")).toBeUndefined();
});

const EXPECTED = "expected an array of paths or { paths, patterns, censor, remove }";
const CENSORS = "expected a string, a number, a boolean, null or a function";

test.each<[option: unknown, message: string]>([
  [undefined, `invalid option redact=undefined: ${EXPECTED}`],
  [null, `invalid option redact=null: ${EXPECTED}`],
  ["password", `invalid option redact="password": ${EXPECTED}; did you mean ["password"]?`],
  [() => [], `invalid option redact=[Function: anonymous]: ${EXPECTED}`],
  [{}, "invalid option redact.paths=undefined: expected an array of paths"],
  [{ paths: "a" }, 'invalid option redact.paths="a": expected an array of paths'],
  [{ paths: { 0: "a" } }, 'invalid option redact.paths={"0":"a"}: expected an array of paths'],
  [[1], "invalid option redact.paths[0]=1: expected a string"],
  [{ paths: ["a", ["b"]] }, 'invalid option redact.paths[1]=["b"]: expected a string'],
  // biome-ignore lint/suspicious/noSparseArray: that is the case
  [["a", , "b"], "invalid option redact.paths[1]=undefined: expected a string"],
  [["a", "a..b"], 'invalid option redact: path "a..b": a name is missing at character 3'],
  [{ paths: [], censor: {} }, `invalid option redact.censor={}: ${CENSORS}`],
  [{ paths: [], censor: 1n, remove: true }, `invalid option redact.censor=1n: ${CENSORS}`],
  [{ paths: [], censor: Symbol("s") }, `invalid option redact.censor=Symbol(s): ${CENSORS}`],
  [
    { patterns: "jwt" },
    'invalid option redact.patterns="jwt": expected an array of names and regular expressions',
  ],
  [
    { patterns: ["jwt", "beaer"] },
    `invalid option redact.patterns[1]="beaer": expected a regular expression or one of ${SECRET_NAMES.join(", ")}; did you mean "bearer"?`,
  ],
  [
    { patterns: [7] },
    `invalid option redact.patterns[0]=7: expected a regular expression or one of ${SECRET_NAMES.join(", ")}`,
  ],
  [
    { patterns: [/(a)\1/] },
    'invalid option redact.patterns[0]=/(a)\\1/: invalid pattern "(a)\\1": backreferences are not supported, as they are not linear in time',
  ],
  [
    { patterns: [/a/y] },
    'invalid option redact.patterns[0]=/a/y: the flag "y" is not supported (expected i, m or s)',
  ],
  [
    { patterns: [/a*/] },
    "invalid option redact.patterns[0]=/a*/: it matches the empty text, and so every text",
  ],
  [
    { patterns: [/(?:[a-z]{50}){50}/] },
    'invalid option redact.patterns[0]=/(?:[a-z]{50}){50}/: invalid pattern "(?:[a-z]{50}){50}": invalid repeat count "{50}"',
  ],
  [{ paths: [], remove: 1 }, "invalid option redact.remove=1: expected true or false"],
  [
    { path: ["a"] },
    'invalid option redact: unknown property "path" (expected paths, patterns, censor, remove)',
  ],
])("the option %o is refused", (option, message) => {
  const check = (): void => checkRedact(option);
  expect(check).toThrow(FastlogError);
  expect(check).toThrow(expect.objectContaining({ code: "ERR_FASTLOG_INVALID_OPTION", message }));
  expect(() => compileRedaction(option as Redact)).toThrow(message);
});

test("a pattern's type is a known name or a regular expression", () => {
  expectTypeOf<"jwt" | RegExp>().toExtend<RedactPattern>();
  expectTypeOf<"jwts">().not.toExtend<RedactPattern>();
  expectTypeOf<{ patterns: ("jwt" | RegExp)[] }>().toExtend<Redact>();
});

test("an option that is usable is not refused", () => {
  checkRedact([]);
  checkRedact(["a.*", "**.b"]);
  checkRedact(Object.freeze(["a"]));
  checkRedact({ paths: ["a"], censor: () => 1, remove: true });
  checkRedact({ paths: ["a"], patterns: [] });
  checkRedact({ patterns: ["jwt", /sess-[a-z0-9]+/giu], censor: () => 1 });
});

describe("for any paths and any object", () => {
  const key = fc.constantFrom("a", "b", "c", "0", "1");
  const { object } = fc.letrec<{ json: Json; object: { [key: string]: Json } }>((tie) => ({
    json: fc.oneof(
      { depthSize: "medium", withCrossShrink: true },
      fc.constantFrom(null, true, 1, "text"),
      fc.array(tie("json"), { maxLength: 3 }),
      tie("object"),
    ),
    object: fc.dictionary(key, tie("json"), { maxKeys: 4 }),
  }));
  const step = fc.oneof({ weight: 3, arbitrary: key }, fc.constant("*"));
  const path = fc
    .array(fc.tuple(step, fc.boolean()), { minLength: 1, maxLength: 5 })
    .map((steps) => steps.map(([name, dot]) => (dot ? `.${name}` : `[${name}]`)).join(""))
    .map((path) => path.replace(/^\./, ""));
  const paths = fc.array(path, { minLength: 1, maxLength: 6 });

  const library = (options: libraryRedact.RedactOptions, object: object): unknown =>
    // It changes its argument where a name and a wildcard stand side by side.
    JSON.parse(libraryRedact({ ...options, strict: false })(structuredClone(object)) as string);

  // Left out: what the library takes from prototypes (`a.length`, `__proto__.a`), where it throws or
  // changes them.
  test("what is written is what @pinojs/redact gives", () => {
    fc.assert(
      fc.property(paths, object, (paths, object) => {
        expect(redacted(paths, object)).toEqual(library({ paths, censor: R }, object));
      }),
      { numRuns: 5_000 },
    );
  });

  test("what is left out is what @pinojs/redact leaves out", () => {
    fc.assert(
      fc.property(paths, object, (paths, object) => {
        const option = { paths, remove: true };
        expect(redacted(option, object)).toEqual(library(option, object));
      }),
      { numRuns: 5_000 },
    );
  });

  // The path only: of paths that overlap, the library gives the later one the earlier one's result.
  test("a censor function gets the paths that it gets from @pinojs/redact", () => {
    const censor = (...[, path]: [value: unknown, path?: string[]]) => path?.join("/");
    fc.assert(
      fc.property(paths, object, (paths, object) => {
        const option = { paths, censor };
        expect(redacted(option, object)).toEqual(library(option, object));
      }),
      { numRuns: 5_000 },
    );
  });

  test("the case of letters changes nothing", () => {
    const upper = (value: unknown): unknown =>
      JSON.parse(JSON.stringify(value).replace(/"[^"]*"/g, (text) => text.toUpperCase()));
    fc.assert(
      fc.property(paths, object, (paths, object) => {
        const given = redacted({ paths, censor: "R" }, object);
        expect(redacted({ paths, censor: "R" }, upper(object))).toEqual(upper(given));
        const upperPaths = paths.map((path) => path.toUpperCase());
        expect(redacted({ paths: upperPaths, censor: "R" }, object)).toEqual(given);
      }),
    );
  });
});

describe("for any paths and any keys", () => {
  const name = fc.constantFrom("a", "b", "c");
  const withWildcards = fc.oneof({ weight: 3, arbitrary: name }, fc.constant("*"));
  const pathOf = (step: fc.Arbitrary<string>) =>
    fc.oneof(
      {
        weight: 5,
        arbitrary: fc.array(step, { minLength: 1, maxLength: 5 }).map((steps) => steps.join(".")),
      },
      fc.constantFrom("**.a", "**.b"),
    );
  const keys = fc.array(name, { minLength: 1, maxLength: 6 });
  const joins = fc.array(fc.boolean(), { minLength: 6, maxLength: 6 });

  const flattened = (keys: readonly string[], joins: readonly boolean[]): string[] =>
    keys.reduce<string[]>((flat, key, i) => {
      if (i > 0 && joins[i]) flat.push(`${flat.pop()}.${key}`);
      else flat.push(key);
      return flat;
    }, []);

  function isCensored(root: Members, keys: readonly string[]): boolean {
    let members: Members | undefined = root;
    for (const key of keys) {
      const verdict: ReturnType<Members["member"]> = members?.member(key);
      if (verdict?.censor !== undefined) return true;
      members = verdict?.inside;
    }
    return false;
  }

  test("without wildcards, keys written flat are censored where nested ones are", () => {
    fc.assert(
      fc.property(fc.array(pathOf(name)), keys, joins, (paths, keys, joins) => {
        const root = compileRedaction(paths);
        expect(isCensored(root, flattened(keys, joins))).toBe(isCensored(root, keys));
      }),
      { numRuns: 5_000 },
    );
  });

  // Where one takes several parts, there may be more: `*.c` is for `a.b.c` as well as for `a.c`.
  test("with wildcards, keys written flat are censored at least where nested ones are", () => {
    fc.assert(
      fc.property(fc.array(pathOf(withWildcards)), keys, joins, (paths, keys, joins) => {
        const root = compileRedaction(paths);
        if (isCensored(root, keys)) expect(isCensored(root, flattened(keys, joins))).toBe(true);
      }),
      { numRuns: 5_000 },
    );
  });

  test("whether any keys are censored does not depend on which were asked for before", () => {
    fc.assert(
      fc.property(fc.array(pathOf(withWildcards)), fc.array(keys), keys, (paths, before, keys) => {
        const root = compileRedaction(paths);
        for (const keys of before) isCensored(root, keys);
        expect(isCensored(root, keys)).toBe(isCensored(compileRedaction(paths), keys));
      }),
      { numRuns: 2_000 },
    );
  });
});

describe("keys that lead to any of 2¹² sets of places", () => {
  const depth = 12;
  // A path for each position of an `a` among wildcards.
  const paths = Array.from({ length: depth }, (_, at) =>
    [...Array.from({ length: depth }, (_, i) => (i === at ? "a" : "*")), "secret"].join("."),
  );
  const secretAt = (root: Members, bits: number) => {
    let members: Members | undefined = root;
    for (let i = 0; i < depth; i++) members = members?.member((bits >> i) & 1 ? "a" : "b")?.inside;
    return members?.member("secret");
  };

  test("are followed rightly", () => {
    const root = compileRedaction(paths);
    for (let bits = 0; bits < 2 ** depth; bits++) {
      expect(secretAt(root, bits) !== undefined).toBe(bits > 0);
    }
  });

  test("do not fill the memory", async () => {
    const root = compileRedaction(paths);
    const grown = await growth(() => {
      for (let bits = 0; bits < 2 ** depth; bits++) secretAt(root, bits);
    });
    expect(grown).toBeLessThan(2 ** 20);
    expect(secretAt(root, 1)).toBeDefined();
  });
});

describe("a program that does not run out of names does not fill the memory", () => {
  const text = "x".repeat(1_000_000);

  test.each<[which: string, count: number, name: (i: number) => string]>([
    ["short ones", 200_000, String],
    ["long ones", 1_000, (i) => i + "x".repeat(60_000)],
    ["parts of a longer text", 300, (i) => JSON.parse(`"${i}${text}"`).slice(0, 40)],
  ])("with %s", async (_, count, name) => {
    const root = compileRedaction(["a.b", "*.*.a", "**.b"]);
    const grown = await growth(() => {
      for (let i = 0; i < count; i++) {
        expect(root.member("a")?.inside?.member(name(i))?.inside?.member(name(i))).toBeDefined();
      }
    });
    expect(grown).toBeLessThan(2 ** 20);
    expect(root.member("b")?.censor).toBeDefined();
  });
});
