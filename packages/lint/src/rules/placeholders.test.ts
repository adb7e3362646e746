import fc from "fast-check";
import { afterEach, describe, expect, test } from "vitest";
import * as fastlog from "../../../fastlog/src/index.ts";
import { capture } from "../../../fastlog/src/testing.ts";
import { check, importing } from "./tester.ts";

/** A call with the functions of fastlog imported, after all fixes, without the import. */
function fix(call: string): string {
  const { fixed } = check("placeholders", importing(call));
  return fixed.slice(importing("").length);
}

function reportsOf(call: string) {
  return check("placeholders", importing(call)).reports;
}

describe("a value inside of a message becomes an argument", () => {
  test.each([
    ["info(`user ${id} from ${ip}`);", 'info("user {} from {}", id, ip);'],
    ["info(`${id}`);", 'info("{}", id);'],
    ['info("user " + id);', 'info("user {}", id);'],
    ['info("user " + id + " from " + ip + ".");', 'info("user {} from {}.", id, ip);'],
    ['info(id + " users");', 'info("{} users", id);'],
    ['info(a + b + " users");', 'info("{} users", a + b);'],
    ['info("sum " + (a + b));', 'info("sum {}", a + b);'],
    ['info("user " + `${id} in`);', 'info("user {} in", id);'],
    ["info(`user ${`${id} in ${ms}`} ms`);", 'info("user {} in {} ms", id, ms);'],
    [
      "warn(`no answer from ${hosts[0]} in ${now() - start} ms`);",
      'warn("no answer from {} in {} ms", hosts[0], now() - start);',
    ],
    ["info(`last ${(a, b)}`);", 'info("last {}", (a, b));'],
    ["info(`found ${ok ? 1 : 2}`);", 'info("found {}", ok ? 1 : 2);'],
    ['info(("user " + id));', 'info("user {}", id);'],
    ["info(`user ${id}`,);", 'info("user {}", id,);'],
    ['log("warn", `user ${id}`);', 'log("warn", "user {}", id);'],
    ["log(level, `user ${id}`);", 'log(level, "user {}", id);'],
    ["log(`user ${id}`);", 'log("user {}", id);'],
    ["info?.(`user ${id}`);", 'info?.("user {}", id);'],
  ])("%s becomes %s", (call, expected) => {
    expect(fix(call)).toBe(expected);
  });
});

describe("the text stays the same", () => {
  test.each([
    ["info(`set {${id}}`);", 'info("set {{{}}}", id);'],
    ["info(`{} {name} {{ ${id}`);", 'info("{{}} {{name}} {{{{ {}", id);'],
    ['info(`a \\`quoted\\` "${id}"`);', 'info("a `quoted` \\"{}\\"", id);'],
    ["info(`tab\\t\\u{41} \\${x} ${id}`);", 'info("tab\\tA ${{x}} {}", id);'],
    ["info(`one\n  two \\` \\${ ${id}`);", "info(`one\n  two \\` \\${{ {}`, id);"],
    ["info(`one\\ntwo ${id}`);", "info(`one\ntwo {}`, id);"],
  ])("%s becomes %s", (call, expected) => {
    expect(fix(call)).toBe(expected);
  });

  test("quotes are those of the imports of the file", () => {
    const source = "import { info } from 'fastlog';\ninfo(`it's \"${id}\"`);";
    const expected = "import { info } from 'fastlog';\ninfo('it\\'s \"{}\"', id);";
    expect(check("placeholders", source).fixed).toBe(expected);
  });
});

describe("arguments after the message", () => {
  test.each([
    ["info(`user ${id}`, { ip });", 'info("user {}", id, { ip });'],
    ["info(`user ${id}`, ...more);", 'info("user {}", id, ...more);'],
    ["info(`${a} of {}`, total, { ip });", 'info("{} of {}", a, total, { ip });'],
    ["info(`{} of ${total}`, a, { ip });", 'info("{} of {}", a, total, { ip });'],
    ["info(`{id} of ${total} {{}}`, { id });", 'info("{id} of {} {{}}", total, { id });'],
    ["info(`{:?} ${b}`, a);", 'info("{:?} {}", a, b);'],
    ["info(`${a} {} and {}`, b);", 'info("{} {} and {{}}", a, b);'],
  ])("%s stay in their places: %s", (call, expected) => {
    expect(fix(call)).toBe(expected);
  });

  test("a report says that braces in the values are read as placeholders, if there are some", () => {
    expect(reportsOf("info(`user ${id}`, { ip });")).toMatchObject([{ id: "braces" }]);
    expect(reportsOf("info(`user ${id}`);")).toMatchObject([{ id: "values" }]);
  });
});

describe("after fields or an error", () => {
  test.each([
    ["info({ ip }, `user ${id}`);", 'info({ ip }, "user {}", id);'],
    ["info(null, `user ${id}`);", 'info(null, "user {}", id);'],
    ['error(new Error("x"), `no ${id}`);', 'error(new Error("x"), "no {}", id);'],
    ["try {} catch (e) { error(e, `no ${id}`); }", 'try {} catch (e) { error(e, "no {}", id); }'],
    [
      "const fields = { ip }; info(fields, `user ${id}`);",
      'const fields = { ip }; info(fields, "user {}", id);',
    ],
  ])("%s becomes %s", (call, expected) => {
    expect(fix(call)).toBe(expected);
  });

  test.each(["err", "cause", "event.error", "this.lastError", "request"])(
    "%s may be no error, so a suggestion takes the place of the fix",
    (name) => {
      const call = `error(${name}, \`no \${id}\`);`;
      expect(fix(call)).toBe(call);
      const replace = importing(`error(${name}, "no {}", id);`);
      expect(reportsOf(call)).toMatchObject([{ suggestions: { replace } }]);
    },
  );

  test("the template of an unknown first argument is an argument", () => {
    expect(reportsOf("info(text, `user ${id}`);")).toEqual([]);
  });
});

