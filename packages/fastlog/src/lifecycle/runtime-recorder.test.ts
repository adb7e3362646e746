import { describe, expect, test, vi } from "vitest";
import { until } from "../../test/until.ts";
import type { Backend, SealedChunk } from "../backend/backend.ts";
import { memory } from "../backend/memory.ts";
import type { Logger } from "../call/logger.ts";
import { grantLease } from "../config/lease-changes.ts";
import type { Options } from "../config/options.ts";
import { targetOf } from "../target.ts";
import { Runtime } from "./runtime.ts";

// Each runtime watches for the end of the process.
process.setMaxListeners(0);

const HERE = targetOf(import.meta.url);
const FORMAT = { template: "{level} {target} {message}" } as const;

function make(options: Options = {}, environment: Record<string, string> = {}) {
  const backend = memory();
  const runtime = new Runtime(environment);
  runtime.configure({ backend, format: FORMAT, recorder: { for: 0 }, ...options });
  const lines = () => {
    runtime.flushSync();
    const all = backend.lines.map(timeless);
    backend.clear();
    return all;
  };
  return { runtime, backend, lines, app: runtime.logger("app") };
}

const timeless = (line: string) =>
  line.replace(/last [\d.]+ s/, "last T").replace(/until=\S+/, "until=T");

/** The lines of a dump. */
const framed = (
  lines: readonly string[],
  { on = "error", more = "", name = "recorder", end = "", fields = "" } = {},
) => [
  `WARN fastlog ${name}: ${count(lines)} of the last T recorded=true records=${lines.length} on=${on}${more}${fields}`,
  ...lines,
  `WARN fastlog ${name}: end of ${count(lines)} recorded=true${end}${fields}`,
];
const count = ({ length }: readonly string[]) => `${length} record${length === 1 ? "" : "s"}`;

const inRequest = { name: "recorder of a request" };

describe("an error", () => {
  test("is written behind the records that the log did not get, which are written once", () => {
    const { app, lines } = make();
    app.trace("one");
    app.debug("two {}", 2);
    app.info("three");
    expect(lines()).toEqual(["INFO app three"]);
    app.error("four");
    expect(lines()).toEqual([...framed(["TRACE app one", "DEBUG app two 2"]), "ERROR app four"]);
    app.error("five");
    expect(lines()).toEqual(["ERROR app five"]);
  });

  test("after 10,000 records is written behind the last of them, whole and in order, as many as fit", () => {
    const { app, lines } = make({ recorder: { bytes: "128kb", for: 0 } });
    for (let i = 0; i < 10_000; i++) app.trace("step {}", i, { text: "x".repeat(i % 100) });
    app.error("failed");
    const [begin, ...rest] = lines();
    const [end, failed] = rest.splice(-2);
    const first = Number(/step (\d+)/.exec(rest[0] ?? "")?.[1]);
    expect(rest).toEqual(
      Array.from({ length: 10_000 - first }, (_, i) => {
        const text = "x".repeat((first + i) % 100);
        return `TRACE app step ${first + i} text=${text === "" ? '""' : text}`;
      }),
    );
    const bytes = rest.join("\n").length;
    expect(bytes).toBeGreaterThan(65_536 - 200);
    expect(bytes).toBeLessThan(131_072);
    expect(begin).toContain(`records=${rest.length} on=error overwritten=${first}`);
    expect(end).toBe(`WARN fastlog recorder: end of ${rest.length} records recorded=true`);
    expect(failed).toBe("ERROR app failed");
  });

  test("of a level of the option, or a more severe one, has them written, and no other", () => {
    const { app, lines } = make({ recorder: { on: ["warn"], for: 0 } });
    app.debug("one");
    app.info("two");
    app.warn("three");
    app.debug("four");
    app.fatal("five");
    expect(lines()).toEqual([
      "INFO app two",
      ...framed(["DEBUG app one"]),
      "WARN app three",
      "FATAL app five",
    ]);
  });

  test("soon after another one does not have them written again, which is counted and told", () => {
    const { runtime, app, lines } = make();
    app.debug("one");
    app.error("two");
    app.debug("three");
    app.error("four");
    expect(lines().slice(3)).toEqual(["ERROR app two", "ERROR app four"]);
    expect(runtime.dumpRecorder()).toBe(1);
    expect(lines()).toEqual(
      framed(["DEBUG app three"], { on: "dumpRecorder", more: " skipped=1" }),
    );
    expect(runtime.stats().recorder).toEqual({
      ...{ kept: 2, overwritten: 0, forgotten: 0, dumped: 2, lost: 0, dumps: 2, skipped: 1 },
    });
  });

  test("lets everything pass for a time that would be kept", async () => {
    const { app, lines } = make({ recorder: { level: "debug", for: 1 } });
    app.debug("one");
    app.error("two");
    // No timer fires in between.
    app.debug("three");
    app.trace("four");
    expect(lines()).toEqual([
      ...framed(["DEBUG app one"], { end: " until=T" }),
      "ERROR app two",
      "DEBUG app three",
    ]);
    await until(() => {
      app.debug("later");
      return lines().length === 0;
    });
  });
});

