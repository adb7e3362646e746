import { describe, expect, test } from "vitest";
import type { Trouble } from "../../src/backend/trouble.ts";
import { type Backend, type OtlpOptions, otlp } from "../../src/index.ts";
import type { Sink } from "../../src/sink/sink.ts";
import { statsOf } from "../../src/sink/stats.ts";
import { Recording } from "../fixtures/unit/recording.ts";
import { until } from "../until.ts";
import { type Behaviour, Collector } from "./collector.ts";
import { Random } from "./random-records.ts";

/** In milliseconds: none of these flushes waits for so long. */
const LONG = 100_000;

/** In milliseconds: every answer that comes at all comes earlier. */
const TIMEOUT = 1_000;

/** A pipeline whose records go to a collector of this process. */
class Session {
  readonly collector: Collector;
  readonly backend: Backend;
  readonly recording: Recording;
  readonly troubles: Trouble[] = [];
  #logged = 0;

  static async begin(
    next: readonly Behaviour[] = [],
    options: OtlpOptions & { readonly buffer?: number } = {},
  ): Promise<Session> {
    return new Session(await Collector.listen(next), options);
  }

  private constructor(collector: Collector, { buffer, ...options }: OtlpOptions) {
    this.collector = collector;
    const soon = { retryMin: 1, retryMax: 5 };
    this.backend = otlp(`otlp://127.0.0.1:${collector.port}`, { ...soon, ...options });
    const { start } = this.backend;
    this.backend.start = (context) =>
      start?.call(this.backend, { ...context, report: (trouble) => this.troubles.push(trouble) });
    this.recording = new Recording({ backend: this.backend, buffer });
  }

