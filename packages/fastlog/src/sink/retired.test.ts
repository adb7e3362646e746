import fc from "fast-check";
import { afterEach, describe, expect, test, vi } from "vitest";
import { Evicting, Holding } from "../../test/fixtures/unit/backends.ts";
import type { Backend } from "../backend/backend.ts";
import { memory } from "../backend/memory.ts";
import { CHUNK_SIZE } from "../batch/chunk.ts";
import type { Logger } from "../call/logger.ts";
import { complain } from "../diagnostics/self-log.ts";
import { Runtime } from "../lifecycle/runtime.ts";

vi.mock("../diagnostics/self-log.ts", () => ({ complain: vi.fn() }));

// Each runtime watches for the end of the process.
process.setMaxListeners(0);
afterEach(() => vi.mocked(complain).mockClear());

const FORMAT = { template: "{message}" } as const;

function make(backend: Backend | Backend[]): { runtime: Runtime; app: Logger } {
  const runtime = new Runtime({});
  runtime.configure({ backend, format: FORMAT });
  return { runtime, app: runtime.logger("app") };
}

/** One that keeps its chunks, and whose `close` waits until it is let. */
class Closing extends Holding {
  letClose = (): void => {};
  readonly #closed = new Promise<void>((resolve) => {
    this.letClose = resolve;
  });

  override close(): Promise<void> {
    return this.#closed;
  }
}

describe("a backend that was replaced", () => {
  test("stays in the counters while something waits for it, and then in their sum", async () => {
    const backend = new Closing();
    const { runtime, app } = make(backend);
    app.info("one");
    const next = memory();
    runtime.configure({ backend: next });
    app.info("two");
    runtime.flushSync();
    expect(runtime.stats()).toMatchObject({
      backends: [
        { name: "memory:", records: 1 },
        { name: "holding:", records: 0, buffered: 4 },
      ],
      retired: { backends: 0 },
    });
    backend.release();
    backend.letClose();
    await runtime.close();
    expect(runtime.stats()).toMatchObject({
      backends: [{ name: "memory:", records: 1 }],
      retired: { backends: 1, records: 1, bytes: 4, dropped: 0, notices: 0 },
    });
    expect(complain).not.toHaveBeenCalled();
  });

  test("has what it does not give back counted as dropped once it is closed, and told", async () => {
    const backend = new Holding();
    const { runtime, app } = make(backend);
    app.info("one");
    app.error("two");
    runtime.configure({ backend: memory() });
    await runtime.close();
    expect(runtime.stats().retired).toEqual({
      backends: 1,
      records: 0,
      bytes: 0,
      dropped: 2,
      notices: 0,
    });
    expect(complain).toHaveBeenCalledExactlyOnceWith(
      "holding:",
      "2 records could not be delivered",
    );
    // Too late: they are counted.
    backend.release();
    expect(runtime.stats().retired).toMatchObject({ records: 0, dropped: 2 });
  });

  test("is flushed with the others as the process ends", () => {
    const waits: number[] = [];
    const backend = Object.assign(new Closing(), {
      flushSync(this: Closing, wait = 0) {
        waits.push(wait);
        this.release();
      },
    });
    const { runtime, app } = make(backend);
    app.info("one");
    runtime.configure({ backend: memory() });
    runtime.end(true);
    runtime.reportLeft();
    expect(waits).toEqual([expect.any(Number)]);
    expect(waits[0]).toBeGreaterThan(0);
    expect(backend.text).toBe("one\n");
    expect(complain).not.toHaveBeenCalled();
  });

  test("is waited for by flush", async () => {
    const backend = new Closing();
    const { runtime, app } = make(backend);
    const flushed: (number | undefined)[] = [];
    backend.flush = async (timeout?: number) => {
      flushed.push(timeout);
      backend.release();
    };
    app.info("one");
    runtime.configure({ backend: memory() });
    await runtime.flush(7);
    expect(flushed).toEqual([7]);
  });
});

