import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Feed, numbered } from "../../../test/fixtures/unit/feed.ts";
import { DatagramBackend } from "./datagram-backend.ts";
import type { DatagramSettings } from "./datagram-options.ts";
import type { Answer } from "./flight.ts";
import type { Fate, Wire, WireEvents } from "./transport.ts";

/** A wire in memory, which answers when it is told to. */
class TestWire implements Wire {
  isSynchronous = false;
  /** Of the next attempts to open it: what they fail with. */
  readonly failures: Error[] = [];
  /** What the next datagrams are answered at once; others wait for {@link answer}. */
  readonly answers: (Error | null)[] = [];
  readonly sent: Buffer[] = [];
  /** What was in them: chunks are written over. */
  readonly texts: string[] = [];
  fate: Fate = "refused";
  /** How many datagrams the operating system has not taken. */
  behind = 0;
  opened = 0;
  events: WireEvents | undefined;
  lastResort?: NonNullable<Wire["lastResort"]>;
  isClosed = false;

  readonly #unanswered: Answer[] = [];

  open(events: WireEvents): void {
    this.events = events;
    const failure = this.failures.shift();
    if (failure === undefined) {
      this.opened++;
      events.opened();
    } else {
      events.failed(failure);
    }
  }

  send(bytes: Buffer, start: number, end: number, answer: Answer): void {
    const datagram = bytes.subarray(start, end);
    this.sent.push(datagram);
    this.texts.push(datagram.toString());
    const known = this.answers.shift();
    if (known !== undefined) answer(known);
    else if (this.isSynchronous) answer();
    else this.#unanswered.push(answer);
  }