  /** Logs so many records, each with a message of its own, and hands them over. */
  log(count = 1): void {
    for (let i = 0; i < count; i++) this.recording.app.info(String(this.#logged++));
    this.recording.pipeline.batch.sealNow();
  }

  /** Logs records, and waits until they have been dealt with. */
  async deliver(count = 1): Promise<void> {
    this.log(count);
    await this.flush();
  }

  flush(): Promise<void> {
    return this.recording.pipeline.flush(LONG);
  }

  get stats() {
    return statsOf(this.recording.pipeline.sinks[0] as Sink);
  }

  get logged(): readonly string[] {
    return Array.from({ length: this.#logged }, (_, i) => String(i));
  }
}

describe("records that a collector takes", () => {
  test("arrive in order, and count as delivered", async () => {
    const session = await Session.begin();
    await session.deliver(1_000);
    await session.deliver(1_000);
    expect(session.collector.messages).toEqual(session.logged);
    expect(session.stats).toMatchObject({ records: 2_000, dropped: 0, uncertain: 0, buffered: 0 });
    expect(session.stats.state).toBe("open");
    expect(session.troubles).toEqual([]);
  });

  test("are not sent again if the answer's body does not end", async () => {
    const session = await Session.begin(["endless"], { timeout: TIMEOUT });
    await session.deliver(10);
    await session.deliver(10);
    expect(session.collector.messages).toEqual(session.logged);
    expect(session.stats).toMatchObject({ records: 20, dropped: 0, uncertain: 0, buffered: 0 });
  });

  test("share one connection", async () => {
    const session = await Session.begin();
    for (let i = 0; i < 10; i++) await session.deliver(1);
    expect(session.collector.received).toHaveLength(10);
    expect(session.collector.connections).toBe(1);
  });

  test("go in one request if they come while another one is under way", async () => {
    const session = await Session.begin();
    for (let i = 0; i < 50; i++) session.log(1);
    await session.flush();
    expect(session.collector.messages).toEqual(session.logged);
    expect(session.collector.received).toHaveLength(2);
  });

  test("go in several requests if they are longer than one may be", async () => {
    const session = await Session.begin([], { maxRequest: 65_536 });
    await session.deliver(10_000);
    expect(session.collector.messages).toEqual(session.logged);
    for (const { body } of session.collector.received) expect(body.length).toBeLessThan(70_000);
  });

  test.each([
    { compression: "gzip" },
    { encoding: "json" },
    { encoding: "json", compression: "gzip" },
  ] as const)("may go as %j", async (options) => {
    const session = await Session.begin([], options);
    await session.deliver(100);
    expect(session.collector.messages).toEqual(session.logged);
    expect(session.stats).toMatchObject({ records: 100, dropped: 0 });
  });
});

describe("a request", () => {
  test.each([429, 502, 503, 504])("is sent again after the status %i", async (status) => {
    const session = await Session.begin([{ status }, { status, body: "busy" }]);
    await session.deliver(10);
    expect(session.collector.messages).toEqual(session.logged);
    expect(session.stats).toMatchObject({ records: 10, dropped: 0, uncertain: 0 });
    expect(session.stats.errors).toEqual({ [`HTTP_${status}`]: 2 });
    expect(session.troubles.map(({ message }) => message)).toEqual([
      `HTTP ${status}; sending again`,
      `HTTP ${status}: busy; sending again`,
    ]);
  });

  test("is sent again if its connection is reset", async () => {
    const session = await Session.begin(["reset", "reset"]);
    await session.deliver(10);
    expect(session.collector.messages).toEqual(session.logged);
    expect(session.stats).toMatchObject({ records: 10, dropped: 0, uncertain: 0 });
  });

  test("is sent again if it has no answer in time", async () => {
    const session = await Session.begin(["hang"], { timeout: TIMEOUT });
    await session.deliver(10);
    expect(session.collector.messages).toEqual(session.logged);
    expect(session.stats.errors).toEqual({ ETIMEDOUT: 1 });
    expect(session.stats).toMatchObject({ records: 10, dropped: 0, uncertain: 0 });
  });

  test("arrives twice if only its answer is lost", async () => {
    const session = await Session.begin([{ take: true }, "lose"]);
    await session.deliver(1);
    await session.deliver(2);
    expect(session.collector.messages).toEqual(["0", "1", "2", "1", "2"]);
    expect(session.stats).toMatchObject({ records: 3, dropped: 0, uncertain: 0 });
  });

  test("waits for a collector that comes later, or comes back", async () => {
    const session = await Session.begin();
    await session.collector.close();
    session.log(10);
    await until(() => (session.stats.errors["ECONNREFUSED"] ?? 0) >= 2);
    expect(session.stats.state).not.toBe("open");
    await session.collector.open();
    await session.flush();
    await session.collector.close();
    session.log(10);
    const { length } = session.troubles;
    await until(() => session.troubles.length > length);
    await session.collector.open();
    await session.flush();
    expect(session.collector.messages).toEqual(session.logged);
    expect(session.stats).toMatchObject({ records: 20, dropped: 0, uncertain: 0, state: "open" });
    expect(session.stats.reconnects).toBe(1);
  });

  test.each([400, 401, 404, 413, 500, 501, 302])(
    "is not sent again after the status %i",
    async (status) => {
      const session = await Session.begin([{ status, body: "no such\ntenant" }]);
      await session.deliver(10);
      expect(session.collector.received).toHaveLength(1);
      expect(session.stats).toMatchObject({ records: 0, dropped: 10, uncertain: 0, buffered: 0 });
      expect(session.stats.droppedByReason).toEqual({
        overflow: 0,
        refused: 10,
        gone: 0,
        closed: 0,
      });
      expect(session.troubles).toMatchObject([
        { code: `HTTP_${status}`, message: `HTTP ${status}: no such tenant; 10 records dropped` },
      ]);
      await session.deliver(1);
      expect(session.collector.messages).toEqual(["10"]);
    },
  );
});

describe("a partial success", () => {
  test.each(["protobuf", "json"] as const)(
    "counts the rejected records as refused, with the collector's words (%s)",
    async (encoding) => {
      const words = "3 are too old";
      const session = await Session.begin([{ take: true, rejected: 3, words }], { encoding });
      await session.deliver(10);
      expect(session.collector.received).toHaveLength(1);
      expect(session.stats).toMatchObject({ records: 7, dropped: 3, uncertain: 0, buffered: 0 });
      expect(session.stats.droppedByReason.refused).toBe(3);
      expect(session.troubles).toMatchObject([
        { code: "REJECTED", message: "3 records rejected: 3 are too old; dropped" },
      ]);
    },
  );

  test("of more records than there are counts each once", async () => {
    const session = await Session.begin([{ take: true, rejected: 100 }]);
    await session.deliver(10);
    expect(session.stats).toMatchObject({ records: 0, dropped: 10 });
  });

  test("with words alone is a warning", async () => {
    const session = await Session.begin([{ take: true, words: "use TLS" }]);
    await session.deliver(10);
    expect(session.stats).toMatchObject({ records: 10, dropped: 0 });
    expect(session.troubles).toMatchObject([
      { code: "WARNING", message: "the collector warns: use TLS" },
    ]);
  });
});

describe("a full buffer", () => {
  test.each(["drop-newest", "drop-oldest"] as const)(
    "drops and counts records by the policy %s",
    async (overflow) => {
      const session = await Session.begin([], { buffer: 300_000, overflow });
      await session.collector.close();
      session.log(1);
      session.log(20_000);
      await session.collector.open();
      await session.flush();
      const { records, dropped, notices, uncertain, droppedByReason } = session.stats;
      expect(records + dropped).toBe(20_001 + notices);
      expect(dropped).toBeGreaterThan(0);
      expect(droppedByReason.overflow).toBe(dropped);
      expect(uncertain).toBe(0);
      const { messages } = session.collector;
      expect(new Set(messages).size).toBe(messages.length);
      const isLast = messages.includes("20000");
      expect(isLast).toBe(overflow === "drop-oldest");
    },
  );
});

describe("a collector that does everything there is", () => {
  test.each([1, 2, 3])(
    "gets each record that is not counted as dropped (seed %i)",
    async (seed) => {
      const random = new Random(seed);
      const session = await Session.begin([], { timeout: TIMEOUT });
      const kinds: readonly Behaviour[] = [
        { take: true },
        { take: true, rejected: 1 },
        { status: 429, headers: { "retry-after": "0" } },
        { status: 503 },
        { status: 400 },
        "reset",
        "lose",
      ];
      session.collector.next.push("hang");
      for (let i = 0; i < 60; i++) {
        session.collector.next.push(random.one(kinds));
        if (random.below(10) === 0)
          await session.collector.close().then(() => session.collector.open());
        session.log(1 + random.below(40));
        if (random.below(2) === 0) await session.flush();
      }
      session.collector.next.length = 0;
      await session.flush();
      const { collector, logged, stats } = session;
      const refused = collector.received.filter(
        ({ behaviour }) =>
          typeof behaviour === "object" && "status" in behaviour && behaviour.status === 400,
      );
      const rejected = collector.received.filter(
        ({ behaviour }) => typeof behaviour === "object" && "rejected" in behaviour,
      ).length;
      const lost = new Set<unknown>(
        refused.flatMap(({ request }) => request.records.map(({ body }) => body)),
      );
      expect(stats.dropped).toBe(lost.size + rejected);
      expect(stats.records).toBe(logged.length - stats.dropped + stats.notices);
      expect(stats.uncertain).toBe(0);
      // Only records of requests whose answer was lost come twice, and none is missing.
      const arrived = new Set(collector.messages);
      expect(logged.filter((message) => !arrived.has(message) && !lost.has(message))).toEqual([]);
      const again = new Set<unknown>(
        collector.received
          .filter(({ behaviour }) => behaviour === "lose")
          .flatMap(({ request }) => request.records.map(({ body }) => body)),
      );
      const twice = collector.messages.filter((message, i, all) => all.indexOf(message) !== i);
      expect(twice.filter((message) => !again.has(message))).toEqual([]);
    },
  );
});

describe("close()", () => {
  test("delivers what is left", async () => {
    const session = await Session.begin([{ status: 503 }]);
    session.log(10);
    await session.backend.close();
    expect(session.collector.messages).toEqual(session.logged);
    expect(session.stats).toMatchObject({ records: 10, dropped: 0, state: "closed" });
  });

  test("counts what it cannot deliver as dropped", async () => {
    const session = await Session.begin();
    session.collector.always = { status: 503 };
    session.log(10);
    await session.backend.close();
    expect(session.stats).toMatchObject({ records: 0, dropped: 10, uncertain: 0, buffered: 0 });
    expect(session.stats.droppedByReason.closed).toBe(10);
  });
});