describe("a backend that is closed", () => {
  test("is flushed as the process ends, although nobody has waited for the end of close()", () => {
    const backend = new Closing();
    const { runtime, app } = make(backend);
    app.info("one");
    backend.flushSync = () => backend.release();
    runtime.close();
    runtime.end(true);
    expect(backend.text).toBe("one\n");
  });

  test("has its losses reported, each once", async () => {
    const { runtime, app } = make(new Holding());
    for (let i = 0; i < 3; i++) app.info("{}", i);
    await runtime.close();
    runtime.end(true);
    runtime.reportLeft();
    runtime.reportLeft();
    expect(complain).toHaveBeenCalledExactlyOnceWith(
      "holding:",
      "3 records could not be delivered",
    );
  });

  test("has its losses reported although its close() rejects", async () => {
    const backend = Object.assign(new Holding(), { close: () => Promise.reject(new Error("no")) });
    const { runtime, app } = make(backend);
    app.info("one");
    await expect(runtime.close()).rejects.toThrow("no");
    expect(complain).toHaveBeenCalledWith("holding:", "1 record could not be delivered");
    expect(runtime.stats().backends).toMatchObject([{ dropped: 1 }]);
  });
});

describe("the report at exit", () => {
  test("includes records that did not fit into the buffer", () => {
    const { runtime, app } = make(new Holding());
    runtime.configure({ buffer: 0 });
    for (let i = 0; i < 1_000; i++) app.info("x".repeat(999));
    runtime.end(true);
    runtime.reportLeft();
    const { dropped, buffered } = runtime.stats().backends[0] ?? { dropped: 0, buffered: 0 };
    expect(dropped + buffered / 1_000).toBe(1_000);
    expect(complain).toHaveBeenCalledExactlyOnceWith(
      "holding:",
      `${dropped} records could not be delivered (overflow)`,
    );
  });

  test("leaves out records that a notice in the log has told", () => {
    const backend = new Holding();
    const { runtime, app } = make(backend);
    runtime.configure({ buffer: 0 });
    for (let i = 0; i < 1_000; i++) app.info("x".repeat(999));
    backend.flushSync = () => backend.release();
    runtime.end(true);
    runtime.reportLeft();
    expect(backend.text).toMatch(/\n\d+ records dropped: holding: did not keep up\n$/);
    expect(complain).not.toHaveBeenCalled();
  });
});

describe("a hook that is told of a failure in the middle of a record", () => {
  /** Reports a failure with each chunk that it is given. */
  function failing() {
    let report: ((trouble: { backend: string; code: string; message: string }) => void) | undefined;
    const backend: Backend = {
      name: "failing:",
      start(context) {
        report = context.report;
      },
      submit(chunk) {
        report?.({ backend: "failing:", code: "ENOSPC", message: "full" });
        chunk.discard("refused");
      },
      flush: () => Promise.resolve(),
      flushSync() {},
      close: () => Promise.resolve(),
    };
    return backend;
  }

  test("may configure another backend: no record is lost uncounted", async () => {
    const { runtime, app } = make(failing());
    const next = memory();
    let isDone = false;
    runtime.configure({
      onBackendError() {
        if (isDone) return;
        isDone = true;
        runtime.configure({ backend: next });
      },
    });
    for (let i = 0; i < 200; i++) app.info(`${i} ${"x".repeat(990)}`);
    await runtime.flush();
    await runtime.close();
    const { backends, retired, dropped } = runtime.stats();
    expect(next.lines.length).toBe(backends[0]?.records);
    expect([retired.backends, dropped]).toEqual([1, 0]);
    expect(retired.dropped + (backends[0]?.records ?? 0)).toBe(200);
  });

  test("may log: both records are whole", async () => {
    const next = memory();
    const { runtime, app } = make([failing(), next]);
    let isDone = false;
    runtime.configure({
      onBackendError() {
        if (!isDone) app.warn("told");
        isDone = true;
      },
    });
    for (let i = 0; i < 200; i++) app.info(`${i} ${"x".repeat(990)}`);
    await runtime.flush();
    await runtime.close();
    expect(next.lines.filter((line) => line === "told")).toHaveLength(1);
    expect(next.lines.filter((line) => /^\d+ x{990}$/.test(line))).toHaveLength(200);
  });
});

describe("configure() and close() in the middle of a record that several backends get", () => {
  test.each(["configure", "close"] as const)("by %s no backend loses it", async (method) => {
    const [one, other] = [memory(), memory()];
    const runtime = new Runtime({});
    runtime.configure({
      backend: [
        { backend: one, format: { template: "1 {message}" } },
        { backend: other, format: { template: "2 {message}" } },
      ],
    });
    const closed: Promise<void>[] = [];
    const value = {
      toJSON() {
        if (method === "close") closed.push(runtime.close());
        else runtime.configure({ backend: memory() });
        return "V";
      },
    };
    runtime.logger("app").info("m {}", value);
    await Promise.all(closed);
    await runtime.flush();
    expect([one.lines, other.lines]).toEqual([["1 m V"], ["2 m V"]]);
  });
});

