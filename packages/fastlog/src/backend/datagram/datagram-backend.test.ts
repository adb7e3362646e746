import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Feed, numbered } from "../../../test/fixtures/unit/feed.ts";
import { DatagramBackend } from "./datagram-backend.ts";
import type { DatagramSettings } from "./datagram-options.ts";
import type { Answer } from "./flight.ts";
import type { DatagramTransport, Fate, TransportEvents } from "./transport.ts";

/** A transport in memory, which answers when it is told to. */
class TestTransport implements DatagramTransport {
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
  events: TransportEvents | undefined;
  sendAtExit?: NonNullable<DatagramTransport["sendAtExit"]>;
  isClosed = false;

  readonly #unanswered: Answer[] = [];

  open(events: TransportEvents): void {
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

  fateOf(): Fate {
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
  const transport = new TestTransport();
  const backend = new DatagramBackend("test:", transport, { ...SETTINGS, ...settings });
  return { transport, backend };
}

const failure = (code: string) => Object.assign(new Error(`send ${code}`), { code });

describe("a datagram", () => {
  test("is a record without its newline, and no copy of it", () => {
    const { transport, backend } = setUp();
    const feed = new Feed(backend);
    feed.submit(["one", "", "zwölf"]);
    expect(transport.texts).toEqual(["one", "", "zwölf"]);
    expect(new Set(transport.sent.map(({ buffer }) => buffer)).size).toBe(1);
  });

  test("is given back with its chunk when all of them were answered", () => {
    const { transport, backend } = setUp();
    const feed = new Feed(backend);
    feed.submit(["one", "two"]);
    transport.answer(1);
    expect(feed.batch.counters.records).toBe(0);
    transport.answer(1);
    expect(feed.batch.counters.records).toBe(2);
  });

  test("that is refused is dropped with its records and no others", () => {
    const { transport, backend } = setUp({ pack: 17 });
    const feed = new Feed(backend);
    feed.submit(numbered(6));
    expect(transport.texts).toEqual([
      "record 0\nrecord 1",
      "record 2\nrecord 3",
      "record 4\nrecord 5",
    ]);
    transport.answer(1);
    transport.answer(1, failure("ECONNREFUSED"));
    transport.answer();
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
        const { transport, backend } = setUp({ pack });
        new Feed(backend).submit(records);
        const expected = records.map((text) => Buffer.from(text).toString());
        expect(transport.texts.flatMap((text) => text.split("\n"))).toEqual(expected);
        for (const { length } of transport.sent.filter((bytes) => bytes.includes("\n"))) {
          expect(length).toBeLessThanOrEqual(pack);
        }
        // None of them could have had the first record of the next one too.
        transport.sent.slice(1).forEach((next, i) => {
          const [first = ""] = String(next).split("\n");
          const both = (transport.sent[i] as Buffer).length + 1 + Buffer.byteLength(first);
          expect(both).toBeGreaterThan(pack);
        });
      }),
    );
  });

  test("that is answered late is not counted twice", () => {
    const { transport, backend } = setUp();
    const feed = new Feed(backend);
    feed.submit(["one"]);
    transport.events?.missed(failure("ECONNREFUSED"));
    transport.answer();
    expect(feed.batch.counters).toMatchObject({ records: 1, dropped: 0 });
    expect(backend.counters()).toMatchObject({ uncertain: 1, errors: { ECONNREFUSED: 1 } });
  });
});

