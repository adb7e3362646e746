import { describe, expect, test } from "vitest";
import { fieldsOf } from "../../test/fixtures/unit/json.ts";
import { Recording } from "../../test/fixtures/unit/recording.ts";
import { FastlogError } from "../errors.ts";
import { Bindings } from "../fields/bindings.ts";

const SECRET = "hunter2";
const CENSORED = "[Redacted]";

describe.each(["json", "text", "logfmt", "syslog"] as const)("in %s", (format) => {
  const paths = ["password", "*.token", "req.headers.authorization", "**.pin", "err.secret"];
  const user = { password: SECRET, in: { token: SECRET }, deep: { er: { pin: SECRET } } };
  const req = { headers: { authorization: SECRET, host: "a" } };
  const failure = Object.assign(new Error("failed"), { secret: SECRET, pin: SECRET });

  test.each<[what: string, log: (recording: Recording) => void]>([
    ["its own fields", ({ app }) => app.child(user, { redact: paths }).info("x")],
    ["fields of its records", ({ app }) => app.child({}, { redact: paths }).info("x", user)],
    ["fields first", ({ app }) => app.child({}, { redact: paths }).info(user, "x")],
    ["what is nested", ({ app }) => app.child({}, { redact: paths }).info("x", { req })],
    ["a placeholder", ({ app }) => app.child({}, { redact: paths }).info("{password}", user)],
    ["an object in the message", ({ app }) => app.child({}, { redact: paths }).info("{}", user)],
    ["what is inspected", ({ app }) => app.child({}, { redact: paths }).info("{:?}", user)],
    ["an error", ({ app }) => app.child({}, { redact: paths }).error(failure)],
    ["an error beside a text", ({ app }) => app.child({}, { redact: paths }).error("x", failure)],
    [
      "records of its children",
      ({ app }) => {
        app.child({}, { redact: paths }).child({ a: 1 }).info("x", user);
      },
    ],
    ["fields of its children", ({ app }) => app.child({}, { redact: paths }).child(user).info("x")],
    [
      "what its parent has bound",
      ({ app }) => app.child(user).child({}, { redact: paths }).info("x"),
    ],
    [
      "bindings that are set later",
      ({ app }) => {
        const child = app.child({}, { redact: paths });
        child.setBindings(user);
        child.info("x");
      },
    ],
    [
      "the tagged template's",
      ({ app }) => {
        const child = app.child({}, { redact: paths });
        child.info`${user}`;
      },
    ],
    [
      "an entry",
      ({ app }) => {
        app.child({}, { redact: paths }).log({ level: "error", message: "x", ...user });
      },
    ],
    [
      "an event",
      (recording) => {
        const child = recording.app.child({}, { redact: paths });
        const schema = { type: "object", properties: { password: { type: "string" } } } as const;
        recording.event("x", schema)({ password: SECRET }, child);
      },
    ],
    [
      "its own redaction, on top of its parent's",
      ({ app }) => {
        const parent = app.child({}, { redact: ["password"] });
        parent.child({}, { redact: ["**.token", "**.pin"] }).info("x", user);
      },
    ],
  ])("a child's redact is kept to for %s", (_what, log) => {
    const recording = new Recording({ format });
    log(recording);
    const line = recording.line();
    expect(line).not.toContain(SECRET);
    expect(line.replaceAll("\\", "")).toContain(CENSORED);
  });
});

