import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { LEVELS, OFF } from "../level.ts";
import type { Directive } from "./directive.ts";
import { parseSpec } from "./parse.ts";

function directivesOf(spec: string): Record<string, number> {
  const { directives } = parseSpec(spec);
  return Object.fromEntries(
    directives.map(({ name = "(default)", threshold }) => [name, threshold]),
  );
}

function errorsOf(spec: string): string[] {
  return parseSpec(spec).errors.map(({ message }) => message);
}

describe("directives", () => {
  test.each<[spec: string, directives: Record<string, number>]>([
    ["", {}],
    [" , ,", {}],
    ["info", { "(default)": LEVELS.info }],
    ["wArN", { "(default)": LEVELS.warn }],
    ["fatal", { "(default)": LEVELS.fatal }],
    ["OFF", { "(default)": OFF }],
    ["dep1", { dep1: LEVELS.trace }],
    ["dep1=", { dep1: LEVELS.trace }],
    ["dep1=debug", { dep1: LEVELS.debug }],
    ["dep1=FATAL", { dep1: LEVELS.fatal }],
    ["info,noisy=off", { "(default)": LEVELS.info, noisy: OFF }],
    ["a::b=error,a::b,c=debug", { "a::b": LEVELS.trace, c: LEVELS.debug }],
    ["info,debug", { "(default)": LEVELS.debug }],
    ["=debug", { "": LEVELS.debug }],
    ["__proto__x=warn,constructor", { __proto__x: LEVELS.warn, constructor: LEVELS.trace }],
  ])("of %j", (spec, directives) => {
    expect(directivesOf(spec)).toEqual(directives);
    expect(errorsOf(spec)).toEqual([]);
  });

  test("a later directive takes the place of an earlier one with the same name", () => {
    expect(parseSpec("a=warn,info,a=debug").directives).toEqual<Directive[]>([
      { name: "a", threshold: LEVELS.debug },
      { name: undefined, threshold: LEVELS.info },
    ]);
  });
});

describe("the pattern", () => {
  test.each<[spec: string, source: string | undefined]>([
    ["info", undefined],
    ["info/", ""],
    ["/timeout", "timeout"],
    ["info/timeout|refused", "timeout|refused"],
    ["info / a,b=c ", " a,b=c "],
    ["dep1=/x", "x"],
  ])("of %j is %j", (spec, source) => {
    expect(parseSpec(spec).pattern?.source).toBe(source);
    expect(errorsOf(spec)).toEqual([]);
  });

  test("that is invalid leaves the directives in force", () => {
    const { directives, pattern, errors } = parseSpec("dep1=debug/[");
    expect(directives).toEqual([{ name: "dep1", threshold: LEVELS.debug }]);
    expect(pattern).toBeUndefined();
    expect(errors).toEqual([
      { directive: "/[", message: 'invalid pattern "[": missing closing ] "["' },
    ]);
  });
});

describe("scoped names", () => {
  test.each<[spec: string, directives: Record<string, number>, source: string | undefined]>([
    ["@acme/db", { "@acme/db": LEVELS.trace }, undefined],
    ["@acme/db=debug", { "@acme/db": LEVELS.debug }, undefined],
    ["@acme/=debug", { "@acme/": LEVELS.debug }, undefined],
    [
      "info,@acme/db::pool=debug/timeout",
      { "(default)": LEVELS.info, "@acme/db::pool": LEVELS.debug },
      "timeout",
    ],
    [
      "info, @a/b , @c/d = off/e",
      { "(default)": LEVELS.info, "@a/b": LEVELS.trace, "@c/d": OFF },
      "e",
    ],
    ["@acme/db/timeout", { "@acme/db": LEVELS.trace }, "timeout"],
    ["@acme=debug/timeout", { "@acme": LEVELS.debug }, "timeout"],
    ["@/timeout", { "@": LEVELS.trace }, "timeout"],
    ["a@b/timeout", { "a@b": LEVELS.trace }, "timeout"],
    ["info/@acme", { "(default)": LEVELS.info }, "@acme"],
  ])("the slash after a leading @scope belongs to the name: %j", (spec, directives, source) => {
    expect(directivesOf(spec)).toEqual(directives);
    expect(parseSpec(spec).pattern?.source).toBe(source);
    expect(errorsOf(spec)).toEqual([]);
  });

  test("a scoped name behaves as an unscoped one", () => {
    const name = fc.stringMatching(/^[a-z][a-z0-9_:-]{0,8}$/);
    const level = fc.constantFrom("", "=", "=warn", "=off", "=loud", "=a=b");
    const rest = fc.constantFrom("", "/", "/timeout", "/a/b", "/[");
    fc.assert(
      fc.property(name, name, level, rest, (scope, name, level, rest) => {
        const scoped = parseSpec(`info,@${scope}/${name}x${level}${rest}`);
        const plain = parseSpec(`info,${name}x${level}${rest}`);
        const unscoped = scoped.directives.map(({ name, threshold }) => ({
          name: name?.replace(`@${scope}/`, ""),
          threshold,
        }));
        expect(unscoped).toEqual(plain.directives);
        expect(scoped.pattern?.source).toBe(plain.pattern?.source);
        expect(scoped.errors).toHaveLength(plain.errors.length);
      }),
    );
  });
});

