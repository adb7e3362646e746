import fs from "node:fs";
import { createRequire } from "node:module";
import { stripVTControlCharacters } from "node:util";
import { afterEach, describe, expect, test, vi } from "vitest";
import { bridge, unbridge } from "../bridge.ts";
import { setFilter } from "../index.ts";
import { type Capture, type CapturedRecord, capture } from "../testing.ts";
import type { CreateDebug, DebugInstance } from "./create-debug.ts";

const require = createRequire(import.meta.url);

interface Debug extends CreateDebug {
  (
    namespace: string,
  ): DebugInstance & {
    log?: (...args: unknown[]) => void;
    extend(name: string): DebugInstance;
  };
  disable(): string;
}

/** A copy of its own: the module is loaded again. */
function load(name: string): Debug {
  const folder = require.resolve(name).replace(/src[\\/]index\.js$/, "");
  for (const file of Object.keys(require.cache)) {
    if (file.startsWith(folder)) delete require.cache[file];
  }
  return require(name) as Debug;
}

const VERSIONS = ["debug", "debug-4-1", "debug-3", "debug-2"];

let captured: Capture | undefined;
afterEach(() => {
  unbridge();
  captured?.restore();
  captured = undefined;
  vi.restoreAllMocks();
});

function records(): readonly (readonly [target: string, message: string])[] {
  return (captured as Capture).records.map(({ target, message }) => [target, message]);
}

/** Collects the text that `debug` prints on stderr from this call on, without colours. */
function printed(): () => string {
  const write = vi.spyOn(process.stderr, "write").mockReturnValue(true);
  return () => write.mock.calls.map(([text]) => stripVTControlCharacters(String(text))).join("");
}