describe("kept, and written once, are records", () => {
  test.each<[string, (app: Logger, runtime: Runtime) => void, string]>([
    ["of one message", (app) => app.trace("a {} b"), "TRACE app a {} b"],
    ["with placeholders", (app) => app.debug("a {} {b}", 1, { b: 2 }), "DEBUG app a 1 2 b=2"],
    ["of tagged templates", (app) => app.debug`a ${1}`, "DEBUG app a 1"],
    ["in the order of pino", (app) => app.debug({ a: 1 }, "b"), "DEBUG app b a=1"],
    ["with many arguments", (app) => app.debug("{}{}{}{}{}", 1, 2, 3, 4, 5), "DEBUG app 12345"],
    [
      "of errors",
      (app) => app.debug(new RangeError("a"), "b"),
      'DEBUG app b err={"type":"RangeError"',
    ],
    ["by the name of the level", (app) => app.log("debug", "a"), "DEBUG app a"],
    ["of children", (app) => app.child({ a: 1 }).debug("b"), "DEBUG app b a=1"],
    [
      "of children with a prefix and redaction",
      (app) => app.child({}, { msgPrefix: "p ", redact: ["s"] }).debug("b", { s: 1 }),
      "DEBUG app p b s=[Redacted]",
    ],
    [
      "of typed events",
      (app, runtime) => {
        const event = runtime.defineEvent("debug", "event {id}", {
          type: "object",
          properties: { id: { type: "number" } },
        });
        event({ id: 7 }, app);
      },
      "DEBUG app event 7 id=7",
    ],
    [
      "of call sites",
      (_, runtime) => {
        const site = runtime.site("a {}", "sited", "a.js", 1, 1);
        runtime.plain.debug(site, 3);
      },
      "DEBUG sited a 3",
    ],
    ["of the calling module", (_, runtime) => runtime.plain.debug("a"), `DEBUG ${HERE} a`],
    [
      "of contexts",
      (app, runtime) => runtime.withContext({ id: 1 }, () => app.debug("a")),
      "DEBUG app a id=1",
    ],
    [
      "of levels of the program",
      (_, runtime) => runtime.createLevels({ step: 15 }).logger("app").step("a"),
      "STEP app a",
    ],
  ])("%s", (_, log, expected) => {
    const { runtime, app, lines } = make({ redact: ["password"] });
    log(app, runtime);
    expect(lines()).toEqual([]);
    runtime.dumpRecorder();
    const [, line, end, ...none] = lines();
    expect([line?.slice(0, expected.length), none]).toEqual([expected, []]);
    expect(end).toContain("end of 1 record ");
  });

  test("of loggers with a level of their own, each by its own level", () => {
    const { runtime, app, lines } = make();
    const open = app.child({ of: "open" }, { level: "debug" });
    const narrow = app.child({ of: "narrow" }, { level: "error" });
    for (const logger of [open, narrow, app]) {
      logger.trace("trace");
      logger.debug("debug");
      logger.info("info");
    }
    expect([open.target, narrow.target]).toEqual(["app", "app"]);
    expect(lines()).toEqual(["DEBUG app debug of=open", "INFO app info of=open", "INFO app info"]);
    runtime.dumpRecorder();
    expect(lines().slice(1, -1)).toEqual([
      "TRACE app trace of=open",
      "TRACE app trace of=narrow",
      "DEBUG app debug of=narrow",
      "INFO app info of=narrow",
      "TRACE app trace",
      "DEBUG app debug",
    ]);
  });

  test("of loggers of thousands of targets", () => {
    const { runtime, lines } = make();
    for (let i = 0; i < 4100; i++) runtime.logger(`t${i}`);
    const late = runtime.logger("late");
    const levelled = late.child({}, { level: "debug" });
    late.debug("one");
    levelled.debug("two");
    levelled.trace("three");
    expect([levelled.target, ...lines()]).toEqual(["late", "DEBUG late two"]);
    runtime.dumpRecorder();
    expect(lines().slice(1, -1)).toEqual(["DEBUG late one", "TRACE late three"]);
  });

  test("that the filter does not let pass by target, also after it changes and while a lease opens it", () => {
    const { runtime, app, lines } = make({ filter: "warn,app=info" });
    const db = runtime.logger("db");
    const all = () => {
      app.info("info");
      db.info("info");
      db.debug("debug");
    };
    all();
    runtime.setFilter("warn,db=debug");
    all();
    runtime.setFilter("warn");
    grantLease(runtime, { kind: "opens", spec: "db=debug", for: "10m" });
    all();
    expect(lines().filter((line) => !line.includes("fastlog"))).toEqual([
      "INFO app info",
      ...["INFO db info", "DEBUG db debug"],
      ...["INFO db info", "DEBUG db debug"],
    ]);
    runtime.dumpRecorder();
    expect(lines().slice(1, -1)).toEqual([
      ...["INFO db info", "DEBUG db debug"],
      "INFO app info",
      "INFO app info",
    ]);
  });

  test("that a pattern, a limit or a sample holds back; these count only what the level lets pass", () => {
    const { runtime, app, lines } = make({}, { LOG: "info@1/h,app=info@1/h/m[12]" });
    const limited = runtime.logger("limited").limit("1/h");
    app.info("m1");
    app.info("m3");
    for (let i = 0; i < 3; i++) {
      app.debug("m1");
      app.info("m2");
      limited.debug("limited m1");
      limited.info("limited m1");
    }
    expect(lines()).toEqual(["INFO app m1", "INFO app m2", "INFO limited limited m1"]);
    runtime.dumpRecorder();
    expect(lines().slice(1, -1)).toEqual([
      "INFO app m3",
      ...["DEBUG app m1", "DEBUG limited limited m1"],
      ...[0, 1].flatMap(() => [
        ...["DEBUG app m1", "INFO app m2"],
        ...["DEBUG limited limited m1", "INFO limited limited m1"],
      ]),
    ]);
    expect(runtime.stats().heldBack.limited).toBe(4);
  });

  test("of values that log themselves, where each belongs", () => {
    const { runtime, app, lines } = make();
    const value = {
      toJSON() {
        app.info("inside");
        app.trace("inside");
        return 1;
      },
    };
    app.info("outer", { value });
    app.trace("outer", { value });
    expect(lines()).toEqual(["INFO app outer value=1", "INFO app inside", "INFO app inside"]);
    runtime.dumpRecorder();
    expect(lines().slice(1, -1)).toEqual([
      "TRACE app inside",
      "TRACE app outer value=1",
      "TRACE app inside",
    ]);
  });

  test("that end in an error of the program's own code", () => {
    const { runtime, app, lines } = make();
    const value = {
      toJSON() {
        throw new Error("no");
      },
    };
    app.trace("outer", { value });
    app.info("after");
    expect(lines()).toEqual(["INFO app after"]);
    runtime.dumpRecorder();
    expect(lines()[1]).toMatch(/^TRACE app outer/);
  });

  test("that were longer than the memory for them has room for", () => {
    const { runtime, app, lines } = make({ maxRecord: 1_000_000 });
    app.debug("{}", "x".repeat(200_000));
    app.debug("after");
    runtime.dumpRecorder();
    const [, long = "", after] = lines();
    expect(long.length).toBeGreaterThan(32_768);
    expect(long.length).toBeLessThan(65_536);
    expect(after).toBe("DEBUG app after");
  });
});

