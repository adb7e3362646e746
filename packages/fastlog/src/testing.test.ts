import fc from "fast-check";
import { afterEach, describe, expect, expectTypeOf, test } from "vitest";
import { atEndOfStack } from "../test/fixtures/unit/deep.ts";
import { memory } from "./backend/memory.ts";
import { FastlogError } from "./errors.ts";
import {
  close,
  configure,
  debug,
  error,
  flushSync,
  info,
  logger,
  setFilter,
  stats,
  trace,
} from "./index.ts";
import { targetOf } from "./target.ts";
import { type Capture, type CapturedRecord, capture } from "./testing.ts";

const HERE = targetOf(import.meta.url);

const open: Capture[] = [];
const begin = (...args: Parameters<typeof capture>): Capture => {
  const captured = capture(...args);
  open.push(captured);
  return captured;
};
afterEach(() => {
  for (const captured of open.splice(0).reverse()) captured.restore();
});

test("a capture has every record as it was logged", () => {
  const before = Date.now();
  const captured = begin();
  const error = new Error("x");
  info("user {} from {ip}", 7, { ip: "::1" });
  logger("dep1").error("failed", error);
  trace`tagged ${1}`;
  expect(captured.records).toEqual([
    {
      level: "info",
      target: HERE,
      time: expect.any(Date),
      message: "user 7 from ::1",
      fields: { ip: "::1" },
    },
    {
      level: "error",
      target: "dep1",
      time: expect.any(Date),
      message: "failed",
      fields: { err: { type: "Error", message: "x", stack: error.stack } },
    },
    { level: "trace", target: HERE, time: expect.any(Date), message: "tagged 1", fields: {} },
  ]);
  for (const { time } of captured.records) {
    expect(time.getTime()).toBeGreaterThanOrEqual(before - 1);
    expect(time.getTime()).toBeLessThanOrEqual(Date.now());
  }
});

test("a capture has every line as it would have been written", () => {
  const captured = begin({ format: { template: "{level} {tag} {message}" }, tag: "t" });
  info("one\n");
  debug("two {}", 2, { a: "b c" });
  expect(captured.lines).toEqual(["INFO t one\\n", 'DEBUG t two 2 a="b c"']);
  expect(captured.text).toBe('INFO t one\\n\nDEBUG t two 2 a="b c"\n');
});

test.each([
  ["json:ecs", "error", { "log.level": "error", message: "failed", "process.thread.name": "t" }],
  ["json:otel", "exception", { Body: "failed", SeverityText: "ERROR" }],
  [{ json: { fields: "data", msg: "text" } }, "err", { level: 50, text: "failed" }],
] as const)(
  "a capture in the format %j has its lines, and the fields as data",
  (format, name, line) => {
    const captured = begin({ format, tag: "t" });
    error("failed", new RangeError("too far"), { a: 1 });
    expect(JSON.parse(captured.lines[0] as string)).toMatchObject(line);
    expect(captured.records[0]?.fields).toMatchObject({
      a: 1,
      [name]: { type: "RangeError", message: "too far", stack: expect.any(String) },
    });
  },
);

test("a capture has the default format unless another one is given", () => {
  const captured = begin();
  info("m");
  expect(captured.lines).toEqual([
    expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z\t\d+\t\d+\tINFO\tmain\tm$/),
  ]);
});

test("a capture takes the records that its filter passes", () => {
  const captured = begin({ filter: "info,dep1=debug/[ab]" });
  debug("a");
  logger("dep1").debug("b");
  info("a");
  info("c");
  expect(captured.records.map(({ message }) => message)).toEqual(["b", "a"]);
});

test("a capture is empty after it is cleared", () => {
  const captured = begin();
  info("one");
  const { records, lines } = captured;
  captured.clear();
  expect([captured.records, captured.lines, captured.text]).toEqual([[], [], ""]);
  expect([records.length, lines.length]).toEqual([1, 1]);
  info("two");
  expect(captured.records).toHaveLength(1);
});

test("a capture has complete nested records, in the order in which they are written", () => {
  const captured = begin({ format: { template: "{message}" } });
  info("before");
  const value = {
    toJSON() {
      info("inner");
      return "V";
    },
  };
  info("outer {} end", value, { a: 1 });
  info("after");
  expect(captured.lines.slice(0, 3)).toEqual(["before", "outer V end a=1", "inner"]);
  expect(captured.lines.at(-1)).toBe("after");
  const messages = captured.lines.map((line) => line.replace(" a=1", ""));
  expect(captured.records.map(({ message }) => message)).toEqual(messages);
});

