import { afterEach, describe, expect, test } from "vitest";
import { memory } from "./backend/memory.ts";
import { FastlogError } from "./errors.ts";
import { configure, defineEvent, flushSync, logger, withContext } from "./index.ts";

// Uses nothing but what the package exports: test/packaging/shipped.test.ts runs it with the package as it is shipped, too.

const FORMATS = ["text", "json", "logfmt", "syslog"] as const;

function logged(options: Parameters<typeof configure>[0], log: () => void): readonly string[] {
  const backend = memory();
  configure({ backend, ...options });
  log();
  flushSync();
  return backend.lines;
}

const app = logger("app");

afterEach(() => {
  configure({ format: "text", redact: [], serializers: {}, fields: {}, maxRecord: 65_536 });
});

describe.each(FORMATS)("format %s", (format) => {
  test("has one line for each record, whatever its content", () => {
    const lines = logged({ format }, () => {
      app.info("one\ntwo\u0000\u2028", { a: "x\ny", b: [1, { c: 'q"' }], d: new Map([[1, 2]]) });
      app.child({ reqId: 7 }).warn("child {}", 1);
      withContext({ id: "ctx" }, () =>
        app.error(new TypeError("why", { cause: new Error("root") })),
      );
    });
    expect(lines).toHaveLength(3);
    expect(lines[1]).toContain("child 1");
    expect(lines[1]).toContain("reqId");
    expect(lines[2]).toContain("root");
    expect(lines[2]).toContain("ctx");
    for (const line of lines) expect(line).not.toMatch(/\p{Cc}(?<!\t)|\u2028/u);
  });

  test("redacts in fields, errors, children, contexts and messages", () => {
    const secret = "hunter2";
    const lines = logged({ format, redact: ["**.password", "**.authorization"] }, () => {
      app.info("login {user}", { user: { password: secret, name: "Ada" } });
      app.child({ headers: { authorization: secret } }).info("child");
      withContext({ password: secret }, () => app.info("context"));
      app.error(Object.assign(new Error("x"), { config: { password: secret } }), "failed");
      app.info("raw", { headers: [["authorization", secret]] });
    });
    expect(lines).toHaveLength(5);
    for (const line of lines) {
      expect(line).not.toContain(secret);
      expect(line).toMatch(/\[Redacted\\?\]/);
    }
    expect(lines[0]).toContain("Ada");
  });

  test("masks secrets in texts", () => {
    const patterns = ["bearer", "url-password", /sess-[a-z0-9]+/] as const;
    const lines = logged({ format, redact: { patterns } }, () => {
      app.info("Bearer {}", "mF_9.B5f-4.1JqM");
      app.child({ id: "sess-8f3a91" }).info("child", { a: { b: "sess-8f3a92" } });
      app.error(new Error("no answer from https://ada:hunter2@h/"));
    });
    expect(lines).toHaveLength(3);
    for (const line of lines) {
      expect(line).not.toMatch(/mF_9|8f3a9|hunter2/);
      expect(line).toMatch(/\[Redacted\\?\]/);
    }
  });

  test("masks secrets for each of several backends", () => {
    const [first, second] = [memory(), memory()];
    const redact = { patterns: ["card"] } as const;
    configure({
      backend: [
        { backend: first, format },
        { backend: second, format: "json" },
      ],
      redact,
    });
    app.info("paid with {}", "4111111111111111");
    flushSync();
    for (const { lines } of [first, second])
      expect(lines.join()).toMatch(/paid with \[Redacted\\?\]/);
  });

  test("writes a typed event, and says what breaks its schema", () => {
    const done = defineEvent("info", "request done", {
      type: "object",
      properties: { method: { type: "string" }, status: { type: "integer" } },
      required: ["method", "status"],
    });
    const lines = logged({ format }, () => {
      done({ method: "GET", status: 200 });
      done({ method: "GET", status: "200" as unknown as number }, app.child({ reqId: 7 }));
    });
    for (const text of ["request done", "GET", "200"]) expect(lines[0]).toContain(text);
    expect(lines[0]).not.toContain("schemaError");
    expect(lines[1]).toMatch(/schemaError/);
    expect(lines[1]).toMatch(/reqId/);
  });

  test("keeps the identifying fields of a record that is too long", () => {
    const [line = ""] = logged({ format, maxRecord: 1_024 }, () => {
      app.child({ reqId: "r-7" }).info("long", { body: "x".repeat(10_000), status: 502 });
    });
    expect(line.length).toBeLessThan(1_024);
    expect(line).toMatch(/r-7/);
    expect(line).toMatch(/502/);
  });
});

test("a template, an encoder, serializers and configured fields work as documented", () => {
  const child = app.child({}, { serializers: { n: (n) => `child ${n}` } });
  const template = { template: "{level} {target}: {message}" };
  const lines = logged(
    { format: template, serializers: { n: (n) => `#${n}` }, fields: { v: 1 } },
    () => {
      app.info("x", { n: 1 });
      child.info("x", { n: 1 });
    },
  );
  expect(lines).toEqual(["INFO app: x n=#1 v=1", 'INFO app: x n="child 1" v=1']);
  const encode = ({ message }: { message: string }) => `<${message}>`;
  expect(logged({ format: { encode } as never }, () => app.info("own"))).toEqual(["<own>"]);
});

test("an error for invalid input is a FastlogError with its code", () => {
  const wrong = () => configure({ formt: "json" } as never);
  expect(wrong).toThrow(FastlogError);
  expect(wrong).toThrow(expect.objectContaining({ code: "ERR_FASTLOG_INVALID_OPTION" }));
  expect(() => defineEvent("info", "x", { type: "object" } as never)).toThrow(
    expect.objectContaining({ code: "ERR_FASTLOG_INVALID_SCHEMA" }),
  );
});
