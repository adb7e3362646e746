import { once } from "node:events";
import { readFileSync, symlinkSync, unlinkSync } from "node:fs";
import net, { type AddressInfo } from "node:net";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { Copying, Evicting, Holding } from "../../../test/fixtures/unit/backends.ts";
import { Feed, numbered } from "../../../test/fixtures/unit/feed.ts";
import { folder } from "../../../test/folder.ts";
import { unixgramReceiver } from "../../../test/sockets/datagram-receivers.ts";
import { freePort, Peer } from "../../../test/sockets/peer.ts";
import { until } from "../../../test/until.ts";
import { CHUNK_SIZE } from "../../batch/chunk.ts";
import type { Backend, BackendContext, BackendState, SealedChunk, Trouble } from "../backend.ts";
import { unixgram } from "../datagram/unixgram.ts";
import { file } from "../file/file.ts";
import { memory } from "../memory.ts";
import { tcp, tls } from "../stream/factories.ts";
import { FallbackBackend } from "./fallback-backend.ts";

const IMPATIENT = { retryMin: 1, retryMax: 20 };

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

/** A backend with one to fall back to, and what logs to them. */
class Pair {
  readonly backend: Backend;
  readonly feed: Feed;
  /** How many records were logged. */
  count = 0;

  constructor(primary: Backend, fallback: Backend, context: Partial<BackendContext> = {}) {
    this.backend = new FallbackBackend(primary, fallback);
    this.feed = new Feed(this.backend, context);
    cleanups.push(() => this.backend.close());
  }

  /** Logs so many records, a chunk each. */
  log(count = 1): void {
    for (let i = 0; i < count; i++) this.feed.submit(numbered(1, this.count++));
  }

  /** What was said of going to the fallback and coming back. */
  get told(): readonly Trouble[] {
    return this.feed.troubles.filter(({ code }) => code === "FALLBACK" || code === "RETURNED");
  }

  get state(): BackendState | undefined {
    return this.backend.counters?.().state;
  }

  /** Every record is in one place, and each place has its own in order. */
  expectAllIn(...places: readonly (readonly string[])[]): void {
    const number = (record: string) => Number(/\d+$/.exec(record)?.[0]);
    const sorted = (records: readonly string[]) =>
      records.toSorted((a, b) => number(a) - number(b));
    for (const place of places) expect(place).toEqual(sorted(place));
    expect(sorted(places.flat())).toEqual(numbered(this.count));
    const { records, dropped } = this.feed.batch.counters;
    expect({ records, dropped }).toEqual({ records: this.count, dropped: 0 });
  }
}

describe("of a peer that is not there", () => {
  test("the records go to the fallback, and new ones to the peer as soon as it is", async () => {
    const port = await freePort();
    const fallback = memory();
    const pair = new Pair(tcp({ host: "127.0.0.1", port, ...IMPATIENT }), fallback);
    pair.log(3);
    expect(fallback.lines).toEqual([]);
    await until(() => fallback.lines.length === 3);
    pair.log(2);
    const peer = await Peer.listen({ port });
    await until(() => {
      pair.log();
      return peer.lines.length > 0;
    });
    const { length } = fallback.lines;
    expect(pair.backend.counters?.()).toMatchObject({
      state: "open",
      errors: { ECONNREFUSED: expect.any(Number) },
      diverted: length,
    });
    const name = `tcp://127.0.0.1:${port}`;
    expect(pair.told).toEqual([
      {
        backend: name,
        code: "FALLBACK",
        message: `connect ECONNREFUSED 127.0.0.1:${port}; logging to memory: meanwhile`,
      },
      {
        backend: name,
        code: "RETURNED",
        message: expect.stringMatching(
          RegExp(`^delivers again after \\d+\\.\\ds; ${length} records went to memory:$`),
        ),
      },
    ]);
    await pair.backend.close();
    await peer.settled();
    pair.expectAllIn(fallback.lines, peer.lines);
  });

  test("a flush has them go to the fallback, where that peer says nothing either", async () => {
    // What listens for TLS and never answers: the connection is not refused, and never ready.
    const silent = net.createServer().listen(0, "127.0.0.1");
    await once(silent, "listening");
    cleanups.push(() => silent.close());
    const { port } = silent.address() as AddressInfo;
    const fallback = memory();
    const pair = new Pair(tls({ host: "127.0.0.1", port }), fallback);
    pair.log(3);
    await pair.backend.flush(10);
    expect(pair.state).toBe("connecting");
    expect(fallback.lines).toEqual(numbered(3));
  });

  test("none waits longer than a second for the first word of it", async () => {
    const silent = net.createServer().listen(0, "127.0.0.1");
    await once(silent, "listening");
    cleanups.push(() => silent.close());
    const { port } = silent.address() as AddressInfo;
    const fallback = memory();
    const pair = new Pair(tls({ host: "127.0.0.1", port }), fallback);
    pair.log(3);
    await until(() => fallback.lines.length === 3);
    expect(pair.told).toMatchObject([
      { message: expect.stringMatching(/^it takes nothing for 1\.\ds; logging to memory:/) },
    ]);
  });

  test("what is left goes to the fallback as the process exits, and what is logged after that", async () => {
    const port = await freePort();
    const fallback = memory();
    const pair = new Pair(tcp({ host: "127.0.0.1", port }), fallback);
    pair.log(3);
    pair.backend.flushSync(2_000);
    pair.expectAllIn(fallback.lines);
    pair.log(2);
    pair.backend.flushSync(1_000);
    pair.expectAllIn(fallback.lines);
    expect(pair.told).toMatchObject([{ code: "FALLBACK" }]);
  });

  test("what is left goes to the fallback as it is closed", async () => {
    const fallback = memory();
    const primary = tcp({ host: "127.0.0.1", port: await freePort(), ...IMPATIENT });
    const pair = new Pair(primary, fallback, { exitTimeout: 1 });
    pair.log(3);
    await pair.backend.close();
    pair.expectAllIn(fallback.lines);
  });
});