test("an error inside of a record that is kept has the others written, behind it", () => {
  const { app, lines } = make();
  const value = {
    toJSON() {
      app.error("inside");
      return 1;
    },
  };
  app.trace("one");
  app.trace("outer", { value });
  app.info("after");
  expect(lines()).toEqual([
    "ERROR app inside",
    ...framed(["TRACE app one", "TRACE app outer value=1"]),
    "INFO app after",
  ]);
});

test("equal records are kept, though the log folds them", () => {
  const { runtime, app, lines } = make({ repeats: "1h" });
  app.info("same");
  app.info("same");
  app.debug("same");
  app.debug("same");
  app.info("same");
  runtime.dumpRecorder();
  expect(lines()).toEqual([
    "INFO app same",
    "INFO app last message repeated 2 times repeated=2",
    ...framed(["DEBUG app same", "DEBUG app same"], { on: "dumpRecorder" }),
  ]);
});

describe("without it", () => {
  test("and after it, and after contexts that needed one, the objects are those of before", () => {
    const { runtime, app } = make({ recorder: false });
    app.info("first");
    const parts = () => {
      const { gates, dispatcher } = runtime;
      const { pipeline, recording } = dispatcher;
      const { filter, recorder, needsMore, hasPattern, targetFrom, plain } = gates;
      const { threshold } = plain;
      return [
        ...[gates, filter, recorder, needsMore, hasPattern, targetFrom, threshold],
        ...[pipeline?.log, recording, pipeline?.builder === pipeline?.log],
      ];
    };
    const before = parts();
    expect(before.slice(-2)).toEqual([undefined, true]);
    expect(before.slice(2, 5)).toEqual([undefined, false, false]);
    const unchanged = () => {
      for (const [i, part] of parts().entries()) expect(part).toBe(before[i]);
      expect(app.isEnabled("debug")).toBe(false);
    };
    for (const options of [{ filter: "app=debug" }, { recorder: "64kb" }]) {
      runtime.withContext({}, () => expect(app.isEnabled("debug")).toBe(true), options);
      unchanged();
    }
    expect(runtime.stats().recorder).toMatchObject({ kept: 0 });
  });

  test("once it is switched off, nothing is kept, and what was is forgotten", () => {
    const { runtime, app, lines } = make();
    app.debug("one");
    runtime.configure({ recorder: false });
    app.debug("two");
    app.error("three");
    expect([app.isEnabled("debug"), runtime.dumpRecorder(), lines()]).toEqual([
      false,
      0,
      ["ERROR app three"],
    ]);
    expect(runtime.stats().recorder).toMatchObject({ kept: 1, forgotten: 1 });
  });

  test("stats() and the text for Prometheus do not mention it", () => {
    const { runtime } = make({ recorder: false });
    expect(runtime.stats()).not.toHaveProperty("recorder");
    expect(runtime.stats().toPrometheus()).not.toContain("recorder");
  });
});

