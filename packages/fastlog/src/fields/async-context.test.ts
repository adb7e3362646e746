import { EventEmitter, once } from "node:events";
import { createServer, get } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { collectGarbage } from "../../test/fixtures/unit/garbage.ts";
import { fieldsOf } from "../../test/fixtures/unit/json.ts";
import { JsonRuntime } from "../../test/fixtures/unit/json-runtime.ts";
import { FastlogError } from "../errors.ts";
import { getContext, info, logger, withContext } from "../index.ts";
import { capture } from "../testing.ts";

// Each runtime watches for the end of the process.
process.setMaxListeners(0);

describe("a context", () => {
  test("gives its fields to every record that is logged inside, and to no other", () => {
    const recording = new JsonRuntime();
    const { app, runtime } = recording;
    app.info("before");
    runtime.withContext({ requestId: "r1" }, () => {
      app.info("a message");
      app.info("with {}", "arguments", { a: 1 });
      runtime.plain.warn({ b: 2 }, "fields first");
      app.child({ c: 3 }).info`tagged ${1}`;
    });
    app.info("after");
    expect(recording.fields()).toEqual([
      {},
      { requestId: "r1" },
      { a: 1, requestId: "r1" },
      { b: 2, requestId: "r1" },
      { c: 3, requestId: "r1" },
      {},
    ]);
  });

  test("returns what its function returns", async () => {
    const { runtime } = new JsonRuntime();
    expect(runtime.withContext({}, () => 7)).toBe(7);
    const promise = runtime.withContext({}, async () => "later");
    expect(promise).toBeInstanceOf(Promise);
    expect(await promise).toBe("later");
  });

  test("ends when its function throws, and rethrows that error", async () => {
    const recording = new JsonRuntime();
    const { app, runtime } = recording;
    const failure = new Error("on purpose");
    const fail = () => {
      app.info("inside");
      throw failure;
    };
    expect(() => runtime.withContext({ a: 1 }, fail)).toThrow(failure);
    app.info("outside");
    await expect(runtime.withContext({ a: 2 }, async () => fail())).rejects.toBe(failure);
    app.info("outside");
    expect(recording.fields()).toEqual([{ a: 1 }, {}, { a: 2 }, {}]);
    expect(runtime.context).toEqual({});
  });

  test("continues across awaits, and in anything started inside", async () => {
    const recording = new JsonRuntime();
    const { app, runtime } = recording;
    const emitter = new EventEmitter();
    const done: Promise<unknown>[] = [];
    const later = (start: (callback: () => void) => void) => {
      done.push(
        new Promise<void>((resolve) => {
          start(() => {
            app.info("later");
            resolve();
          });
        }),
      );
    };
    await runtime.withContext({ id: 1 }, async () => {
      await null;
      app.info("after a microtask");
      await sleep(1);
      app.info("after a timer");
      later((callback) => setTimeout(callback, 5));
      later(setImmediate);
      later((callback) => process.nextTick(callback));
      later(queueMicrotask);
      later((callback) => void Promise.reject(new Error("x")).catch(callback));
      // A listener is called in the context of who emits.
      emitter.on("event", () => app.info("listened to"));
      emitter.emit("event");
    });
    app.info("outside");
    emitter.emit("event");
    await Promise.all(done);
    const fields = recording.fields();
    expect(fields.filter(({ id }) => id === 1)).toHaveLength(8);
    expect(fields.filter(({ id }) => id === undefined)).toHaveLength(2);
  });

  test("inside another one has its fields too, and its own fields win", async () => {
    const recording = new JsonRuntime();
    const { app, runtime } = recording;
    await runtime.withContext({ a: "outer", b: "outer" }, async () => {
      await runtime.withContext({ b: "inner", c: "inner" }, async () => {
        await null;
        app.info("inside both");
        runtime.withContext({ a: undefined }, () => app.info("with nothing more"));
      });
      app.info("inside one");
    });
    expect(recording.fields()).toEqual([
      { a: "outer", b: "inner", c: "inner" },
      { a: "outer", b: "inner", c: "inner" },
      { a: "outer", b: "outer" },
    ]);
  });

  test("does not mix with contexts entered while it waits", async () => {
    const recording = new JsonRuntime();
    const { app, runtime } = recording;
    const waits = fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 6 });
    const tasks = fc.array(waits, { minLength: 2, maxLength: 40 });
    const pause = (turns: number) =>
      turns === 0 ? null : new Promise<void>((resolve) => setImmediate(resolve));
    const property = fc.asyncProperty(tasks, async (tasks) => {
      const run = (waits: readonly number[], task: number) =>
        runtime.withContext({ task }, async () => {
          for (const [step, turns] of waits.entries()) {
            for (let i = 0; i < turns; i++) await pause(i);
            app.info("step", { expected: task });
            await runtime.withContext({ step }, async () => {
              await pause(turns);
              app.info("inner step", { expected: task, expectedStep: step });
            });
          }
        });
      await Promise.all(tasks.map(run));
      app.info("outside");
      const fields = recording.fields();
      expect(fields).toHaveLength(2 * tasks.flat().length + 1);
      expect(fields.at(-1)).toEqual({});
      for (const { task, expected, step, expectedStep } of fields.slice(0, -1)) {
        expect([task, step]).toEqual([expected, expectedStep]);
      }
    });
    await fc.assert(property, { numRuns: 50 });
  });

  test("is separate for each concurrent request of a server", async () => {
    const recording = new JsonRuntime();
    const { app, runtime } = recording;
    const server = createServer((request, response) => {
      runtime.withContext({ url: request.url }, async () => {
        request.resume();
        await once(request, "end");
        await sleep(Math.random() * 5);
        app.info("served", { expected: request.url });
        response.end();
      });
    });
    try {
      server.listen(0, "127.0.0.1");
      await once(server, "listening");
      const { port } = server.address() as AddressInfo;
      const ask = (path: string) =>
        new Promise((resolve, reject) => {
          const request = get({ host: "127.0.0.1", port, path, agent: false }, (response) => {
            response.resume().on("end", resolve);
          });
          request.on("error", reject);
        });
      await Promise.all(Array.from({ length: 50 }, (_, i) => ask(`/${i}`)));
    } finally {
      server.close();
    }
    const fields = recording.fields();
    expect(new Set(fields.map(({ url }) => url)).size).toBe(50);
    expect(fields.filter(({ url, expected }) => url !== expected)).toEqual([]);
  });

  test("copies its fields when it is entered", () => {
    const recording = new JsonRuntime();
    const { app, runtime } = recording;
    let reads = 0;
    const fields = {
      user: { name: "eve" },
      get read() {
        return ++reads;
      },
    };
    runtime.withContext(fields, () => {
      fields.user.name = "mallory";
      app.info("one");
      app.info("two");
    });
    expect(recording.fields()).toEqual([
      { user: { name: "eve" }, read: 1 },
      { user: { name: "eve" }, read: 1 },
    ]);
    expect(reads).toBe(1);
  });

  test("is entered even if a field throws, and has the reason as its value", () => {
    const recording = new JsonRuntime();
    const { app, runtime } = recording;
    const fields = {
      a: 1,
      get b() {
        throw new Error("refused");
      },
    };
    runtime.withContext(fields, () => app.info("inside"));
    expect(recording.fields()).toEqual([{ a: 1, b: "[Throws: refused]" }]);
  });

  test("is written through the configured serializers and redaction, and in the new format", () => {
    const recording = new JsonRuntime();
    const { app, runtime } = recording;
    runtime.configure({ serializers: { user: () => "eve" }, redact: ["token"] });
    runtime.withContext({ user: { name: "eve" }, token: "secret" }, () => {
      app.info("json");
      runtime.configure({ format: { template: "{message}" } });
      app.info("text");
    });
    const [json = "", text] = recording.lines();
    expect(fieldsOf(json)).toEqual({ user: "eve", token: "[Redacted]" });
    expect(text).toBe("text user=eve token=[Redacted]");
  });

  test("has its fields between those of a child and the configuration's", () => {
    const recording = new JsonRuntime();
    const { app, runtime } = recording;
    runtime.configure({ fields: { service: "s", a: "configured", b: "configured" } });
    const child = app.child({ a: "child", b: "child" });
    runtime.withContext({ a: "context" }, () => {
      child.info("child");
      app.info("no child");
      app.info("own", { a: "own" });
    });
    expect(recording.fields()).toEqual([
      { a: "child", b: "child", service: "s" },
      { a: "context", service: "s", b: "configured" },
      { a: "own", service: "s", b: "configured" },
    ]);
  });

  test.each([
    ["null", null],
    ["undefined", undefined],
    ["a number", 123],
    ["a string", "r1"],
    ["an array", []],
    ["a function", () => 1],
  ])("cannot be %s: that throws ERR_FASTLOG_INVALID_FIELDS, and nothing is called", (_, fields) => {
    const { runtime } = new JsonRuntime();
    let calls = 0;
    const enter = () => runtime.withContext(fields as never, () => ++calls);
    expect(enter).toThrow(FastlogError);
    expect(enter).toThrow(expect.objectContaining({ code: "ERR_FASTLOG_INVALID_FIELDS" }));
    expect(calls).toBe(0);
  });

  test("that has ended is collected with its fields", async () => {
    const { app, runtime } = new JsonRuntime();
    const references: WeakRef<object>[] = [];
    for (let i = 0; i < 100_000; i++) {
      const fields = { requestId: `r${i}` };
      runtime.withContext(fields, () => {
        if (i % 10 === 0) app.info("inside");
      });
      references.push(new WeakRef(fields));
      if (i % 1_000 === 0) runtime.flushSync();
    }
    await collectGarbage();
    expect(references.filter((reference) => reference.deref() !== undefined)).toEqual([]);
  });
});