describe("after a capture", () => {
  test("records go to the earlier backend through the earlier filter", () => {
    const backend = memory();
    configure({ backend, format: { template: "{message}" }, filter: "info" });
    info("before");
    const captured = capture();
    debug("captured");
    captured.restore();
    debug("not enabled");
    info("after");
    flushSync();
    expect(backend.lines).toEqual(["before", "after"]);
    expect(captured.records).toHaveLength(1);
  });

  test("the outer one of several continues", () => {
    const outer = begin({ filter: "info" });
    info("one");
    const inner = capture();
    debug("two");
    inner.restore();
    debug("not enabled");
    info("three");
    expect(inner.records.map(({ message }) => message)).toEqual(["two"]);
    expect(outer.records.map(({ message }) => message)).toEqual(["one", "three"]);
  });

  test("restoring it again changes nothing", () => {
    const first = memory();
    configure({ backend: first, format: { template: "{message}" } });
    const captured = capture();
    captured.restore();
    const second = memory();
    configure({ backend: second, filter: "debug" });
    captured.restore();
    debug("m");
    flushSync();
    expect([first.lines, second.lines]).toEqual([[], ["m"]]);
  });
});

describe("captures that are restored out of order", () => {
  test("lose nothing, and restore the backend", () => {
    const backend = memory();
    configure({ backend, format: { template: "{message}" }, filter: "info" });
    const outer = begin();
    const inner = begin();
    info("one");
    outer.restore();
    info("two");
    inner.restore();
    info("three");
    flushSync();
    expect(outer.records).toEqual([]);
    expect(inner.records.map(({ message }) => message)).toEqual(["one", "two"]);
    expect(backend.lines).toEqual(["three"]);
  });

  test("do so in every order", () => {
    const messages = (captured: Capture) => captured.records.map(({ message }) => message);
    const action = fc.oneof(fc.constant("begin" as const), fc.constant("log" as const), fc.nat(9));
    fc.assert(
      fc.property(fc.array(action, { maxLength: 40 }), (actions) => {
        const backend = memory();
        configure({ backend, format: { template: "{message}" }, filter: "info" });
        const opened: { captured: Capture; expected: string[] }[] = [];
        const all: typeof opened = [];
        const direct: string[] = [];
        actions.forEach((action, i) => {
          if (action === "begin") {
            opened.push({ captured: begin(), expected: [] });
            all.push(opened.at(-1) as (typeof all)[number]);
          } else if (action === "log") {
            info(`${i}`);
            (opened.at(-1)?.expected ?? direct).push(`${i}`);
          } else {
            for (const { captured } of opened.splice(action, 1)) captured.restore();
          }
        });
        for (const { captured } of opened) captured.restore();
        flushSync();
        expect(backend.lines).toEqual(direct);
        expect(all.map(({ captured }) => messages(captured))).toEqual(
          all.map(({ expected }) => expected),
        );
      }),
    );
  });
});