test("the text for Prometheus has its counters", () => {
  const { runtime, app } = make();
  app.debug("one");
  app.error("two");
  app.debug("three");
  const text = runtime.stats().toPrometheus();
  expect(text.split("\n").filter((line) => line.startsWith("fastlog_recorder"))).toEqual([
    "fastlog_recorder_kept_total 2",
    'fastlog_recorder_ended_total{end="overwritten"} 0',
    'fastlog_recorder_ended_total{end="forgotten"} 0',
    'fastlog_recorder_ended_total{end="dumped"} 1',
    'fastlog_recorder_ended_total{end="lost"} 0',
    "fastlog_recorder_dumps_total 1",
    "fastlog_recorder_skipped_total 0",
  ]);
});

describe("LOG_RECORDER", () => {
  test("switches it on before the first record, whatever configure() says", () => {
    const { runtime, app, lines } = make({ recorder: false }, { LOG_RECORDER: "debug" });
    app.trace("one");
    app.debug("two");
    runtime.dumpRecorder();
    expect(lines().slice(1, -1)).toEqual(["DEBUG app two"]);
  });

  test.each(["0", ""])("as %j leaves it off", (value) => {
    const { app } = make({ recorder: false }, { LOG_RECORDER: value });
    expect(app.isEnabled("debug")).toBe(false);
  });
});

