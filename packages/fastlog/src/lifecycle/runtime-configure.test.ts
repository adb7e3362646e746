import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, test } from "vitest";
import { Holding } from "../../test/fixtures/unit/backends.ts";
import { told } from "../../test/fixtures/unit/told.ts";
import { folder } from "../../test/folder.ts";
import type { Options } from "../config/options.ts";
import { FastlogError } from "../errors.ts";
import { Runtime } from "./runtime.ts";

process.setMaxListeners(0);

const FORMAT = { template: "{tag} {message}" } as const;

function make(environment: Record<string, string> = {}) {
  const backend = told();
  const runtime = new Runtime(environment);
  runtime.configure({ backend, format: FORMAT, tag: "t" });
  return { runtime, backend, app: runtime.logger("app") };
}

describe("configure", () => {
  test("keeps the options that it is not given", () => {
    const { runtime, backend, app } = make();
    runtime.configure({ filter: "debug" });
    app.debug("one");
    runtime.configure({ tag: "u", filter: undefined });
    app.debug("two");
    runtime.configure({ format: { template: "<{message}>" } });
    app.debug("three");
    runtime.configure({ flushOn: "debug" });
    app.debug("four");
    expect(backend.lines).toEqual(["t one", "u two", "<three>", "<four>"]);
  });

  test("writes what was logged before as it was to be written then", () => {
    const { runtime, backend, app } = make();
    app.info("one");
    runtime.configure({ tag: "u" });
    expect(backend.lines).toEqual(["t one"]);
    app.info("two");
    runtime.flushSync();
    expect(backend.lines).toEqual(["t one", "u two"]);
  });

  test("hands the old backend what was logged, closes it, and goes on with the new one", async () => {
    const { runtime, backend, app } = make();
    const second = told();
    app.info("one");
    runtime.configure({ backend: second });
    app.info("two");
    expect(backend.done).toEqual(["submit 1"]);
    await runtime.flush();
    runtime.flushSync();
    expect(backend.done).toEqual(["submit 1", "close"]);
    expect(second.done).toEqual(["submit 1", "flush", "flushSync"]);
    expect([backend.text, second.text]).toEqual(["t one\n", "t two\n"]);
    expect(runtime.stats().backends).toMatchObject([{ name: "told:", records: 1 }]);
  });

  test("does not close a backend that it is given again, and counts on", () => {
    const { runtime, backend, app } = make();
    app.info("one");
    runtime.configure({ backend, tag: "u" });
    app.info("two");
    runtime.flushSync();
    expect(backend.done).toEqual(["submit 1", "submit 1", "flushSync"]);
    expect(runtime.stats().backends).toMatchObject([{ records: 2, dropped: 0 }]);
  });

  const broken: readonly (readonly [string, Options, string])[] = [
    ["a filter", { filter: "a=loud" }, "ERR_FASTLOG_INVALID_FILTER"],
    ["a template", { format: { template: "{what}" } }, "ERR_FASTLOG_INVALID_TEMPLATE"],
    ["a backend", { backend: "nowhere" }, "ERR_FASTLOG_INVALID_BACKEND"],
    ["a path", { backend: "file:///dev/null/x.log" }, "ERR_FASTLOG_BACKEND_UNAVAILABLE"],
    ["a number", { maxRecord: 1 }, "ERR_FASTLOG_INVALID_OPTION"],
  ];
  test.each(broken)("throws for %s that is unusable, and changes nothing", (_, options, code) => {
    const { runtime, backend, app } = make();
    app.info("before");
    const configure = () =>
      runtime.configure({
        filter: "trace",
        tag: "u",
        format: { template: "{message}" },
        ...options,
      });
    expect(configure).toThrow(FastlogError);
    expect(configure).toThrow(expect.objectContaining({ code }));
    app.debug("not enabled");
    app.info("after");
    runtime.flushSync();
    expect(backend.lines).toEqual(["t before", "t after"]);
    expect(backend.done).not.toContain("close");
  });

  test("gives way to what the environment says", () => {
    const { runtime, backend, app } = make({ LOG_TAG: "env", LOG_FORMAT: "[{tag}] {message}" });
    runtime.configure({ tag: "u", format: { template: "{message}" } });
    app.info("m");
    runtime.flushSync();
    expect(backend.lines).toEqual(["[env] m"]);
  });

  test("closes a backend that LOG_BACKEND takes the place of", async () => {
    const path = join(folder(), "app.log");
    const { runtime, backend, app } = make({ LOG_BACKEND: `${pathToFileURL(path)}` });
    app.info("one");
    runtime.configure({ tag: "u" });
    app.info("two");
    runtime.flushSync();
    expect(backend.done).toEqual(["close"]);
    expect(readFileSync(path, "utf8")).toBe("t one\nu two\n");
  });

  test("leaves what waits for a backend counted as buffered", () => {
    const backend = new Holding();
    const runtime = new Runtime({});
    runtime.configure({ backend, format: FORMAT, tag: "t" });
    runtime.logger("app").info("one");
    runtime.configure({ tag: "u" });
    expect(runtime.stats().backends).toMatchObject([{ buffered: 6, records: 0 }]);
    backend.release();
    expect(runtime.stats().backends).toMatchObject([{ buffered: 0, records: 1 }]);
  });

  test("leaves the memory bounded, however often it is called while nothing is delivered", () => {
    const backend = new Holding();
    const runtime = new Runtime({});
    runtime.configure({ backend, format: FORMAT, buffer: 131_072 });
    const app = runtime.logger("app");
    for (let i = 0; i < 10; i++) {
      runtime.configure({ tag: `${i}` });
      for (let n = 0; n < 500; n++) app.info("x".repeat(997));
      runtime.flushSync();
    }
    const held = backend.held.reduce((sum, chunk) => sum + chunk.content.length, 0);
    expect(held).toBeLessThanOrEqual(131_072);
  });
});