test("a peer that is there gets everything, also as the process exits, and nothing is told", async () => {
  const peer = await Peer.listen();
  const fallback = memory();
  const pair = new Pair(tcp({ host: "127.0.0.1", port: peer.port }), fallback);
  pair.log(3);
  pair.backend.flushSync(2_000);
  await pair.backend.close();
  await peer.settled();
  pair.expectAllIn(peer.lines);
  expect(pair.feed.troubles).toEqual([]);
});

test("a peer that leaves, and comes back, is told each time", async () => {
  const before = await Peer.listen();
  const { port } = before;
  const fallback = memory();
  const pair = new Pair(tcp({ host: "127.0.0.1", port, ...IMPATIENT }), fallback);
  const codes = () => pair.told.map(({ code }) => code);
  pair.log(3);
  await until(() => before.lines.length === 3);
  expect(codes()).toEqual([]);
  await before.close();
  await until(() => codes().length === 1);
  pair.log(3);
  expect(fallback.lines).toEqual(numbered(3, 3));
  const after = await Peer.listen({ port });
  await until(() => {
    pair.log();
    return after.lines.length > 0;
  });
  expect(codes()).toEqual(["FALLBACK", "RETURNED"]);
  await pair.backend.close();
  await after.settled();
  pair.expectAllIn(before.lines, fallback.lines, after.lines);
});

describe("of a file on a full disk", () => {
  /** A path that leads to a full device until something else is put there. */
  function fullPath(): string {
    const path = join(folder(), "app.log");
    symlinkSync("/dev/full", path);
    return path;
  }

  const linesOf = (path: string) => readFileSync(path, "utf8").split("\n").slice(0, -1);

  test("the records go to the fallback at once, and new ones to the file when there is room", async () => {
    const path = fullPath();
    const fallback = memory();
    const pair = new Pair(file(path), fallback);
    pair.log(5);
    expect(fallback.lines).toEqual(numbered(5));
    expect(pair.state).toBe("waiting");
    unlinkSync(path);
    pair.backend.reopen?.();
    await until(() => {
      pair.log();
      return linesOf(path).length > 0;
    });
    const { length } = fallback.lines;
    expect(pair.told).toMatchObject([
      { code: "FALLBACK", message: expect.stringMatching(/^ENOSPC: .*; logging to memory: /) },
      { code: "RETURNED", message: expect.stringMatching(RegExp(`; ${length} records went`)) },
    ]);
    pair.log();
    expect(pair.state).toBe("open");
    pair.expectAllIn(fallback.lines, linesOf(path));
  });

  test("the primary is not tried with every record", () => {
    const pair = new Pair(file(fullPath()), memory());
    pair.log(1_000);
    const { errors, diverted } = pair.backend.counters?.() ?? {};
    expect(diverted).toBe(1_000);
    expect(Object.keys(errors ?? {})).toEqual(["ENOSPC"]);
    expect(Object.values(errors ?? {})[0]).toBeLessThan(100);
  });

  test("a flush resolves when the fallback has them", async () => {
    const fallback = memory();
    const pair = new Pair(file(fullPath()), fallback);
    pair.log(3);
    await pair.backend.flush();
    pair.expectAllIn(fallback.lines);
  });
});

describe("of a datagram socket whose receiver leaves in the middle of a chunk", () => {
  test.each<[when: string, notice: (pair: Pair) => void]>([
    ["at once", () => {}],
    ["as the process exits", ({ backend }) => backend.flushSync(100)],
  ])("the fallback has the rest, %s", async (_, notice) => {
    const path = join(folder(), "socket");
    const receiver = await unixgramReceiver(path);
    const fallback = memory();
    const pair = new Pair(unixgram(path), fallback);
    // More than the receiver's queue has room for.
    for (let i = 0; i < 3_000; i++) pair.feed.add(`record ${pair.count++}`);
    pair.feed.batch.seal();
    const [first] = await receiver.received(1);
    expect(first).toBe("record 0");
    await receiver.kill();
    notice(pair);
    await until(() => fallback.lines.length > 0);
    pair.log();
    const { records, dropped } = pair.feed.batch.counters;
    expect({ records, dropped }).toEqual({ records: 3_001, dropped: 0 });
    const { length } = fallback.lines;
    expect(length).toBeLessThan(3_000);
    expect(fallback.lines).toEqual(numbered(length, 3_001 - length));
  });
});