describe.each(VERSIONS)("%s", (version) => {
  test.each(["before", "after"])("a copy that is loaded %s the bridge makes records", (when) => {
    captured = capture();
    const early = when === "before" ? load(version) : undefined;
    bridge({ debug: true });
    const debug = (early ?? load(version))("express:router");
    debug("dispatching %s %d", "GET", 1, { id: 5 });
    expect(captured.records).toMatchObject([
      {
        level: "debug",
        target: "express::router",
        message: "dispatching GET 1",
        fields: { id: 5 },
      },
    ]);
  });

  test.each<[args: unknown[], message: string, fields: object]>([
    [["%o", { a: [1] }], "{ a: [ 1 ] }", {}],
    [["%O", { a: 1 }], "{ a: 1 }", {}],
    [["%j and %s", { a: 1 }, "x"], '{"a":1} and x', {}],
    [["no date, no %s", "+0ms"], "no date, no +0ms", {}],
    [[{ a: 1 }], "", { a: 1 }],
    [[[1, 2]], "[ 1, 2 ]", {}],
    [[5], "5", {}],
  ])("a call with %j has the message %j and the fields %j", (args, message, fields) => {
    captured = capture();
    bridge({ debug: true });
    const debug = load(version)("app");
    Object.assign(debug, { useColors: true });
    debug(...args);
    expect(captured.records).toMatchObject([{ message, fields }]);
    expect(captured.records[0]?.fields).toEqual(fields);
  });

  test("an error becomes the field err, and not a message with its stack", () => {
    captured = capture();
    bridge({ debug: true });
    load(version)("app")(new TypeError("reset"), "late");
    const [record] = captured.records as [CapturedRecord];
    expect(record.message).toBe("late");
    expect(record.fields["err"]).toMatchObject({ type: "TypeError", message: "reset" });
  });

  test("the filter turns namespaces on and off at run time, and prints nothing", () => {
    const text = printed();
    captured = capture({ filter: "info" });
    bridge({ debug: true });
    const create = load(version);
    const [router, app, other] = ["express:router", "express", "koa"].map(create) as [
      DebugInstance,
      DebugInstance,
      DebugInstance,
    ];
    const enabled = () => [router.enabled, app.enabled, other.enabled];
    expect(enabled()).toEqual([false, false, false]);
    for (const debug of [router, app, other]) debug("off");
    captured.restore();
    captured = capture({ filter: "info,express=debug" });
    expect(enabled()).toEqual([true, true, false]);
    for (const debug of [router, app, other]) debug("on");
    expect(create("express:late").enabled).toBe(true);
    expect(records()).toEqual([
      ["express::router", "on"],
      ["express", "on"],
    ]);
    captured.restore();
    captured = capture({ filter: "info" });
    expect(enabled()).toEqual([false, false, false]);
    expect(text()).toBe("");
  });

  test("DEBUG prints on stderr as without the bridge, whatever the filter says", () => {
    const text = printed();
    captured = capture({ filter: "info" });
    const create = load(version);
    create.enable("app:*");
    bridge({ debug: true });
    create("app:one")("first");
    captured.restore();
    captured = capture({ filter: "debug" });
    create("app:two")("second");
    create.disable();
    create("app:three")("third");
    expect(text()).toMatch(/^.*app:one first.*\n.*app:two second.*\n$/);
    expect(records()).toEqual([
      ["app::two", "second"],
      ["app::three", "third"],
    ]);
  });

  test("an instance whose enabled the program has set keeps it", () => {
    const text = printed();
    captured = capture({ filter: "debug" });
    bridge({ debug: true });
    const create = load(version);
    const silenced = create("silenced");
    silenced.enabled = false;
    const forced = create("forced");
    captured.restore();
    captured = capture({ filter: "info" });
    forced.enabled = true;
    forced("here");
    captured.restore();
    captured = capture({ filter: "debug" });
    silenced("never");
    expect(records()).toEqual([]);
    expect(text()).toContain("forced here");
  });

  test("an instance with a log function of its own keeps it", () => {
    captured = capture();
    bridge({ debug: true });
    const debug = load(version)("app");
    const log = vi.fn();
    debug.log = log;
    debug("mine");
    expect(records()).toEqual([]);
    expect(stripVTControlCharacters(String(log.mock.calls[0]?.[0]))).toMatch(/app mine$/);
  });

  test("unbridge() restores the copy, and instances that the bridge has turned on", () => {
    const create = load(version);
    const before = { ...create };
    const early = create("early");
    captured = capture();
    bridge({ debug: true });
    const late = create("late");
    expect(late.enabled).toBe(true);
    unbridge();
    // It has the present instances.
    expect({ ...create, instances: undefined }).toEqual({ ...before, instances: undefined });
    expect([Boolean(early.enabled), late.enabled]).toEqual([false, false]);
    create.enable("fresh");
    expect(create("fresh").enabled).toBe(true);
    create.disable();
  });

  test("a copy that was restored and is bridged again makes records", () => {
    const create = load(version);
    captured = capture();
    bridge({ debug: true });
    unbridge();
    bridge({ debug: { level: "trace", target: (name) => `lib::${name}` } });
    create("app")("again");
    expect(captured.records).toMatchObject([{ level: "trace", target: "lib::app" }]);
  });
});

test.each(["debug", "debug-4-1", "debug-3"])(
  "instances of %s that were made before the bridge follow the filter",
  (version) => {
    const debug = load(version)("early");
    captured = capture({ filter: "debug" });
    bridge({ debug: true });
    debug("on");
    setFilter("info");
    expect(records()).toEqual([["early", "on"]]);
  },
);

test("a copy that cannot be found can be named", () => {
  const create = load("debug");
  for (const file of Object.keys(require.cache)) {
    if (require.cache[file]?.exports === create) delete require.cache[file];
  }
  captured = capture();
  bridge({ debug: true });
  create("app")("unseen");
  bridge({ debug: { copies: [create] } });
  create("app")("seen");
  expect(records()).toEqual([["app", "seen"]]);
});

test("a namespace that no directive could spell is written with underscores", () => {
  captured = capture();
  bridge({ debug: true });
  load("debug")("my app:a,b=c::d:")("x");
  expect(records()).toEqual([["my_app::a_b_c::d", "x"]]);
});

test("a target function that throws is reported once, and the usual target is used", () => {
  const write = vi.spyOn(fs, "writeSync").mockReturnValue(0);
  captured = capture();
  bridge({
    debug: {
      target: () => {
        throw new Error("no");
      },
    },
  });
  const create = load("debug");
  for (const name of ["a:b", "c"]) create(name)("x");
  expect(records()).toEqual([
    ["a::b", "x"],
    ["c", "x"],
  ]);
  expect(write.mock.calls).toEqual([
    [2, "fastlog: option debug.target of bridge(): the function threw: no\n"],
  ]);
});