  /** Answers the first datagrams that wait for it, as a turn of the event loop does. */
  answer(count: number = this.#unanswered.length, error: Error | null = null): void {
    for (const answer of this.#unanswered.splice(0, count)) answer(error);
  }

  refusedBy(): Fate {
    return this.fate;
  }

  backlog(): number {
    return this.behind;
  }

  close(): void {
    this.isClosed = true;
  }
}

const SETTINGS: DatagramSettings = {
  buffer: undefined,
  overflow: undefined,
  flushAfter: undefined,
  pack: 0,
  maxDatagram: 8_192,
  retryMin: 1,
  retryMax: 1,
};

function setUp(settings: Partial<DatagramSettings> = {}) {
  const wire = new TestWire();
  const backend = new DatagramBackend("test:", wire, { ...SETTINGS, ...settings });
  return { wire, backend };
}

const failure = (code: string) => Object.assign(new Error(`send ${code}`), { code });

describe("a datagram", () => {
  test("is a record without its newline, and no copy of it", () => {
    const { wire, backend } = setUp();
    const feed = new Feed(backend);
    feed.submit(["one", "", "zwölf"]);
    expect(wire.texts).toEqual(["one", "", "zwölf"]);
    expect(new Set(wire.sent.map(({ buffer }) => buffer)).size).toBe(1);
  });

  test("is given back with its chunk when all of them were answered", () => {
    const { wire, backend } = setUp();
    const feed = new Feed(backend);
    feed.submit(["one", "two"]);
    wire.answer(1);
    expect(feed.batch.counters.records).toBe(0);
    wire.answer(1);
    expect(feed.batch.counters.records).toBe(2);
  });

  test("that is refused is dropped with its records and no others", () => {
    const { wire, backend } = setUp({ pack: 17 });
    const feed = new Feed(backend);
    feed.submit(numbered(6));
    expect(wire.texts).toEqual(["record 0\nrecord 1", "record 2\nrecord 3", "record 4\nrecord 5"]);
    wire.answer(1);
    wire.answer(1, failure("ECONNREFUSED"));
    wire.answer();
    expect(feed.batch.counters).toMatchObject({ records: 4, dropped: 2 });
    expect(feed.batch.losses.byReason.refused).toBe(2);
    expect(backend.counters()).toMatchObject({ errors: { ECONNREFUSED: 1 }, state: "open" });
    expect(feed.troubles.map(({ message }) => message)).toEqual([
      "send ECONNREFUSED; the datagram is dropped",
    ]);
  });

  test("has whole records in order, and no more than are asked for", () => {
    const record = fc.string({ unit: "binary", maxLength: 30 });
    const records = fc.array(
      record.map((text) => text.replaceAll("\n", " ")),
      { minLength: 1 },
    );
    fc.assert(
      fc.property(records, fc.integer({ min: 1, max: 100 }), (records, pack) => {
        const { wire, backend } = setUp({ pack });
        new Feed(backend).submit(records);
        const expected = records.map((text) => Buffer.from(text).toString());
        expect(wire.texts.flatMap((text) => text.split("\n"))).toEqual(expected);
        for (const { length } of wire.sent.filter((bytes) => bytes.includes("\n"))) {
          expect(length).toBeLessThanOrEqual(pack);
        }
        // None of them could have had the first record of the next one too.
        wire.sent.slice(1).forEach((next, i) => {
          const [first = ""] = String(next).split("\n");
          const both = (wire.sent[i] as Buffer).length + 1 + Buffer.byteLength(first);
          expect(both).toBeGreaterThan(pack);
        });
      }),
    );
  });

  test("that is sent late is not counted as lost twice", () => {
    const { wire, backend } = setUp();
    const feed = new Feed(backend);
    feed.submit(["one"]);
    wire.events?.missed(failure("ECONNREFUSED"));
    wire.answer();
    expect(feed.batch.counters).toMatchObject({ records: 1, dropped: 0 });
    expect(backend.counters()).toMatchObject({ uncertain: 1, errors: { ECONNREFUSED: 1 } });
  });
});

describe("while the operating system is behind", () => {
  test("nothing more is sent, and the oldest of what waits may be dropped", () => {
    const { wire, backend } = setUp();
    const feed = new Feed(backend);
    // Of these no two have room in one chunk.
    const records = numbered(4).map((record) => record.padEnd(40_000));
    wire.behind = 1;
    for (const record of records) feed.submit([record]);
    expect(wire.texts).toEqual(records.slice(0, 1));
    expect(backend.counters().state).toBe("waiting");
    expect(backend.dropOldest()).toBe(true);
    wire.behind = 0;
    wire.answer(1);
    expect(wire.texts).toEqual([records[0], records[2], records[3]]);
    expect(backend.dropOldest()).toBe(false);
    wire.answer();
    expect(feed.batch.losses.byReason.overflow).toBe(1);
    expect(feed.batch.counters).toMatchObject({ records: 3, dropped: 1 });
  });

  test("what is logged in many turns waits in few chunks", () => {
    const { wire, backend } = setUp();
    const feed = new Feed(backend, { buffer: 262_144 });
    wire.behind = 1;
    for (const record of numbered(100)) feed.submit([record]);
    wire.behind = 0;
    wire.answer(1);
    wire.answer();
    expect(wire.texts).toEqual(numbered(100));
    expect(feed.batch.counters).toMatchObject({ records: 100, dropped: 0 });
  });

  test("a flush is not over, and says at its deadline what is left", async () => {
    const { wire, backend } = setUp();
    const feed = new Feed(backend);
    wire.behind = 1;
    feed.submit(["one", "two"]);
    await expect(backend.flush(1)).rejects.toMatchObject({
      code: "ERR_FASTLOG_BACKEND_UNAVAILABLE",
      message: "test: has not taken 2 records (8 bytes) within 1 ms",
    });
    const flushed = backend.flush();
    wire.behind = 0;
    wire.answer();
    await flushed;
    expect(feed.batch.counters.records).toBe(2);
  });
});

describe("a program that logs megabytes in one turn", () => {
  test("has room for them before they are answered, and what fails then is uncertain", () => {
    const { wire, backend } = setUp();
    const feed = new Feed(backend, { buffer: 262_144 });
    for (const record of numbered(100)) feed.submit([record]);
    expect(wire.texts).toEqual(numbered(100));
    expect(feed.batch.counters).toMatchObject({ records: 98, dropped: 0 });
    wire.answer(50);
    wire.answer(50, failure("ECONNREFUSED"));
    expect(feed.batch.counters).toMatchObject({ records: 98, dropped: 2 });
    expect(backend.counters()).toMatchObject({ uncertain: 48, errors: { ECONNREFUSED: 50 } });
  });
});

describe("a wire", () => {
  test("that is full is tried again, and nothing is lost", async () => {
    const { wire, backend } = setUp();
    wire.isSynchronous = true;
    wire.fate = "full";
    const feed = new Feed(backend);
    wire.answers.push(null, failure("EAGAIN"), failure("EAGAIN"));
    feed.submit(numbered(3));
    await backend.flush();
    expect(wire.texts).toEqual(["record 0", "record 1", "record 1", "record 1", "record 2"]);
    expect(feed.batch.counters).toMatchObject({ records: 3, dropped: 0 });
    expect(backend.counters()).toMatchObject({ state: "open", errors: {}, reconnects: 0 });
    expect(feed.troubles).toEqual([]);
  });

  test("that is lost is opened again at once if it has worked, and later if not", async () => {
    const { wire, backend } = setUp();
    wire.isSynchronous = true;
    wire.fate = "lost";
    const feed = new Feed(backend);
    feed.submit(["works"]);
    wire.answers.push(failure("ECONNREFUSED"));
    feed.submit(["one", "two"]);
    expect(wire.texts).toEqual(["works", "one", "one", "two"]);
    wire.answers.push(failure("ECONNREFUSED"), failure("ECONNREFUSED"));
    feed.submit(["three"]);
    expect(backend.counters().state).toBe("waiting");
    await backend.flush();
    expect(wire.texts.slice(4)).toEqual(["three", "three", "three"]);
    expect(backend.counters()).toMatchObject({ reconnects: 3, errors: { ECONNREFUSED: 3 } });
    expect(feed.batch.counters).toMatchObject({ records: 4, dropped: 0 });
  });

  test("that cannot be opened is tried until it can", async () => {
    const { wire, backend } = setUp();
    wire.failures.push(failure("ENOTFOUND"), failure("ENETUNREACH"));
    const feed = new Feed(backend);
    feed.submit(["one"]);
    expect(backend.counters().state).toBe("waiting");
    const flushed = backend.flush();
    while (wire.sent.length === 0) await new Promise(setImmediate);
    wire.answer();
    await flushed;
    expect(backend.counters()).toMatchObject({
      state: "open",
      errors: { ENOTFOUND: 1, ENETUNREACH: 1 },
      reconnects: 0,
    });
    expect(feed.troubles.map(({ message }) => message)).toEqual([
      "send ENOTFOUND; trying again",
      "send ENETUNREACH; trying again",
    ]);
  });

  test("keeps the order when its trouble is logged through the same backend", () => {
    const { wire, backend } = setUp();
    wire.isSynchronous = true;
    const feed = new Feed(backend);
    feed.onTrouble = () => feed.submit(["there was trouble"]);
    wire.answers.push(failure("EMSGSIZE"));
    feed.submit(["too long", "two", "three"]);
    expect(wire.texts).toEqual(["too long", "two", "three", "there was trouble"]);
  });
});

describe("as the process exits", () => {
  test("what was sent counts as delivered although no answer comes", () => {
    const { backend } = setUp();
    const feed = new Feed(backend);
    feed.submit(numbered(3));
    backend.flushSync(100);
    expect(feed.batch.counters).toMatchObject({ records: 3, dropped: 0 });
  });

  test("what cannot be sent goes to the last resort, and is counted where that fails", () => {
    const { wire, backend } = setUp();
    const feed = new Feed(backend);
    const asked: string[] = [];
    wire.lastResort = (datagrams, wait) => {
      expect(wait).toBeGreaterThan(0);
      asked.push(...datagrams.map(String));
      return { taken: 3, failure: failure("ENOTFOUND") };
    };
    wire.behind = 2;
    feed.submit(numbered(3));
    feed.submit(numbered(4, 3));
    backend.flushSync(1_000);
    expect(wire.texts).toEqual(numbered(3));
    expect(asked).toEqual(numbered(6, 1));
    expect(feed.batch.counters).toMatchObject({ records: 4, dropped: 3 });
    expect(feed.batch.losses.byReason.closed).toBe(3);
    expect(backend.counters().errors).toEqual({ ENOTFOUND: 1 });
  });

  test("all is counted where there is no last resort", () => {
    const { wire, backend } = setUp();
    wire.failures.push(failure("ENOTFOUND"));
    const feed = new Feed(backend);
    feed.submit(numbered(3));
    backend.flushSync(1);
    expect(feed.batch.losses.byReason.closed).toBe(3);
  });

  test("a synchronous wire is tried until it has everything", () => {
    const { wire, backend } = setUp();
    wire.isSynchronous = true;
    wire.failures.push(failure("ENOENT"), failure("ENOENT"));
    wire.fate = "full";
    const feed = new Feed(backend);
    feed.submit(numbered(3));
    wire.answers.push(null, failure("EAGAIN"), failure("EAGAIN"));
    backend.flushSync(60_000);
    expect(wire.texts).toEqual(["record 0", "record 1", "record 1", "record 1", "record 2"]);
    expect(feed.batch.counters).toMatchObject({ records: 3, dropped: 0 });
  });
});

describe("closing", () => {
  test("waits for what was sent, and frees the wire", async () => {
    const { wire, backend } = setUp();
    const feed = new Feed(backend);
    feed.submit(["one"]);
    const closed = backend.close();
    expect(wire.isClosed).toBe(false);
    wire.answer();
    await closed;
    expect(wire.isClosed).toBe(true);
    expect(feed.batch.counters).toMatchObject({ records: 1, dropped: 0 });
    expect(backend.counters().state).toBe("closed");
  });

  test("drops what cannot be sent in time, and all that comes later", async () => {
    const { wire, backend } = setUp({ retryMin: 60_000, retryMax: 60_000 });
    wire.failures.push(failure("ENOTFOUND"));
    const feed = new Feed(backend, { exitTimeout: 1 });
    feed.submit(numbered(2));
    await backend.close();
    feed.submit(["later"]);
    expect(feed.batch.losses.byReason.closed).toBe(3);
    expect(wire.sent).toEqual([]);
  });
});