describe("what the two have in common:", () => {
  const both = (primary: object, fallback: object) =>
    new FallbackBackend(
      Object.assign(new Copying(), primary),
      Object.assign(new Copying(), fallback),
    );

  test("the longest record is what either of them can deliver", () => {
    expect(both({ maxRecord: 9 }, { maxRecord: 5 }).maxRecord).toBe(5);
    expect(both({ maxRecord: 5 }, {}).maxRecord).toBe(5);
    expect(both({}, { maxRecord: 5 }).maxRecord).toBe(5);
    expect(both({}, {}).maxRecord).toBeUndefined();
  });

  test("a record has colours only where both are terminals", () => {
    expect(both({ isTerminal: true }, {}).isTerminal).toBe(false);
    expect(both({}, { isTerminal: true }).isTerminal).toBe(false);
    expect(both({ isTerminal: true }, { isTerminal: true }).isTerminal).toBe(true);
  });

  test("the counters are added up", () => {
    const primary = { counters: () => ({ errors: { ENOSPC: 1, EIO: 1 }, reconnects: 2 }) };
    const fallback = { counters: () => ({ errors: { EIO: 2 }, reconnects: 3, uncertain: 4 }) };
    expect(both(primary, fallback).counters()).toEqual({
      errors: { ENOSPC: 1, EIO: 3 },
      reconnects: 5,
      uncertain: 4,
      oversized: 0,
      diverted: 0,
    });
  });

  test("where the buffer is full the oldest are dropped, which the fallback has", () => {
    const primary = Object.assign(new Copying(), {
      overflows: ["drop-oldest"] as const,
      counters: () => ({ errors: {}, state: "gone" as const }),
    });
    const fallback = new Evicting();
    const context = { overflow: "drop-oldest", buffer: 4 * CHUNK_SIZE } as const;
    const pair = new Pair(primary, fallback, context);
    const padding = "x".repeat(40_000);
    for (let i = 0; i < 9; i++) pair.feed.submit([`${padding} ${i}`]);
    fallback.release();
    const numbers = fallback.text.match(/(?<= )\d$/gm);
    expect(numbers?.at(-1)).toBe("8");
    expect(pair.feed.batch.losses.byReason.overflow).toBe(9 - (numbers?.length ?? 0));
  });
});

test("if nobody reads the fallback either, records wait for the primary", () => {
  const primary = Object.assign(new Holding(), {
    counters: () => ({ errors: {}, state: "waiting" as const }),
    surrender: () => primary.held.splice(0),
  });
  const fallback = Object.assign(new Copying(), {
    counters: () => ({ errors: {}, state: "gone" as const }),
  });
  const pair = new Pair(primary, fallback);
  pair.log(3);
  pair.backend.flushSync();
  expect(primary.held).toHaveLength(3);
});

describe("of a backend that gives up its chunks", () => {
  /** One that holds its chunks until it is gone. */
  class Leaving extends Holding {
    state: BackendState = "connecting";
    counters() {
      return { errors: {}, state: this.state };
    }
    surrender() {
      return this.held.splice(0);
    }
  }

  test("records that the hook logs follow older ones", () => {
    const [primary, fallback] = [new Leaving(), memory()];
    const report = ({ code }: Trouble) => {
      if (code === "FALLBACK") pair.log();
    };
    const pair = new Pair(primary, fallback, { report });
    pair.log(3);
    primary.state = "gone";
    pair.log();
    expect(fallback.lines).toEqual(numbered(5));
  });

  test("what a hook logs that hears of the fallback's failure follows what is older", () => {
    const primary = new Leaving();
    let isFirst = true;
    const lines: string[] = [];
    const fallback = Object.assign(new Copying(), {
      submit(chunk: SealedChunk) {
        if (isFirst) {
          isFirst = false;
          pair.log();
        }
        lines.push(chunk.content.toString().trimEnd());
        chunk.release();
      },
    });
    const pair = new Pair(primary, fallback);
    pair.log(2);
    primary.state = "gone";
    pair.log();
    expect(lines).toEqual(numbered(4));
  });

  test("chunks that make the fallback throw are dropped, counted and reported", () => {
    const primary = new Leaving();
    const fallback = Object.assign(new Copying(), {
      submit() {
        throw new Error("not now");
      },
    });
    const pair = new Pair(primary, fallback);
    pair.log(2);
    primary.state = "gone";
    pair.log();
    expect(pair.feed.batch.counters).toMatchObject({ records: 0, dropped: 3 });
    expect(pair.feed.batch.buffered).toBe(0);
    expect(pair.feed.troubles.filter(({ code }) => code === "THROWN")).toHaveLength(3);
  });
});