describe("configure where another call of it is under way", () => {
  const counted = (runtime: Runtime) => {
    const { backends, retired, dropped } = runtime.stats();
    return [...backends, retired].reduce((sum, of) => sum + of.records + of.dropped, dropped);
  };
  const settled = () => new Promise((resolve) => setImmediate(resolve));

  /** Logs a record with a value that does that when it is written. */
  const during = (runtime: Runtime, act: () => void) => {
    const value = {
      toJSON() {
        act();
        return 1;
      },
    };
    runtime.logger("app").info("during {}", { value });
  };

  test("applies the last call within a record", async () => {
    const { runtime, backend, app } = make();
    const [first, second] = [told(), told()];
    during(runtime, () => {
      runtime.configure({ backend: first });
      runtime.configure({ backend: second });
    });
    app.info("after");
    await runtime.close();
    expect([backend, first, second].map(({ lines }) => lines.length)).toEqual([1, 0, 1]);
    expect(counted(runtime)).toBe(2);
    expect(first.done).toContain("close");
  });

  test("keeps the backends that were configured within the same record", async () => {
    const { runtime, app } = make();
    const next = told();
    during(runtime, () => {
      runtime.configure({ backend: next });
      runtime.configure({ tag: "u" });
    });
    app.info("after");
    runtime.flushSync();
    expect(next.lines).toEqual(["u after"]);
    await settled();
    expect(counted(runtime)).toBe(2);
  });

  test("does not undo a later close", async () => {
    const { runtime, app } = make();
    const next = told();
    let closing: Promise<void> | undefined;
    during(runtime, () => {
      runtime.configure({ backend: next });
      closing = runtime.close();
    });
    app.info("after");
    await closing;
    expect(next.lines).toEqual([]);
    expect(next.done).toContain("close");
    expect(runtime.stats().dropped).toBe(1);
    expect(counted(runtime)).toBe(2);
  });

  test("is overtaken by what the hook configures that hears of a failure of the old backend", async () => {
    const runtime = new Runtime({});
    const [outer, inner] = [told(), told()];
    const failing = Object.assign(new Holding(), {
      submit() {
        throw new Error("no");
      },
    });
    runtime.configure({
      backend: failing,
      format: FORMAT,
      tag: "t",
      onBackendError: () => runtime.configure({ backend: inner, onBackendError() {} }),
    });
    const app = runtime.logger("app");
    app.info("before");
    runtime.configure({ backend: outer });
    app.info("after");
    await runtime.close();
    expect([outer.lines, inner.lines]).toEqual([[], ["t after"]]);
    expect(outer.done).toContain("close");
    expect(counted(runtime)).toBe(2);
  });
});
