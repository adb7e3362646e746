import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fileOf, ran, viewed } from "../../../test/fixtures/unit/command.ts";

const AT = Date.UTC(2026, 10, 30, 3, 54, 20, 961);
const line = (fields: object, level = 30) =>
  `${JSON.stringify({ level, time: AT, msg: "m", ...fields })}\n`;

test("what stands before a record on its line is shown before it, but for a time", async () => {
  const record = '{"level":30,"msg":"m"}';
  expect(await viewed(`web-1  | ${record}\n\u001b[36mweb\u001b[0m | ${record}\n`)).toBe(
    "web-1  | --:--:--.--- INFO  m\n\\u001b[36mweb\\u001b[0m | --:--:--.--- INFO  m\n",
  );
  expect(await viewed(`2026-11-30T03:54:20.961000000Z ${record}\n`)).toBe("03:54:20.961 INFO  m\n");
});

describe("a record is shown", () => {
  test.each([
    [
      "by time of day, level, target and message, with its fields behind",
      {
        hrtime: 1,
        pid: 1,
        hostname: "h",
        tag: "main",
        target: "app",
        msg: "GET /a",
        path: "/a b",
        n: 1,
        e: "",
      },
      '03:54:20.961 INFO  app: GET /a path="/a b" n=1 e=""\n',
    ],
    [
      "with the tag of a worker",
      { tag: "worker-1", target: "app" },
      "03:54:20.961 INFO  [worker-1] app: m\n",
    ],
    ["without a time, if it has none", { time: undefined }, "--:--:--.--- INFO  m\n"],
    [
      "with objects as JSON",
      { user: { id: 1, t: ["x y"] } },
      '03:54:20.961 INFO  m user={"id":1,"t":["x y"]}\n',
    ],
    [
      "with a message of several lines, indented",
      { msg: "a\nb\r\nc" },
      "03:54:20.961 INFO  a\n    b\n    c\n",
    ],
    [
      "with visible escapes of what a terminal would obey",
      { msg: "\u001b[2J\u202e\u009b", x: "\u001b[2J\u202e\u009b", "\u001b]0;k": 1 },
      '03:54:20.961 INFO  \\u001b[2J\\u202e\\u009b x="\\u001b[2J\\u202e\\u009b" "\\u001b]0;k"=1\n',
    ],
    ["with a text that a key of an error has", { err: "text" }, "03:54:20.961 INFO  m err=text\n"],
    [
      "with a field that has a name of the format's",
      { name: "Ada", hrtime: 1 },
      "03:54:20.961 INFO  m name=Ada\n",
    ],
  ])("%s", async (_, fields, expected) => {
    expect(await viewed(line(fields))).toBe(expected);
  });
});

const ERROR = {
  type: "TypeError",
  message: "outer",
  stack: "TypeError: outer\n    at f (/app/a.js:1:2)\n    at g (node:internal/x:1:2)",
  code: "E_X",
  cause: { type: "Error", message: "inner", stack: "Error: inner\n    at h (/app/b.js:1:2)" },
  errors: [{ type: "Error", message: "one" }, "two"],
};

test("an error is shown on lines of its own: stack, own members, errors inside it, cause", async () => {
  expect(await viewed(line({ err: ERROR, id: 1 }, 50))).toBe(
    [
      "03:54:20.961 ERROR m id=1",
      "    TypeError: outer",
      "        at f (/app/a.js:1:2)",
      "        at g (node:internal/x:1:2)",
      "        code=E_X",
      "      [1] Error: one",
      "      [2] two",
      "      caused by Error: inner",
      "          at h (/app/b.js:1:2)",
      "",
    ].join("\n"),
  );
});

test("with --one-line, each record is one line", async () => {
  const shown = await viewed(line({ msg: "a\nb", err: ERROR }), "--one-line");
  expect(shown).toMatch(/^03:54:20\.961 INFO {2}a\\nb err=\{"type":"TypeError",.*\}\n$/);
});

test("with --expand, each field is on lines of its own", async () => {
  const shown = await viewed(line({ a: "x y", b: { c: 1 } }), "--expand");
  expect(shown).toBe('03:54:20.961 INFO  m\n    a: x y\n    b: {\n          "c": 1\n        }\n');
});

test("causes that go on for ever, and very many errors, are cut", async () => {
  let err: object = { message: "end" };
  for (let i = 0; i < 1000; i++) err = { message: "deep", cause: err };
  const shown = await viewed(
    line({ err: { message: "m", errors: Array(1000).fill({ message: "one" }), cause: err } }),
  );
  expect(shown.split("\n").length).toBeLessThan(50);
  expect(shown).toContain("… and 980 more");
});