describe("getContext", () => {
  test("returns the fields of all surrounding contexts as they were passed", async () => {
    const { runtime } = new JsonRuntime();
    const user = { name: "eve" };
    expect(runtime.context).toEqual({});
    await runtime.withContext({ user, a: 1 }, async () => {
      await null;
      expect(runtime.context).toEqual({ user, a: 1 });
      expect(Object.values(runtime.context)[0]).toBe(user);
      runtime.withContext({ a: 2, b: 3 }, () => {
        expect(runtime.context).toEqual({ user, a: 2, b: 3 });
      });
      expect(runtime.context).toEqual({ user, a: 1 });
    });
    expect(runtime.context).toEqual({});
  });

  test("returns the fields of the records, even if the passed object changes", () => {
    const { runtime } = new JsonRuntime();
    const fields: { a: number; b?: number } = { a: 1 };
    runtime.withContext(fields, () => {
      fields.a = 2;
      fields.b = 2;
      expect(runtime.context).toEqual({ a: 1 });
      expect(runtime.context).toSatisfy(Object.isFrozen);
      runtime.withContext({ a: undefined }, () => expect(runtime.context).toEqual({ a: 1 }));
    });
  });
});

test("the package's own functions share one context", async () => {
  const captured = capture({ format: "json" });
  try {
    const named = logger("app").child({ b: 2 });
    await withContext({ a: 1 }, async () => {
      await null;
      info("plain");
      named.info("named");
      expect(getContext()).toEqual({ a: 1 });
    });
    expect(captured.lines.map(fieldsOf)).toEqual([{ a: 1 }, { b: 2, a: 1 }]);
    expect(captured.records.map(({ fields }) => fields)).toEqual([{ a: 1 }, { b: 2, a: 1 }]);
    expect(getContext()).toEqual({});
  } finally {
    captured.restore();
  }
});

test("a context without a function is refused, and the error names the argument", () => {
  const { runtime } = new JsonRuntime();
  expect(() => runtime.withContext({ a: 1 }, undefined as never)).toThrow(
    expect.objectContaining({
      code: "ERR_FASTLOG_INVALID_OPTION",
      message:
        "invalid function undefined of withContext() (expected a function behind the fields)",
    }),
  );
});
