import { describe, expect, test } from "vitest";
import { Copying } from "../../test/fixtures/unit/backends.ts";
import { told } from "../../test/fixtures/unit/told.ts";
import { memory } from "../backend/memory.ts";
import { Runtime } from "./runtime.ts";

process.setMaxListeners(0);

const FORMAT = { template: "{tag} {message}" } as const;

function make(environment: Record<string, string> = {}) {
  const backend = told();
  const runtime = new Runtime(environment);
  runtime.configure({ backend, format: FORMAT, tag: "t" });
  return { runtime, backend, app: runtime.logger("app") };
}

describe("flush", () => {
  test("submits all records and waits for the backend", async () => {
    const { runtime, backend, app } = make();
    app.info("m");
    await runtime.flush();
    expect(backend.done).toEqual(["submit 1", "flush"]);
  });

  test("rejects if the backend does", async () => {
    const backend = Object.assign(new Copying(), { flush: () => Promise.reject(new Error("no")) });
    const runtime = new Runtime({});
    runtime.configure({ backend });
    await expect(runtime.flush()).rejects.toThrow("no");
  });

  test("has nothing to do before the first record", async () => {
    const runtime = new Runtime({});
    await runtime.flush();
    runtime.flushSync();
    runtime.reopen();
    expect(runtime.stats().backends).toEqual([]);
  });
});

test("reopen hands over what was logged before the backend opens its path again", () => {
  const { runtime, backend, app } = make();
  app.info("m");
  runtime.reopen();
  expect(backend.done).toEqual(["submit 1", "reopen"]);
  const without = new Copying();
  runtime.configure({ backend: without });
  expect(() => runtime.reopen()).not.toThrow();
});

describe("close", () => {
  test("hands over what was logged; what comes later is dropped and counted", async () => {
    const { runtime, backend, app } = make();
    app.info("before");
    await runtime.close();
    expect(backend.done).toEqual(["submit 1", "close"]);
    for (let i = 0; i < 3; i++) app.info("after {}", i);
    app.info("after");
    await runtime.flush();
    expect(backend.lines).toEqual(["t before"]);
    expect(runtime.stats()).toMatchObject({ backends: [{ records: 1, dropped: 0 }], dropped: 4 });
  });

  test("twice has the effect of once", async () => {
    const { runtime, backend } = make();
    await runtime.close();
    await runtime.close();
    expect(backend.done).toEqual(["close"]);
  });

  test("stays in effect until configure() is called again", async () => {
    const { runtime, app } = make();
    await runtime.close();
    app.info("dropped");
    const backend = memory();
    runtime.configure({ backend });
    app.info("again");
    runtime.flushSync();
    expect(backend.lines).toEqual(["t again"]);
    expect(runtime.stats()).toMatchObject({ backends: [{ records: 1 }], dropped: 1 });
  });

  test("stays for good after records were diverted for a while", async () => {
    const { runtime, app } = make();
    await runtime.close();
    const captured = runtime.capture({ format: FORMAT });
    app.info("diverted");
    captured.restore();
    app.info("dropped");
    expect(captured.lines).toEqual(["t diverted"]);
    expect(runtime.stats()).toMatchObject({ backends: [{ name: "told:" }], dropped: 1 });
  });
});