describe("a configuration", () => {
  const configured = {
    format: "json",
    fields: { service: "shop" },
    redact: ["password"],
    serializers: { user: ({ id }: { id: number }) => id },
  } as const;
  const plain = { format: "text", fields: {}, redact: [], serializers: {} } as const;
  const log = () => info("m", { password: "secret", user: { id: 7, name: "n" } });

  afterEach(() => configure(plain));

  test("applies in a capture", () => {
    configure({ ...configured, backend: memory() });
    const captured = begin();
    log();
    const fields = { service: "shop", password: "[Redacted]", user: 7 };
    expect(captured.records.map(({ fields }) => fields)).toEqual([fields]);
    expect(JSON.parse(captured.text)).toMatchObject({ msg: "m", ...fields });
  });

  test("applies with its patterns in a capture", () => {
    configure({ format: "json", redact: { patterns: ["card"] }, backend: memory() });
    const captured = begin();
    info("by {}", "4111111111111111", { card: "4111111111111111", in: ["4111111111111111"] });
    const masked = "[Redacted]";
    expect(captured.records).toMatchObject([
      { message: `by ${masked}`, fields: { card: masked, in: [masked] } },
    ]);
    expect(captured.text).not.toContain("4111");
  });

  test("gives way to the capture's options", () => {
    configure({ ...configured, backend: memory() });
    const captured = begin({ ...plain, tag: "t" });
    log();
    expect(captured.records.map(({ fields }) => fields)).toEqual([
      { password: "secret", user: { id: 7, name: "n" } },
    ]);
  });

  test("during a capture applies in it and after it", () => {
    const backend = memory();
    configure({ backend, format: { template: "{message}" }, filter: "info" });
    const captured = begin();
    configure({ redact: ["password"] });
    log();
    captured.restore();
    log();
    flushSync();
    expect(captured.records).toMatchObject([{ fields: { password: "[Redacted]" } }]);
    expect(backend.lines.join()).toContain("password=[Redacted]");
  });

  test("as the backend during a capture does not end it, and is used after it", () => {
    const [first, second] = [memory(), memory()];
    configure({ backend: first, format: { template: "{message}" } });
    const captured = begin();
    info("one");
    configure({ backend: second });
    info("two");
    captured.restore();
    info("three");
    flushSync();
    expect(captured.records.map(({ message }) => message)).toEqual(["one", "two"]);
    expect([first.lines, second.lines]).toEqual([[], ["three"]]);
  });

  test.each([
    ["configure", () => configure({ filter: "debug" })],
    ["setFilter", () => setFilter("debug")],
  ])("as the filter, by %s, holds after a capture", (_, choose) => {
    const backend = memory();
    configure({ backend, format: { template: "{message}" }, filter: "info" });
    const captured = begin({ filter: "warn" });
    choose();
    info("not captured");
    captured.restore();
    debug("passes");
    flushSync();
    expect(captured.records).toEqual([]);
    expect(backend.lines).toEqual(["passes"]);
  });

  test("by a value that is being captured applies from the next record on", () => {
    configure({ backend: memory(), format: { template: "{message}" } });
    const captured = begin();
    const value = {
      toJSON() {
        configure({ redact: ["password"] });
        return "V";
      },
    };
    info("outer {}", value, { password: "one" });
    info("next", { password: "two" });
    const fields = [{ password: "one" }, { password: "[Redacted]" }];
    expect(captured.records).toMatchObject(fields.map((fields) => ({ fields })));
  });
});

test("closing the logging does not end a capture", async () => {
  configure({ backend: memory() });
  const captured = begin();
  await close();
  info("captured");
  captured.restore();
  const { dropped } = stats();
  info("dropped");
  expect(captured.records).toHaveLength(1);
  expect(stats().dropped).toBe(dropped + 1);
  configure({ backend: memory() });
});

test("a capture with invalid options takes nothing", () => {
  const backend = memory();
  configure({ backend, format: { template: "{message}" } });
  setFilter("info");
  expect(() => capture({ filter: "a=loud" })).toThrow(FastlogError);
  expect(() => capture({ format: { template: "" } })).toThrow(FastlogError);
  info("m");
  debug("not enabled");
  flushSync();
  expect(backend.lines).toEqual(["m"]);
});

test.each([
  ["after it", (captured: Capture) => captured.restore()],
  ["while it lasts", () => {}],
  ["after other options were configured", () => configure({ tag: "other" })],
])("what a capture has not, for the stack was full, is counted %s", (_, then) => {
  const before = stats().dropped;
  const captured = begin();
  const log = logger("app");
  let calls = 0;
  atEndOfStack(300, () => {
    log.info("deep");
    calls++;
  });
  then(captured);
  const { length } = captured.lines.filter((line) => line.includes("deep"));
  const dropped = stats().dropped - before;
  expect(dropped + length).toBeGreaterThanOrEqual(calls);
});

test("the types of a capture are read-only", () => {
  expectTypeOf(capture).returns.toEqualTypeOf<Capture>();
  expectTypeOf<Capture["records"]>().toEqualTypeOf<readonly CapturedRecord[]>();
  expectTypeOf<CapturedRecord["fields"]>().toEqualTypeOf<Readonly<Record<string, unknown>>>();
  expectTypeOf<Parameters<typeof capture>[0] & object>().not.toHaveProperty("backend");
});