test("whatever happens, each record was delivered or dropped, and is counted once", async () => {
  const step = fc.oneof(
    { weight: 6, arbitrary: fc.tuple(fc.constant("log"), fc.integer({ min: 1, max: 40_000 })) },
    { weight: 4, arbitrary: fc.tuple(fc.constant("burst"), fc.integer({ min: 1, max: 400 })) },
    fc.tuple(fc.constantFrom("release", "discard"), fc.integer({ min: 0, max: 3 })),
    fc.tuple(fc.constantFrom("turn", "flush", "notice", "reopen"), fc.constant(0)),
    fc.tuple(fc.constantFrom("replace", "add", "same", "change", "close"), fc.nat(3)),
  );
  const policy = fc.constantFrom("drop-newest" as const, "drop-oldest" as const);
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), policy, async (steps, overflow) => {
      const runtime = new Runtime({});
      const app = runtime.logger("app");
      const made: (Holding | Evicting)[] = [];
      const fresh = (i: number) => {
        const backend = overflow === "drop-oldest" ? new Evicting() : new Holding();
        made.push(backend);
        return { backend, overflow, buffer: i * CHUNK_SIZE, format: FORMAT };
      };
      let current = [fresh(2)];
      let isClosed = false;
      const use = () => {
        runtime.configure({ backend: current, format: FORMAT });
        isClosed = false;
      };
      use();
      let [routed, unrouted] = [0, 0];
      const log = (length: number) => {
        if (isClosed) unrouted++;
        else routed += current.length;
        const level = (["info", "warn", "debug", "error"] as const)[length % 3] ?? "info";
        app[level]("x".repeat(length));
      };
      runtime.configure({ filter: "trace" });
      for (const [what, n] of steps) {
        if (what === "log") log(n);
        else if (what === "burst") for (let i = 0; i < n; i++) log(900 + i);
        else if (what === "release") made[n % made.length]?.release();
        else if (what === "discard") {
          const backend = made[n % made.length];
          if (backend instanceof Holding)
            for (const chunk of backend.held.splice(0)) chunk.discard();
        } else if (what === "turn") await new Promise((resolve) => setImmediate(resolve));
        else if (what === "flush") runtime.flushSync();
        else if (what === "reopen") runtime.reopen();
        else if (what === "notice") tellAll(runtime);
        else if (what === "close") {
          void runtime.close();
          isClosed = true;
        } else {
          if (what === "replace") current = [fresh(n), ...(n > 1 ? [fresh(0)] : [])];
          if (what === "add" && current.length < 4) current = [...current, fresh(n)];
          if (isClosed) current = [fresh(n)];
          if (what === "change") runtime.configure({ tag: `t${n}`, maxRecord: 1_024 << n });
          use();
        }
      }
      await runtime.close();
      const { backends, retired, dropped } = runtime.stats();
      const sum = (of: { records: number; dropped: number; notices: number }) =>
        of.records + of.dropped - of.notices;
      const counted = backends.reduce((total, backend) => total + sum(backend), sum(retired));
      expect({ counted, unrouted: dropped }).toEqual({ counted: routed, unrouted });
      expect(backends.every(({ buffered }) => buffered === 0)).toBe(true);
      for (const { dropped, droppedByLevel, droppedByReason } of backends) {
        expect(total(droppedByLevel)).toBe(dropped);
        expect(total(droppedByReason)).toBe(dropped);
      }
    }),
    { numRuns: 200 },
  );
});

test("a record during which all is closed and the process ends is counted as dropped", () => {
  const backend = memory();
  const { runtime, app } = make(backend);
  const value = {
    toJSON() {
      void runtime.close();
      runtime.end(true);
      return 1;
    },
  };
  app.info("before");
  app.info("in progress", { value });
  const { backends, dropped } = runtime.stats();
  expect(backend.lines).toEqual(["before"]);
  expect([backends[0]?.records, backends[0]?.dropped, dropped]).toEqual([1, 0, 1]);
});

/** Has each sink say now what was dropped, as a timer would a second later. */
function tellAll(runtime: Runtime): void {
  runtime.end(true);
  runtime.resume();
}

function total(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}