describe("errors", () => {
  const expected = "expected off, fatal, error, warn, info, debug or trace";

  test.each([
    ["db=loud", `invalid directive "db=loud": unknown level "loud" (${expected})`],
    [
      "db=inf",
      `invalid directive "db=inf": unknown level "inf" (${expected}); did you mean "info"?`,
    ],
    [
      "db = Warning",
      `invalid directive "db = Warning": unknown level "Warning" (${expected}); did you mean "warn"?`,
    ],
    [
      "db=verbose",
      `invalid directive "db=verbose": unknown level "verbose" (${expected}); did you mean "debug"?`,
    ],
    ["a=warn=info", 'invalid directive "a=warn=info": more than one "=" (expected target=level)'],
    [
      "debug/a/b",
      'invalid filter "debug/a/b": more than one "/" (inside the pattern, write "\\x2f")',
    ],
    ["a=\u001b[2J", `invalid directive "a=\\u001b[2J": unknown level "\\u001b[2J" (${expected})`],
  ])("%j: %s", (spec, message) => {
    expect(errorsOf(spec)).toEqual([message]);
  });

  test("an invalid directive is named and skipped, and the rest stays", () => {
    const { directives, errors } = parseSpec("info,a=loud, b=warn=x ,c=debug");
    expect(errors.map(({ directive }) => directive)).toEqual(["a=loud", "b=warn=x"]);
    expect(directives).toEqual([
      { name: undefined, threshold: LEVELS.info },
      { name: "c", threshold: LEVELS.debug },
    ]);
  });

  test("more than one slash leaves neither directives nor pattern", () => {
    const { directives, pattern, errors } = parseSpec("debug,a=warn/x/y");
    expect(directives).toEqual([]);
    expect(pattern).toBeUndefined();
    expect(errors).toMatchObject([{ directive: "debug,a=warn/x/y" }]);
  });

  test("a slash can be written in the pattern", () => {
    expect(parseSpec("info/GET \\x2fapi").pattern?.test("GET /api")).toBe(true);
  });
});

describe("hints", () => {
  test.each<[spec: string, hints: string[]]>([
    [
      "inf",
      ['"inf" is read as a target, which silences all others; did you mean the level "info"?'],
    ],
    [
      "WARNING",
      ['"WARNING" is read as a target, which silences all others; did you mean the level "warn"?'],
    ],
    ["*", ['"*" is read as a target, which silences all others; did you mean the level "trace"?']],
    ["info,debg", ['"debg" is read as a target; did you mean the level "debug"?']],
    [
      "inf,inf",
      ['"inf" is read as a target, which silences all others; did you mean the level "info"?'],
    ],
  ])("a bare name that looks like a level is pointed out: %j", (spec, hints) => {
    expect(parseSpec(spec)).toMatchObject({ errors: [], hints });
  });

  test.each([
    "",
    "info",
    "dep1",
    "inf=",
    "inf=debug",
    "dep1=debug",
    "infra",
    "information_desk",
    "info/x",
  ])("there are none for %j", (spec) => {
    expect(parseSpec(spec).hints).toEqual([]);
  });
});

describe("for any string", () => {
  test("the parser never throws, and never says nothing about a bad part", () => {
    const grammar = fc.constantFrom(..."ab@/,= \t", "info", "off", "=", "[", "\\", "\n");
    const spec = fc.oneof(fc.string({ unit: "binary" }), fc.string({ unit: grammar }));
    fc.assert(
      fc.property(spec, (spec) => {
        const { directives, errors } = parseSpec(spec);
        const names = directives.map(({ name }) => name);
        expect(new Set(names).size).toBe(names.length);
        for (const { directive, message } of errors) {
          expect(spec).toContain(directive);
          expect(message).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}]/u);
        }
      }),
      { numRuns: 5_000 },
    );
  });

  test("whitespace around names, levels and commas changes nothing", () => {
    const space = fc.stringMatching(/^[ \t\n]{0,2}$/);
    const name = fc.constantFrom("dep1", "dep1::http", "@acme/db", "app", "");
    const level = fc.constantFrom("info", "FATAL", "off", "", "loud");
    const directive = fc.tuple(name, level, space, space, space, space);
    const bare = fc.constantFrom("info", "off", "fatal", "dep1", "@acme/db", "");
    const part = fc.oneof(
      directive.map(([name, level, a, b, c, d]) => [
        `${name}=${level}`,
        `${a}${name}${b}=${c}${level}${d}`,
      ]),
      fc.tuple(bare, space, space).map(([name, a, b]) => [name, a + name + b]),
    );
    fc.assert(
      fc.property(fc.array(part), fc.constantFrom("", "/", "/time out"), (parts, pattern) => {
        const tight = parseSpec(parts.map(([tight]) => tight).join(",") + pattern);
        const loose = parseSpec(parts.map(([, loose]) => loose).join(",") + pattern);
        expect(loose.directives).toEqual(tight.directives);
        expect(loose.pattern?.source).toBe(tight.pattern?.source);
        expect(loose.errors).toHaveLength(tight.errors.length);
      }),
    );
  });
});

test("a very long spec is parsed in one pass", () => {
  const many = parseSpec(`info,${"@a/b=debug,".repeat(50_000)}x=loud/y`);
  expect(many.directives).toHaveLength(2);
  expect(many.errors).toHaveLength(1);
  for (const filler of ["=", ",", "/", "@", " ", "@a/", "a"]) {
    expect(() => parseSpec(filler.repeat(100_000))).not.toThrow();
  }
});