describe("a child's redact", () => {
  test("is added to the configuration's, which always applies", () => {
    const recording = new Recording({ format: "json", redact: ["a", "o.a"] });
    const child = recording.app.child({}, { redact: { paths: ["b", "o.b"], censor: "gone" } });
    child.info("x", { a: 1, b: 2, c: 3, o: { a: 1, b: 2, c: 3 } });
    expect(fieldsOf(recording.line())).toEqual({
      a: CENSORED,
      b: "gone",
      c: 3,
      o: { a: CENSORED, b: "gone", c: 3 },
    });
  });

  test("applies neither to its parent nor to records logged inside its own", () => {
    const recording = new Recording({ format: "json" });
    const child = recording.app.child({}, { redact: ["password"] });
    const toJSON = () => {
      recording.app.info("inside", { password: "shown" });
      return "done";
    };
    recording.contexts.run(
      { fields: {}, bindings: new Bindings({ password: "of the context" }) },
      () => {
        child.info("x", { o: { toJSON } });
        recording.app.info("after", { password: "shown" });
        recording.app.info("of the context");
      },
    );
    const [outer, inside, after, context] = recording.lines().map(fieldsOf);
    expect(outer).toMatchObject({ o: "done" });
    expect(inside).toMatchObject({ password: expect.any(String) });
    expect(after).toEqual({ password: "shown" });
    expect(context).toEqual({ password: "of the context" });
  });

  test("leaves out what is to be removed", () => {
    const recording = new Recording({ format: "json" });
    const child = recording.app.child({ a: 1, b: 2 }, { redact: { paths: ["a"], remove: true } });
    child.info("x", { c: 3 });
    child.info("y", { a: 4 });
    expect(recording.lines().map(fieldsOf)).toEqual([{ c: 3, b: 2 }, { b: 2 }]);
  });

  test("applies after the child's serializers", () => {
    const recording = new Recording({ format: "json" });
    const serializers = { req: ({ url }: { url: string }) => ({ url, token: "t" }) };
    const child = recording.app.child({}, { serializers, redact: ["req.token"] });
    child.info("x", { req: { url: "/" } });
    expect(fieldsOf(recording.line())).toEqual({ req: { url: "/", token: CENSORED } });
  });

  test.each([["password"], [{ path: ["a"] }], [{ paths: [1] }], [["a["]], [{ patterns: ["jwt"] }]])(
    "that is %j is refused",
    (redact) => {
      const { app } = new Recording();
      expect(() => app.child({}, { redact: redact as never })).toThrow(FastlogError);
    },
  );
});

describe("a child's msgPrefix", () => {
  test.each<[what: string, log: (recording: Recording) => void, line: string]>([
    ["a text", ({ app }) => app.child({}, { msgPrefix: "{p} " }).info("a {} b"), "{p} a {} b"],
    ["a template", ({ app }) => app.child({}, { msgPrefix: "{} " }).info("a {}", 1), "{} a 1"],
    [
      "a named one",
      ({ app }) => {
        app.child({}, { msgPrefix: "{p} " }).info("a {b}", { b: 1 });
      },
      "{p} a 1 b=1",
    ],
    [
      "fields first",
      ({ app }) => {
        app.child({}, { msgPrefix: "{p} " }).info({ b: 1 }, "a {}");
      },
      "{p} a {} b=1",
    ],
    [
      "a tagged template",
      ({ app }) => {
        app.child({}, { msgPrefix: "{p} " }).info`a ${1} b`;
      },
      "{p} a 1 b",
    ],
    ["log", ({ app }) => app.child({}, { msgPrefix: "p " }).log("warn", "a"), "p a"],
    [
      "an error",
      ({ app }) => {
        app.child({}, { msgPrefix: "p " }).error(null, "a");
      },
      "p a",
    ],
    [
      "five arguments",
      ({ app }) => {
        app.child({}, { msgPrefix: "p " }).info("{}{}{}{}{}", 1, 2, 3, 4, 5);
      },
      "p 12345",
    ],
    [
      "a child's child",
      ({ app }) => {
        app.child({}, { msgPrefix: "p " }).child({}, { msgPrefix: "q " }).info("a");
      },
      "p q a",
    ],
    [
      "a child's child without one",
      ({ app }) => {
        app.child({}, { msgPrefix: "p " }).child({ b: 1 }).info("a");
      },
      "p a b=1",
    ],
    [
      "fields alone, which have no message",
      ({ app }) => {
        app.child({}, { msgPrefix: "p " }).info({ b: 1 });
      },
      "b=1",
    ],
    [
      "an event",
      (recording) => {
        const schema = { type: "object", properties: { b: { type: "integer" } } } as const;
        recording.event("a", schema)({ b: 1 }, recording.app.child({}, { msgPrefix: "p " }));
      },
      "p a b=1",
    ],
  ])("stands in front of the message of %s", (_what, log, line) => {
    const recording = new Recording();
    log(recording);
    expect(recording.line().trim()).toBe(line);
  });

  test("is seen by the filter's pattern", () => {
    const recording = new Recording({ filter: "info/^p a" });
    const child = recording.app.child({}, { msgPrefix: "p " });
    child.info("a");
    child.info("{}", "a");
    child.info("b");
    recording.app.info("a");
    expect(recording.lines()).toEqual(["p a", "p a"]);
  });

  test("that is no string is refused", () => {
    const { app } = new Recording();
    expect(() => app.child({}, { msgPrefix: 1 as never })).toThrow(
      /msgPrefix=1: expected a string/,
    );
  });
});