describe("while the operating system is behind", () => {
  test("nothing more is sent, and the oldest waiting chunk may be dropped", () => {
    const { transport, backend } = setUp();
    const feed = new Feed(backend);
    // Of these no two have room in one chunk.
    const records = numbered(4).map((record) => record.padEnd(40_000));
    transport.behind = 1;
    for (const record of records) feed.submit([record]);
    expect(transport.texts).toEqual(records.slice(0, 1));
    expect(backend.counters().state).toBe("waiting");
    expect(backend.dropOldest()).toBe(true);
    transport.behind = 0;
    transport.answer(1);
    expect(transport.texts).toEqual([records[0], records[2], records[3]]);
    expect(backend.dropOldest()).toBe(false);
    transport.answer();
    expect(feed.batch.losses.byReason.overflow).toBe(1);
    expect(feed.batch.counters).toMatchObject({ records: 3, dropped: 1 });
  });

  test("the records of many turns wait in few chunks", () => {
    const { transport, backend } = setUp();
    const feed = new Feed(backend, { buffer: 262_144 });
    transport.behind = 1;
    for (const record of numbered(100)) feed.submit([record]);
    transport.behind = 0;
    transport.answer(1);
    transport.answer();
    expect(transport.texts).toEqual(numbered(100));
    expect(feed.batch.counters).toMatchObject({ records: 100, dropped: 0 });
  });

  test("a flush is not over, and says at its deadline what is left", async () => {
    const { transport, backend } = setUp();
    const feed = new Feed(backend);
    transport.behind = 1;
    feed.submit(["one", "two"]);
    await expect(backend.flush(1)).rejects.toMatchObject({
      code: "ERR_FASTLOG_BACKEND_UNAVAILABLE",
      message: "test: has not taken 2 records (8 bytes) within 1 ms",
    });
    const flushed = backend.flush();
    transport.behind = 0;
    transport.answer();
    await flushed;
    expect(feed.batch.counters.records).toBe(2);
  });
});

describe("a program that logs megabytes in one turn", () => {
  test("has room for them before they are answered, and what fails then is uncertain", () => {
    const { transport, backend } = setUp();
    const feed = new Feed(backend, { buffer: 262_144 });
    for (const record of numbered(100)) feed.submit([record]);
    expect(transport.texts).toEqual(numbered(100));
    expect(feed.batch.counters).toMatchObject({ records: 98, dropped: 0 });
    transport.answer(50);
    transport.answer(50, failure("ECONNREFUSED"));
    expect(feed.batch.counters).toMatchObject({ records: 98, dropped: 2 });
    expect(backend.counters()).toMatchObject({ uncertain: 48, errors: { ECONNREFUSED: 50 } });
  });
});

describe("a transport", () => {
  test("that is full is tried again, and nothing is lost", async () => {
    const { transport, backend } = setUp();
    transport.isSynchronous = true;
    transport.fate = "full";
    const feed = new Feed(backend);
    transport.answers.push(null, failure("EAGAIN"), failure("EAGAIN"));
    feed.submit(numbered(3));
    await backend.flush();
    expect(transport.texts).toEqual(["record 0", "record 1", "record 1", "record 1", "record 2"]);
    expect(feed.batch.counters).toMatchObject({ records: 3, dropped: 0 });
    expect(backend.counters()).toMatchObject({ state: "open", errors: {}, reconnects: 0 });
    expect(feed.troubles).toEqual([]);
  });

  test("that is lost is opened again at once if it has worked, and later if not", async () => {
    const { transport, backend } = setUp();
    transport.isSynchronous = true;
    transport.fate = "lost";
    const feed = new Feed(backend);
    feed.submit(["works"]);
    transport.answers.push(failure("ECONNREFUSED"));
    feed.submit(["one", "two"]);
    expect(transport.texts).toEqual(["works", "one", "one", "two"]);
    transport.answers.push(failure("ECONNREFUSED"), failure("ECONNREFUSED"));
    feed.submit(["three"]);
    expect(backend.counters().state).toBe("waiting");
    await backend.flush();
    expect(transport.texts.slice(4)).toEqual(["three", "three", "three"]);
    expect(backend.counters()).toMatchObject({ reconnects: 3, errors: { ECONNREFUSED: 3 } });
    expect(feed.batch.counters).toMatchObject({ records: 4, dropped: 0 });
  });

  test("that cannot be opened is tried until it can", async () => {
    const { transport, backend } = setUp();
    transport.failures.push(failure("ENOTFOUND"), failure("ENETUNREACH"));
    const feed = new Feed(backend);
    feed.submit(["one"]);
    expect(backend.counters().state).toBe("waiting");
    const flushed = backend.flush();
    while (transport.sent.length === 0) await new Promise(setImmediate);
    transport.answer();
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
    const { transport, backend } = setUp();
    transport.isSynchronous = true;
    const feed = new Feed(backend);
    feed.onTrouble = () => feed.submit(["there was trouble"]);
    transport.answers.push(failure("EMSGSIZE"));
    feed.submit(["too long", "two", "three"]);
    expect(transport.texts).toEqual(["too long", "two", "three", "there was trouble"]);
  });
});