describe("when other options are configured", () => {
  test("the records stay, if their format does", () => {
    const { runtime, app, lines } = make();
    app.debug("one", { password: 1 });
    runtime.configure({ redact: ["password"] });
    app.debug("two", { password: 1 });
    runtime.dumpRecorder();
    expect(lines().slice(1, -1)).toEqual([
      "DEBUG app one password=1",
      "DEBUG app two password=[Redacted]",
    ]);
  });

  test("they are forgotten, if it does not", () => {
    const { runtime, app, lines } = make();
    app.debug("one");
    runtime.configure({ format: "json" });
    app.debug("two");
    runtime.dumpRecorder();
    expect(lines().map((line) => JSON.parse(line)["msg"])[1]).toBe("two");
    expect(runtime.stats().recorder).toMatchObject({ kept: 2, forgotten: 1 });
  });

  test("another backend of that format gets them", () => {
    const { runtime, app } = make();
    app.debug("one");
    const other = memory();
    runtime.configure({ backend: other });
    runtime.dumpRecorder();
    runtime.flushSync();
    expect(other.lines[1]).toBe("DEBUG app one");
  });
});

test("of several backends, the first without a filter gets them, in its format", () => {
  const [one, two, three] = [memory(), memory(), memory()];
  const runtime = new Runtime({});
  runtime.configure({
    backend: [
      { backend: one, filter: "error", format: FORMAT },
      { backend: two, format: "json" },
      { backend: three, format: FORMAT },
    ],
    recorder: { for: 0 },
  });
  const app = runtime.logger("app");
  app.debug("one");
  app.info("two");
  app.error("three");
  runtime.flushSync();
  expect(one.lines).toEqual(["ERROR app three"]);
  expect(three.lines).toEqual(["INFO app two", "ERROR app three"]);
  const records = two.lines.map((line) => JSON.parse(line));
  expect(records.map(({ msg, recorded }) => [msg, recorded])).toEqual([
    ["two", undefined],
    [expect.stringMatching(/^recorder: 1 record of the last [\d.]+ s$/), true],
    ["one", undefined],
    ["recorder: end of 1 record", true],
    ["three", undefined],
  ]);
});

test("a slow backend with a small buffer gets all of them, from the memory that kept them", () => {
  const held: SealedChunk[] = [];
  const backend: Backend = {
    name: "slow:",
    submit: (chunk) => void held.push(chunk),
    flush: () => Promise.resolve(),
    flushSync() {},
    close: () => Promise.resolve(),
  };
  const { runtime } = make({
    backend: { backend, buffer: 262_144 },
    recorder: { bytes: "2mb", for: 0 },
  });
  const app = runtime.logger("app");
  for (let i = 0; i < 20_000; i++) app.trace("{}", i, { text: "x".repeat(100) });
  app.error("failed");
  const lines = held.flatMap((chunk) => String(chunk.content).trimEnd().split("\n"));
  const kept = lines.filter((line) => line.startsWith("TRACE"));
  const { dumped = 0, overwritten } = runtime.stats().recorder ?? {};
  expect(kept.map((line) => Number(/\d+/.exec(line)))).toEqual(
    Array.from({ length: dumped }, (_, i) => 20_000 - dumped + i),
  );
  expect(overwritten).toBe(20_000 - dumped);
  expect(lines.join("\n").length).toBeGreaterThan(1_900_000);
  // While the backend has the memory, nothing is kept; it is counted.
  app.trace("meanwhile");
  expect(runtime.stats().recorder).toMatchObject({ kept: 20_000, lost: 1 });
  for (const chunk of held) chunk.release();
  app.trace("after");
  expect(runtime.stats().recorder).toMatchObject({ kept: 20_001, lost: 1 });
});

