import { describe, expect, expectTypeOf, test } from "vitest";
import { Copying, Holding } from "../../test/fixtures/unit/backends.ts";
import { runProgram } from "../../test/fixtures/unit/program.ts";
import { folder } from "../../test/folder.ts";
import { memory } from "../backend/memory.ts";
import { FastlogError } from "../errors.ts";
import { logger } from "../index.ts";
import type { BackendStats, Stats } from "../sink/stats.ts";
import { targetOf } from "../target.ts";
import { Runtime } from "./runtime.ts";

// Each runtime watches for the end of the process.
process.setMaxListeners(0);

const FORMAT = { template: "{message}" } as const;

/** A runtime that logs into memory. */
function make(environment: Record<string, string> = {}) {
  const backend = memory();
  const runtime = new Runtime(environment);
  runtime.configure({ backend, format: FORMAT });
  const lines = () => {
    runtime.flushSync();
    return backend.lines;
  };
  return { runtime, backend, lines, app: runtime.logger("app") };
}

describe("the filter", () => {
  test.each<[LOG: string | undefined, enabled: string[]]>([
    [undefined, ["fatal", "error", "warn", "info"]],
    ["", ["fatal", "error", "warn", "info"]],
    ["  ", ["fatal", "error", "warn", "info"]],
    ["error", ["fatal", "error"]],
    ["info,app=trace", ["fatal", "error", "warn", "info", "debug", "trace"]],
    ["off", []],
  ])("is what LOG says: %j", (LOG, expected) => {
    const runtime = new Runtime(LOG === undefined ? {} : { LOG });
    const { isEnabled } = runtime.logger("app");
    const levels = ["fatal", "error", "warn", "info", "debug", "trace"] as const;
    expect(levels.filter((level) => isEnabled(level))).toEqual(expected);
  });

  test("is that of LOG, whatever configure is told, until setFilter is called", () => {
    const { runtime, app } = make({ LOG: "warn" });
    runtime.configure({ filter: "trace" });
    expect(app.isEnabled("info")).toBe(false);
    runtime.setFilter("debug");
    expect(app.isEnabled("debug")).toBe(true);
    runtime.configure({ filter: "off" });
    expect(app.isEnabled("debug")).toBe(true);
  });

  test("reaches every logger there is, and functions taken out of it, from the next call on", () => {
    const { runtime, app, lines } = make();
    const { debug } = runtime.logger("other");
    const plain = runtime.plain.debug;
    const all = () => {
      app.debug("named");
      debug("taken out");
      plain("plain");
    };
    all();
    runtime.configure({ filter: "info,other=debug" });
    all();
    runtime.configure({ filter: "debug" });
    all();
    runtime.setFilter("off");
    all();
    runtime.configure({ filter: "debug" });
    all();
    expect(lines()).toEqual(["taken out", "named", "taken out", "plain"]);
  });

  test.each([
    ["loud=", undefined],
    ["a=loud", 'invalid directive "a=loud"'],
    ["a=loud,b=loud", "(and 1 more)"],
    ["info/(", '"("'],
  ])("%j is set if it is valid, else refused and nothing changes", (spec, message) => {
    const { runtime, app } = make();
    for (const set of [() => runtime.setFilter(spec), () => runtime.configure({ filter: spec })]) {
      if (message === undefined) {
        set();
        continue;
      }
      expect(set).toThrow(FastlogError);
      expect(set).toThrow(
        expect.objectContaining({
          code: "ERR_FASTLOG_INVALID_FILTER",
          message: expect.stringContaining(message),
        }),
      );
      expect([app.isEnabled("info"), app.isEnabled("debug")]).toEqual([true, false]);
    }
  });

  test("has its first eight bad directives in LOG named, and the others counted", () => {
    const bad = Array.from({ length: 12 }, (_, i) => `a${i}=loud`);
    const program = `import { Runtime } from "./lifecycle/runtime.ts";
      const { isEnabled } = new Runtime({ LOG: ${JSON.stringify(["debug", ...bad].join(","))} }).logger("x");
      console.log(isEnabled("debug"));`;
    const { stdout, stderr } = runProgram(program, folder());
    const lines = stderr.trimEnd().split("\n");
    expect(stdout).toBe("true\n");
    expect(lines).toHaveLength(9);
    lines.slice(0, 8).forEach((line, i) => {
      expect(line).toMatch(/^fastlog: LOG: /);
      expect(line).toContain(`a${i}=loud`);
    });
    expect(lines[8]).toBe("fastlog: LOG: 4 more invalid directives");
  });
});