describe("the order of what a call does", () => {
  test("an expression that changes a value before it is left to the reader", () => {
    for (const later of ["i++", "(list = [])", "await next()"]) {
      const call = `info(\`\${list} \${${later}}\`);`;
      expect(fix(call)).toBe(call);
      expect(Object.keys(reportsOf(call)[0]?.suggestions ?? {})).toEqual(["replace"]);
    }
  });

  test("arguments with effects do not change places", () => {
    const call = "info(`{} ${second()}`, first());";
    expect(fix(call)).toBe(call);
    expect(reportsOf(call)).toMatchObject([{ id: "unclear", suggestions: {} }]);
  });

  test.each([
    "info(`{} ${id}`, ...list);",
    "info({ a }, `{} ${id}`, );",
    "info({ a }, `{} {} ${id}`, b);",
  ])("%s has a fix only if it is known which values the placeholders take", (call) => {
    const isLiteral = call.includes("b);") || call.includes("...");
    expect(fix(call) === call).toBe(isLiteral);
  });

  test("a comment is not lost", () => {
    const call = "info(`user ${/* of the session */ id}`);";
    expect(fix(call)).toBe(call);
    expect(reportsOf(call)).toMatchObject([{ id: "values", suggestions: {} }]);
  });
});

describe("there is nothing to report", () => {
  test.each([
    'info("user {}", id);',
    "info(`plain`);",
    'info("a " + "b");',
    'info("a" +\n"b", { id });',
    "info`user ${id}`;",
    "info(() => `user ${id}`);",
    'info("user {}", `${first} ${last}`);',
    'const PREFIX = "db: "; info(PREFIX + "ready"); info(`${PREFIX}ready`);',
    'const names = { db: "db" }; info(`${names.db} ready`);',
    "info(`${MESSAGES.READY} now`);",
    "info(text);",
    "info(1 + 2);",
    "other(`user ${id}`);",
    "console.info(`user ${id}`);",
    "const f = (info) => info(`user ${id}`);",
    "info();",
    "info(...list);",
    "debug(`state ${dump()}`);",
    'log(level, "user", `${id}`);',
    "log(color(text), `user ${id}`);",
    "const text = `user ${id}`; info(text);",
    "info(on ? `user ${id}` : 'nobody');",
  ])("in %s", (call) => {
    expect(reportsOf(call)).toEqual([]);
  });
});

describe("fixed calls", () => {
  afterEach(() => records.restore());
  let records = capture();

  /** The records that calls make. Variables have texts with braces and quotes in them. */
  function recordsOf(source: string): unknown[] {
    records = capture({ filter: "trace" });
    const names = ["info", "error", "a", "b", "f"];
    const values = [
      fastlog.info,
      fastlog.error,
      "{x}",
      'it\'s "{}"',
      (text: string) => `<${text}>`,
    ];
    new Function(...names, source)(...values);
    return records.records.map(({ message, fields }) => ({ message, fields }));
  }

  const texts = fc.constantFrom(
    "{",
    "}",
    "{}",
    "{{",
    "}}",
    "{n}",
    " ",
    "'",
    '"',
    "\\\\",
    "\\n",
    "\\`",
    "\\${",
    "x",
  );
  const values = fc.constantFrom("a", "b", "f(a)", '"lit{}eral"', "`in ${b} {}`", "1 + 2");
  const template = fc
    .array(
      fc.oneof(
        texts,
        values.map((value) => `\${${value}}`),
      ),
      { maxLength: 8 },
    )
    .map((parts) => `\`${parts.join("")}\``);
  const sum = fc
    .array(
      fc.oneof(
        texts.map((text) => `\`${text}\``),
        values.map((value) => `(${value})`),
      ),
      { minLength: 1, maxLength: 6 },
    )
    .map((parts) => `"" + ${parts.join(" + ")}`);
  const first = fc.constantFrom("", "{ z: 1 }, ", "null, ");

  function logTheSame(calls: readonly string[]): void {
    const source = calls.join("\n");
    expect(recordsOf(fix(source))).toEqual(recordsOf(source));
  }

  test("log what they logged before", () => {
    const call = fc
      .tuple(first, fc.oneof(template, sum))
      .map(([before, message]) => `info(${before}${message});`);
    fc.assert(fc.property(fc.array(call, { minLength: 30, maxLength: 30 }), logTheSame), {
      numRuns: 20,
    });
  });

  test("log what they logged before, if no value has braces, with arguments behind the message", () => {
    const plain = fc.constantFrom("f(1)", "f(2)", "3");
    const braced = fc.constantFrom("{}", "{{", "}}", "{n}", "{o:?}", " ", "x");
    const message = fc
      .array(
        fc.oneof(
          braced,
          plain.map((value) => `\${${value}}`),
        ),
        { maxLength: 8 },
      )
      .map((parts) => `\`${parts.join("")}\``);
    const behind = fc.array(fc.constantFrom("4", '"five"', "{ n: 6 }", "{ o: { p: 7 } }"), {
      minLength: 1,
      maxLength: 4,
    });
    const call = fc
      .tuple(message, behind)
      .map(([text, args]) => `info(${[text, ...args].join(", ")});`);
    fc.assert(fc.property(fc.array(call, { minLength: 30, maxLength: 30 }), logTheSame), {
      numRuns: 20,
    });
  });
});