test("a record that is captured is none of its own", async () => {
  const { runtime, app, lines } = make();
  app.debug("before");
  const captured = runtime.capture({ filter: "info" });
  app.debug("captured");
  app.error("captured");
  expect(captured.records).toHaveLength(1);
  captured.restore();
  app.debug("after");
  app.error("now");
  expect(lines()).toEqual([...framed(["DEBUG app before", "DEBUG app after"]), "ERROR app now"]);
});

test("records that fill the stack do no harm to the log or the ring", () => {
  const { runtime, app, lines } = make();
  let depth = 0;
  const descend = (): void => {
    app.trace("deep {}", depth++);
    app.info("deep");
    descend();
  };
  expect(descend).toThrow(RangeError);
  runtime.dispatcher.recover();
  runtime.flushSync();
  app.trace("trace");
  app.info("info");
  expect(lines().every((line) => line === "INFO app deep" || line === "INFO app info")).toBe(true);
  runtime.dumpRecorder();
  expect(lines().slice(1, -1).at(-1)).toBe("TRACE app trace");
});

describe("a context", () => {
  test("with a filter lets pass what is logged inside, across awaits, and no less than the log does", async () => {
    const { runtime, app, lines } = make({ recorder: false });
    const db = runtime.logger("db");
    const log = () => {
      app.debug("debug");
      db.debug("debug");
      app.info("info");
    };
    await runtime.withContext(
      { id: 1 },
      async () => {
        log();
        await Promise.resolve();
        runtime.withContext({}, log, { filter: "off,db=debug" });
        log();
      },
      { filter: "error,app=debug" },
    );
    log();
    expect(lines()).toEqual([
      ...["DEBUG app debug id=1", "INFO app info id=1"],
      ...["DEBUG app debug id=1", "DEBUG db debug id=1", "INFO app info id=1"],
      ...["DEBUG app debug id=1", "INFO app info id=1"],
      "INFO app info",
    ]);
  });

  test("with a filter does so beside the recorder, which keeps the rest", () => {
    const { runtime, app, lines } = make();
    runtime.withContext(
      {},
      () => {
        app.debug("debug");
        app.trace("trace");
      },
      { filter: "debug" },
    );
    app.debug("outside");
    expect(lines()).toEqual(["DEBUG app debug"]);
    runtime.dumpRecorder();
    expect(lines().slice(1, -1)).toEqual(["TRACE app trace", "DEBUG app outside"]);
  });

  test("with a ring writes it when an error is logged inside, and then everything", () => {
    const { runtime, app, lines } = make({ recorder: false });
    runtime.withContext(
      { id: 1 },
      () => {
        app.debug("one");
        app.info("two");
        runtime.withContext({ inner: true }, () => app.trace("three"), { recorder: "8kb" });
        app.error("four");
        app.debug("five");
      },
      { recorder: "64kb" },
    );
    app.debug("outside");
    expect(lines()).toEqual([
      "INFO app two id=1",
      ...framed(["DEBUG app one id=1", "TRACE app three id=1 inner=true"], {
        ...inRequest,
        fields: " id=1",
      }),
      "ERROR app four id=1",
      "DEBUG app five id=1",
    ]);
  });

  test("with a ring writes it when the program asks for it", () => {
    const { runtime, app, lines } = make({ recorder: false });
    expect(runtime.keepRecords()).toBe(false);
    runtime.withContext(
      {},
      () => {
        app.debug("one");
        expect(runtime.keepRecords()).toBe(true);
        app.debug("two");
      },
      { recorder: 65_536 },
    );
    expect(runtime.keepRecords()).toBe(false);
    expect(lines()).toEqual([
      ...framed(["DEBUG app one"], { ...inRequest, on: "keepRecords" }),
      "DEBUG app two",
    ]);
  });

  test("with a ring has the last of its records only, and those of others do not count", () => {
    const { runtime, app, lines } = make();
    app.debug("of the thread");
    runtime.withContext(
      {},
      () => {
        for (let i = 0; i < 1000; i++) app.debug("{}", i);
        app.error("failed");
      },
      { recorder: "8kb" },
    );
    const [begin, ...rest] = lines();
    const kept = rest.slice(0, -2).map((line) => Number(/\d+/.exec(line)));
    expect(kept).toEqual(Array.from({ length: kept.length }, (_, i) => 1000 - kept.length + i));
    expect(kept.length).toBeGreaterThan(200);
    expect(kept.length).toBeLessThan(600);
    expect(begin).toContain(` overwritten=${1000 - kept.length}`);
    runtime.dumpRecorder();
    expect(lines().slice(1, -1)).toEqual(["DEBUG app of the thread"]);
  });

  test("of 1,000 at once, only those that fail write their records, each its own, whole and in order", async () => {
    const { runtime, app, lines } = make({ recorder: false });
    const request = async (id: number) => {
      for (let i = 0; i < 10; i++) {
        app.debug("step {} of {}", i, id);
        await Promise.resolve();
      }
      if (id % 100 === 7) app.error("failed {}", id);
    };
    await Promise.all(
      Array.from({ length: 1000 }, (_, id) =>
        runtime.withContext({ id }, () => request(id), { recorder: "64kb" }),
      ),
    );
    const failed = Array.from({ length: 10 }, (_, i) => 100 * i + 7);
    expect(lines()).toEqual(
      failed.flatMap((id) => [
        ...framed(
          Array.from({ length: 10 }, (_, i) => `DEBUG app step ${i} of ${id} id=${id}`),
          { ...inRequest, fields: ` id=${id}` },
        ),
        `ERROR app failed ${id} id=${id}`,
      ]),
    );
    expect(runtime.stats().recorder).toMatchObject({
      ...{ kept: 10_000, forgotten: 9900, dumped: 100, overwritten: 0, lost: 0, dumps: 10 },
    });
  });

  test("of more at once than the memory has room for, the last to begin have theirs; the others are counted", async () => {
    const { runtime, app, lines } = make({ recorder: { bytes: 131_072, on: ["error"], for: 0 } });
    let fail = () => {};
    const failing = new Promise<void>((resolve) => {
      fail = resolve;
    });
    const all = Array.from({ length: 100 }, (_, id) =>
      runtime.withContext(
        {},
        async () => {
          app.debug("{}", id);
          await failing;
          app.error("{}", id);
        },
        { recorder: "8kb" },
      ),
    );
    fail();
    await Promise.all(all);
    const kept = lines().filter((line) => line.startsWith("DEBUG"));
    expect(kept).toEqual(Array.from({ length: 32 }, (_, i) => `DEBUG app ${68 + i}`));
    expect(runtime.stats().recorder).toMatchObject({ kept: 100, overwritten: 68, dumped: 32 });
  });

  test("is over when its function returns, throws, or its promise is settled", async () => {
    const { runtime, app } = make({ recorder: false });
    const options = { filter: "debug" };
    expect(runtime.withContext({}, () => 7, options)).toBe(7);
    const error = new Error("no");
    const fail = () => {
      throw error;
    };
    expect(() => runtime.withContext({}, fail, options)).toThrow(error);
    expect(app.isEnabled("debug")).toBe(false);
    let settle = () => {};
    const open = new Promise<void>((resolve) => {
      settle = resolve;
    });
    const promises = [
      runtime.withContext({}, () => open.then(() => 8), options),
      runtime.withContext({}, () => open.then(fail), options),
    ];
    expect(app.isEnabled("debug")).toBe(true);
    settle();
    expect(await Promise.allSettled(promises)).toEqual([
      { status: "fulfilled", value: 8 },
      { status: "rejected", reason: error },
    ]);
    expect(app.isEnabled("debug")).toBe(false);
  });

  test("that is over keeps nothing of what it has started", async () => {
    const { runtime, app, lines } = make({ recorder: false });
    let later = Promise.resolve();
    runtime.withContext(
      {},
      () => {
        app.debug("one");
        later = Promise.resolve().then(() => {
          app.debug("two");
          app.error("three");
        });
      },
      { recorder: "64kb", filter: "off" },
    );
    await later;
    expect(lines()).toEqual(["ERROR app three"]);
  });

  test("leaves a thenable alone that is no promise", () => {
    const { runtime } = make({ recorder: false });
    // biome-ignore lint/suspicious/noThenProperty: builders of queries have it
    const lazy = { then: vi.fn() };
    expect(runtime.withContext({}, () => lazy, { filter: "debug" })).toBe(lazy);
    expect(lazy.then).not.toHaveBeenCalled();
  });

  test("ends with its function if the promise of that cannot make another one", async () => {
    const { runtime, app } = make({ recorder: false });
    class Alone<T> extends Promise<T> {
      static override get [Symbol.species](): PromiseConstructor {
        throw new Error("alone");
      }
    }
    const alone = Alone.resolve(7);
    expect(runtime.withContext({}, () => alone, { filter: "debug" })).toBe(alone);
    expect(app.isEnabled("debug")).toBe(false);
  });

  test("keeps its sample when it has a ring", () => {
    const { runtime, app, lines } = make({ sample: "50%", recorder: false });
    for (let i = 0; i < 50; i++) {
      runtime.withContext(
        { i },
        () => {
          app.info("one");
          app.info("two");
          runtime.keepRecords();
        },
        { recorder: "64kb" },
      );
      // All of it, sampled or kept.
      const kept = lines().filter((line) => !line.includes("fastlog"));
      expect(kept.map((line) => line.split(" ")[2])).toEqual(["one", "two"]);
      expect(new Set(kept.map((line) => line.includes("sampled"))).size).toBe(1);
    }
  });
});