describe("a logger", () => {
  test("has the target that it is given, or that of the module", () => {
    const { runtime } = make();
    expect(runtime.logger("dep1").target).toBe("dep1");
    expect(runtime.logger(import.meta).target).toBe(targetOf(import.meta.url));
    expect(runtime.plain.target).toBeUndefined();
  });

  test("has the target of the calling module where a bundler has emptied its import.meta", () => {
    const { runtime } = make();
    expect(runtime.logger({} as ImportMeta).target).toBe(targetOf(import.meta.url));
    expect(logger({} as ImportMeta).target).toBe(targetOf(import.meta.url));
  });

  test.each([
    [""],
    [undefined],
    [null],
    [42],
    [{ name: "a" }],
    [[]],
    [{ url: 1 }],
    [1n],
    [Symbol("s")],
  ])("cannot be had for the target %o", (target) => {
    const { runtime } = make();
    const get = (): unknown => runtime.logger(target as string);
    expect(get).toThrow(FastlogError);
    expect(get).toThrow(
      expect.objectContaining({
        code: "ERR_FASTLOG_INVALID_TARGET",
        message: expect.stringMatching(/^invalid target .* \(expected a name or import\.meta\)$/),
      }),
    );
  });
});

describe("the counters", () => {
  test("are those of the backend and its records", () => {
    const backend = new Holding();
    const runtime = new Runtime({});
    expect(runtime.stats()).toMatchObject({ backends: [], dropped: 0 });
    runtime.configure({ backend, format: FORMAT });
    const { info } = runtime.logger("app");
    info("one");
    info("two {}", 2);
    const stats = (records: number, bytes: number, buffered: number) => ({
      backends: [
        {
          name: "holding:",
          records,
          bytes,
          dropped: 0,
          droppedByLevel: { fatal: 0, error: 0, warn: 0, info: 0, debug: 0, trace: 0 },
          droppedByReason: { overflow: 0, refused: 0, gone: 0, closed: 0 },
          uncertain: 0,
          oversized: 0,
          notices: 0,
          errors: {},
          reconnects: 0,
          buffered,
          state: "open",
        },
      ],
      retired: { backends: 0, records: 0, bytes: 0, dropped: 0, notices: 0 },
      dropped: 0,
      heldBack: { limited: 0, sampled: 0, notices: 0 },
      toPrometheus: expect.any(Function),
    });
    expect(runtime.stats()).toEqual(stats(0, 0, 10));
    runtime.flushSync();
    expect(runtime.stats()).toEqual(stats(0, 0, 10));
    backend.release();
    expect(runtime.stats()).toEqual(stats(2, 10, 0));
  });

  test("have the errors that the backend counted itself", () => {
    const backend = Object.assign(new Copying(), { counters: () => ({ errors: { ENOSPC: 2 } }) });
    const runtime = new Runtime({});
    runtime.configure({ backend });
    expect(runtime.stats().backends[0]?.errors).toEqual({ ENOSPC: 2 });
  });

  test("can be read and not written", () => {
    expectTypeOf<Runtime["stats"]>().returns.toEqualTypeOf<Stats>();
    expectTypeOf<Stats["backends"]>().toEqualTypeOf<readonly BackendStats[]>();
    expectTypeOf<BackendStats["errors"]>().toEqualTypeOf<Readonly<Record<string, number>>>();
  });
});

test("a record in whose value the logging is configured anew is whole, and so are all others", () => {
  const { runtime, app, lines } = make();
  const value = {
    toJSON() {
      runtime.configure({ tag: "new" });
      return "V";
    },
  };
  app.info("before");
  app.info("outer {} end", value);
  app.info("after");
  app.info("after {}", 2);
  expect(lines()).toEqual(["before", "outer V end", "after", "after 2"]);
  expect(runtime.stats().backends[0]).toMatchObject({ records: 4, dropped: 0, buffered: 0 });
});

test("while the process is ending every record is with the backend when its call returns", () => {
  const { runtime, app, backend } = make();
  app.info("before");
  runtime.end(false);
  expect(backend.lines).toEqual(["before"]);
  app.info("at once");
  app.info("at once {}", 2);
  expect(backend.lines).toEqual(["before", "at once", "at once 2"]);
  const other = memory();
  runtime.configure({ backend: other });
  app.info("at once");
  expect(other.lines).toEqual(["at once"]);
  runtime.resume();
  app.info("later");
  expect(other.lines).toEqual(["at once"]);
  runtime.flushSync();
  expect(other.lines).toEqual(["at once", "later"]);
});