test("values that are nested very deeply, and records of very many fields, are shown", async () => {
  const deep = "[".repeat(100_000) + "]".repeat(100_000);
  const log = `{"level":30,"msg":"m","a":${deep},"b":{"c":${deep}},"err":{"message":"e","x":${deep}}}\n`;
  expect(await viewed(log)).toMatch(
    /INFO {2}m a=\[+\]+ b=.*\n {4}Error: e\n {8}x=\[too deep to be shown\]\n$/,
  );
  expect(await viewed(log, "--expand")).toContain("\n    a: [too deep to be shown]\n");
  expect(await viewed(log, "--fields", "b.c")).toContain(" m b.c=[too deep to be shown]\n");
  const many = Object.fromEntries(Array.from({ length: 100_000 }, (_, i) => [`k${i}`, i]));
  const shown = await viewed(`${JSON.stringify(many)}\n{"level":30,"msg":"after"}\n`);
  expect(shown).toMatch(/ k99999=99999\n--:--:--\.--- INFO {2}after\n$/);
});

test("the fields that are asked for are shown, in that order, whatever they are", async () => {
  const log = line({ pid: 7, user: { id: 1, "a.b": 2 }, big: 1, x: "y z" }).replace(
    '"big":1',
    '"big":12345678901234567890',
  );
  expect(await viewed(log, "--fields", "x,user.id,user.a.b,pid,missing,big")).toBe(
    '03:54:20.961 INFO  m x="y z" user.id=1 user.a.b=2 pid=7 big=12345678901234567890\n',
  );
  expect(await viewed(log, "--fields=")).toBe("03:54:20.961 INFO  m\n");
  expect(await viewed(log, "--hide", "user,x")).toBe(
    "03:54:20.961 INFO  m big=12345678901234567890\n",
  );
});

test("a day that is not today, and each further day, has a line before its first record", async () => {
  const days = [AT - 86_400_000, AT - 86_400_000, AT].map((time) => line({ time })).join("");
  const shown = await viewed(days);
  expect(shown.split("\n")).toEqual([
    "── 2026-11-29 ──",
    "03:54:20.961 INFO  m",
    "03:54:20.961 INFO  m",
    "── 2026-11-30 ──",
    "03:54:20.961 INFO  m",
    "",
  ]);
});

test("colours are those of the level, and dim for all but the message", async () => {
  const shown = await viewed(line({ target: "app", a: 1 }, 50), "--color");
  expect(shown).toBe(
    "\u001b[2m03:54:20.961\u001b[22m \u001b[31mERROR\u001b[39m \u001b[2mapp: \u001b[22mm\u001b[2m a=1\u001b[22m\n",
  );
});

test("whatever a log has in it, no control character but the newline is shown", async () => {
  const hostile = fc.oneof(
    fc.string({
      unit: fc.constantFrom(
        "\u001b[2J",
        "\r",
        "\b",
        "\u0000",
        "\u009b1m",
        "\u202e",
        "a",
        '"',
        "\\",
        "=",
        " ",
        "\u2028",
      ),
    }),
    fc.uint8Array().map((bytes) => Buffer.from(bytes).toString("latin1")),
  );
  const key = fc.oneof(
    hostile,
    fc.constantFrom("msg", "level", "target", "tag", "err", "time", "stack"),
  );
  const records = fc.array(
    fc.oneof(
      hostile,
      fc
        .dictionary(key, fc.oneof(hostile, fc.dictionary(key, hostile)))
        .map((one) => JSON.stringify(one)),
    ),
  );
  await fc.assert(
    fc.asyncProperty(
      records,
      fc.constantFrom<string[]>([], ["-1"], ["-x"], ["-f", "msg,a,tag"]),
      async (lines, options) => {
        const shown = await viewed(Buffer.from(lines.join("\n"), "latin1"), ...options);
        // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
        expect(shown.replaceAll("\n", "")).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202e\u2028]/);
      },
    ),
    { numRuns: 100 },
  );
});

test("invalid UTF-8 is shown as U+FFFD", async () => {
  const bytes = Buffer.concat([
    Buffer.from('{"level":30,"msg":"a'),
    Buffer.of(0xff, 0xc3),
    Buffer.from('b","x":"'),
    Buffer.of(0xff),
    Buffer.from('"}\n'),
  ]);
  expect(await viewed(bytes)).toBe('--:--:--.--- INFO  a\ufffd\ufffdb x="\ufffd"\n');
});

test("lines as they are reach a terminal without control characters, and a file with them", async () => {
  const path = fileOf("\u001b[2J banner\n");
  expect((await ran(["view", "--json", path], true)).stdout).toBe("\\u001b[2J banner\n");
  expect((await ran(["view", "--json", path])).stdout).toBe("\u001b[2J banner\n");
});