describe("it is refused, and nothing is changed:", () => {
  test.each<[unknown, string]>([
    [1, 'invalid option recorder=1: expected true, false, a level, or { level: "trace" }'],
    [{ size: 1 }, 'unknown option "size" in recorder (expected level, bytes, on, for, file)'],
    [{ byte: 1 }, '; did you mean "bytes"?'],
    [{ level: 1 }, "invalid option recorder.level=1: expected a level or a filter"],
    ["", 'invalid option recorder="": expected a level or a filter'],
    [{ level: "app=loud" }, 'invalid directive "app=loud"'],
    [{ level: "debug/x" }, 'recorder.level="debug/x": expected a filter without a pattern'],
    ["debug@1/s", "expected a filter without a pattern and limits"],
    [{ bytes: "1kb" }, 'recorder.bytes="1kb": expected a size from 131072 to 1073741824 bytes'],
    [{ for: "2d" }, 'recorder.for="2d": expected a time from 0 to 86400000 ms'],
    [{ on: "error" }, 'recorder.on="error": expected a list, such as ["error", "uncaught"]'],
    [{ on: ["loud"] }, 'recorder.on="loud": expected a level (fatal, error, warn, info, debug'],
    [{ on: ["sigusr2"] }, '; did you mean "SIGUSR2"?'],
    [{ on: ["SIGTERM"] }, "; other signals end the process, or the runtime has them"],
  ])("recorder: %j", (recorder, message) => {
    const { runtime, app } = make({ recorder: false });
    const before = app.isEnabled("debug");
    expect(() => runtime.configure({ recorder } as Options)).toThrow(
      expect.objectContaining({
        code: expect.stringMatching(/^ERR_FASTLOG_INVALID_(OPTION|FILTER)$/),
        message: expect.stringContaining(message),
      }),
    );
    expect(app.isEnabled("debug")).toBe(before);
  });

  test.each<[unknown, string]>([
    [1, "invalid option withContext=1: expected"],
    [{ level: "debug" }, 'unknown option "level" of withContext() (expected filter, recorder)'],
    [{ filter: 1 }, "invalid option filter=1: expected a level or a filter"],
    [{ filter: "app=loud" }, 'invalid directive "app=loud"'],
    [{ filter: "debug/x" }, "expected a filter without a pattern and limits"],
    [{ recorder: "1kb" }, 'recorder="1kb": expected a size from 8192 to 16777216 bytes'],
    [{ recorder: true }, "invalid option recorder=true: expected a size"],
  ])("withContext({}, …, %j)", (options, message) => {
    const { runtime } = make({ recorder: false });
    const action = vi.fn();
    expect(() => runtime.withContext({}, action, options as object)).toThrow(
      expect.objectContaining({ message: expect.stringContaining(message) }),
    );
    expect(action).not.toHaveBeenCalled();
  });
});
