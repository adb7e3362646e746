import { describe, expect, test } from "vitest";
import { Recording, type RecordingOptions } from "../../../test/fixtures/unit/recording.ts";
import { compileRedaction, type Redact } from "../../redact/redact.ts";
import { DEFAULT_LIMITS, plainOf } from "../value/plain.ts";
import { dataOf } from "../value/plain-data.ts";

const SECRET = "PLANTED";

/** A record's fields as they are written. */
function redacted(fields: object, redact: Redact): unknown {
  return dataOf(plainOf(fields, DEFAULT_LIMITS, compileRedaction(redact)));
}

/** Each has one secret, under the name `authorization` in whatever case. */
const LISTS: readonly (readonly [name: string, list: () => unknown])[] = [
  [
    "pairs",
    () => [
      ["host", "h"],
      ["Authorization", SECRET],
    ],
  ],
  ["a pair", () => [["authorization", SECRET]]],
  ["capital names with values", () => [{ Name: "authorization", Value: SECRET }]],
  ["keys beside names", () => [{ key: "id-1", name: "authorization", value: SECRET }]],
  ["names beside keys that are no text", () => [{ key: 1, name: "authorization", value: SECRET }]],
  [
    "names with values",
    () => [
      { name: "host", value: "h" },
      { name: "authorization", value: SECRET },
    ],
  ],
  ["keys with values", () => [{ key: "Authorization", value: [SECRET] }]],
  ["a list in turns", () => ["host", "h", "Authorization", SECRET, "x", "y"]],
  ["entries", () => Object.entries({ authorization: { scheme: "Basic", token: SECRET } })],
  [
    "a Map",
    () =>
      new Map([
        ["host", "h"],
        ["authorization", SECRET],
      ]),
  ],
  ["Headers", () => new Headers({ host: "h", authorization: SECRET })],
  ["URLSearchParams", () => new URLSearchParams({ host: "h", authorization: SECRET })],
  [
    "FormData",
    () => {
      const data = new FormData();
      data.append("authorization", SECRET);
      return data;
    },
  ],
];

const PATHS: readonly Redact[] = [
  ["**.authorization"],
  ["headers.authorization", "deep.req.headers.authorization"],
  ["*.authorization", "*.*.*.authorization"],
  { paths: ["**.authorization"], remove: true },
  { paths: ["**.authorization"], censor: (_, path) => path.length },
];

const FORMATS: readonly RecordingOptions[] = [
  { format: "text" },
  { format: "json" },
  { format: "logfmt" },
  { format: "syslog" },
  { format: { encode: ({ message, fields }) => JSON.stringify([message, fields]) } },
];

describe.each(LISTS)("the value of a name in %s is redacted", (_, list) => {
  test.each(PATHS)("by %j", (...paths) => {
    const redact = (paths.length === 1 ? paths[0] : paths) as Redact;
    const fields = { headers: list(), deep: { req: { headers: list() } } };
    const text = JSON.stringify(redacted(fields, redact));
    expect(text).not.toContain(SECRET);
  });

  test.each(FORMATS)("in the format $format, wherever it is bound or logged", (format) => {
    const recording = new Recording({ ...format, redact: ["**.authorization"] });
    const { app } = recording;
    app.info("kept", { headers: list() });
    app.info("kept {} {:?}", { headers: list() }, { headers: list() });
    app.info("kept {headers} {headers:?}", { headers: list() });
    app.child({ headers: list() }).info("kept");
    app.error(Object.assign(new Error("kept"), { headers: list() }));
    const lines = recording.lines();
    expect(lines).toHaveLength(5);
    for (const line of lines) {
      expect(line).toContain("kept");
      expect(line).not.toContain(SECRET);
    }
  });
});

test("what is not named stays", () => {
  const fields = {
    pairs: [
      ["host", "h"],
      ["authorization", SECRET],
      ["a", "b", "c"],
    ],
    named: [
      { name: "host", value: "h" },
      { name: "authorization", value: SECRET, at: 1 },
    ],
    headers: ["host", "h", "authorization", SECRET],
  };
  expect(redacted(fields, ["**.authorization"])).toEqual({
    pairs: [
      ["host", "h"],
      ["authorization", "[Redacted]"],
      ["a", "b", "c"],
    ],
    named: [
      { name: "host", value: "h" },
      { name: "authorization", value: "[Redacted]", at: 1 },
    ],
    headers: ["host", "h", "authorization", "[Redacted]"],
  });
});

test("a list that has no names and values in turns is no such list", () => {
  const fields = { bindingsEncoder: ["password", "login"], password: SECRET };
  expect(redacted(fields, ["**.password"])).toEqual({
    bindingsEncoder: ["password", "login"],
    password: "[Redacted]",
  });
});

test("an element and what is in it are redacted by their index as before", () => {
  const fields = {
    a: [
      ["x", 1, 2],
      ["y", { z: 1 }],
      ["w", 3],
    ],
  };
  expect(redacted(fields, ["a[0][1]", "a[1][1].z", "a[2]", "a.y.q"])).toEqual({
    a: [["x", "[Redacted]", 2], ["y", { z: "[Redacted]" }], "[Redacted]"],
  });
});

test("a path leads into the value of a pair", () => {
  const fields = { a: [["user", { name: "ada", password: SECRET }]] };
  expect(redacted(fields, ["a.user.password"])).toEqual({
    a: [["user", { name: "ada", password: "[Redacted]" }]],
  });
});

describe("headers as they came", () => {
  const rawHeaders = ["Host", "h", "Authorization", SECRET];

  test.each<[redact: string[], told: unknown]>([
    [["headers.authorization"], ["Host", "h", "Authorization", "[Redacted]"]],
    [["headers"], "[Redacted]"],
    [["**.headers"], "[Redacted]"],
    [
      ["rawHeaders[1]", "headers.authorization"],
      ["Host", "[Redacted]", "Authorization", "[Redacted]"],
    ],
    [["rawHeaders"], "[Redacted]"],
  ])("are redacted as the headers by %j", (redact, told) => {
    expect(redacted({ rawHeaders }, redact)).toEqual({ rawHeaders: told });
    const nested = redact.map((path) => (path.startsWith("**") ? path : `req.${path}`));
    expect(redacted({ req: { rawHeaders } }, nested)).toEqual({ req: { rawHeaders: told } });
    const recording = new Recording({ format: "json", redact });
    recording.app.info("x", { rawHeaders });
    expect(JSON.parse(recording.line()).rawHeaders).toEqual(told);
  });

  test("are redacted written flat, too", () => {
    const fields = { "req.rawHeaders": rawHeaders };
    expect(JSON.stringify(redacted(fields, ["req.headers.authorization"]))).not.toContain(SECRET);
  });
});

test.each<[name: string, list: unknown]>([
  ["whose elements throw", Object.defineProperty([1], 0, { get: refuse, enumerable: true })],
  ["with a revoked proxy", [revoked()]],
  ["whose pair has a name that throws", [Object.defineProperty(["", 1], 0, { get: refuse })]],
])("a list %s has a mark in that place", (_, list) => {
  const text = JSON.stringify(redacted({ headers: list, b: 1 }, ["**.authorization"]));
  expect(text).toMatch(/\[Throws\].*"b":1/);
});

function refuse(): never {
  throw new Error(SECRET);
}

function revoked(): object {
  const { proxy, revoke } = Proxy.revocable([], {});
  revoke();
  return proxy;
}