describe("as the process exits", () => {
  test("datagrams that were sent count as delivered without an answer", () => {
    const { backend } = setUp();
    const feed = new Feed(backend);
    feed.submit(numbered(3));
    backend.flushSync(100);
    expect(feed.batch.counters).toMatchObject({ records: 3, dropped: 0 });
  });

  test("unsent datagrams go to sendAtExit, and are counted if it fails", () => {
    const { transport, backend } = setUp();
    const feed = new Feed(backend);
    const asked: string[] = [];
    transport.sendAtExit = (datagrams, wait) => {
      expect(wait).toBeGreaterThan(0);
      asked.push(...datagrams.map(String));
      return { taken: 3, failure: failure("ENOTFOUND") };
    };
    transport.behind = 2;
    feed.submit(numbered(3));
    feed.submit(numbered(4, 3));
    backend.flushSync(1_000);
    expect(transport.texts).toEqual(numbered(3));
    expect(asked).toEqual(numbered(6, 1));
    expect(feed.batch.counters).toMatchObject({ records: 4, dropped: 3 });
    expect(feed.batch.losses.byReason.closed).toBe(3);
    expect(backend.counters().errors).toEqual({ ENOTFOUND: 1 });
  });

  test("unsent datagrams are counted if there is no sendAtExit", () => {
    const { transport, backend } = setUp();
    transport.failures.push(failure("ENOTFOUND"));
    const feed = new Feed(backend);
    feed.submit(numbered(3));
    backend.flushSync(1);
    expect(feed.batch.losses.byReason.closed).toBe(3);
  });

  test("a synchronous transport is tried until it has everything", () => {
    const { transport, backend } = setUp();
    transport.isSynchronous = true;
    transport.failures.push(failure("ENOENT"), failure("ENOENT"));
    transport.fate = "full";
    const feed = new Feed(backend);
    feed.submit(numbered(3));
    transport.answers.push(null, failure("EAGAIN"), failure("EAGAIN"));
    backend.flushSync(60_000);
    expect(transport.texts).toEqual(["record 0", "record 1", "record 1", "record 1", "record 2"]);
    expect(feed.batch.counters).toMatchObject({ records: 3, dropped: 0 });
  });
});

describe("closing", () => {
  test("waits for what was sent, and frees the transport", async () => {
    const { transport, backend } = setUp();
    const feed = new Feed(backend);
    feed.submit(["one"]);
    const closed = backend.close();
    expect(transport.isClosed).toBe(false);
    transport.answer();
    await closed;
    expect(transport.isClosed).toBe(true);
    expect(feed.batch.counters).toMatchObject({ records: 1, dropped: 0 });
    expect(backend.counters().state).toBe("closed");
  });

  test("drops what cannot be sent in time, and all that comes later", async () => {
    const { transport, backend } = setUp({ retryMin: 60_000, retryMax: 60_000 });
    transport.failures.push(failure("ENOTFOUND"));
    const feed = new Feed(backend, { exitTimeout: 1 });
    feed.submit(numbered(2));
    await backend.close();
    feed.submit(["later"]);
    expect(feed.batch.losses.byReason.closed).toBe(3);
    expect(transport.sent).toEqual([]);
  });
});
