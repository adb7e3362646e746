import { once } from "node:events";
import fs from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { Worker } from "node:worker_threads";
import { afterEach, describe, expect, test } from "vitest";
import { PROGRAMS, program, run } from "../../../test/child.ts";
import { Feed, numbered } from "../../../test/fixtures/unit/feed.ts";
import { folder } from "../../../test/folder.ts";
import { recordsIn } from "../../../test/lines.ts";
import { type Receiver, unixgramReceiver } from "../../../test/sockets/datagram-receivers.ts";
import type { Backend } from "../backend.ts";
import type { UnixgramOptions } from "./datagram-options.ts";
import { LONGEST_PATH } from "./unix-sockets.ts";
import { unixgram } from "./unixgram.ts";

/** The least that can be waited for, so that tests need not. */
const IMPATIENT = { retryMin: 1, retryMax: 1 };

const cleanups: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

const newPath = () => join(folder(), "log.sock");

async function listen(path: string): Promise<Receiver> {
  const receiver = await unixgramReceiver(path);
  cleanups.push(() => receiver.kill());
  return receiver;
}

function open(path: string, options: UnixgramOptions = {}): Backend {
  const backend = unixgram(path, { ...IMPATIENT, ...options });
  cleanups.push(() => backend.close());
  return backend;
}

/** The descriptors of sockets that this process has open. */
function sockets(): string[] {
  return fs.readdirSync("/proc/self/fd").filter((fd) => {
    try {
      return fs.readlinkSync(`/proc/self/fd/${fd}`).startsWith("socket:");
    } catch {
      return false;
    }
  });
}

describe("over a Unix datagram socket", () => {
  test("every record is a datagram, in order, and has no newline", async () => {
    const path = newPath();
    const receiver = await listen(path);
    const backend = open(path);
    const feed = new Feed(backend);
    const records = [...numbered(2_000), "zwölf", "x".repeat(65_536)];
    for (const record of records) feed.add(record);
    feed.batch.seal();
    await backend.flush();
    expect(await receiver.received(records.length)).toEqual(records);
    expect(feed.batch.counters).toMatchObject({ records: records.length, dropped: 0 });
    expect(backend.name).toBe(`unixgram://${path}`);
    expect(backend.counters?.()).toMatchObject({ state: "open", errors: {}, reconnects: 0 });
  });

  test("records are packed into datagrams that are no longer than asked for", async () => {
    const path = newPath();
    const receiver = await listen(path);
    const backend = open(path, { pack: 100 });
    const feed = new Feed(backend);
    feed.submit(numbered(90));
    await backend.flush();
    const datagrams = await receiver.received(9);
    expect(datagrams.join("\n").split("\n")).toEqual(numbered(90));
    expect(Math.max(...datagrams.map((text) => text.length))).toBe(99);
  });

  test("the backend has one descriptor while it is open", async () => {
    const path = newPath();
    await listen(path);
    const before = sockets();
    const backend = open(path);
    const feed = new Feed(backend);
    for (let i = 0; i < 3; i++) feed.submit([`record ${i}`]);
    expect(sockets().length).toBe(before.length + 1);
    await backend.close();
    expect(sockets()).toEqual(before);
  });

  test("the backend opens a new descriptor if other code has closed its own", async () => {
    const path = newPath();
    const receiver = await listen(path);
    const before = sockets();
    const backend = open(path);
    const feed = new Feed(backend);
    feed.submit(["one"]);
    fs.closeSync(Number(sockets().find((fd) => !before.includes(fd))));
    feed.submit(["two"]);
    await backend.flush();
    expect(await receiver.received(2)).toEqual(["one", "two"]);
    expect(feed.batch.counters).toMatchObject({ records: 2, dropped: 0 });
  });
});

const COUNT = 10_000;
/** In milliseconds: long enough for a receiver on a busy machine. */
const EXIT_TIMEOUT = 60_000;

describe(`a program that logs ${COUNT} records loses none, and ends by itself`, () => {
  test.each([
    ["in the main thread", program("ends.mjs", COUNT, "turns", "return", EXIT_TIMEOUT)],
    [
      "in a worker thread",
      program("in-worker.mjs", "ends.mjs", COUNT, "turns", "return", EXIT_TIMEOUT),
    ],
    [
      "in a worker thread, in one turn",
      program("in-worker.mjs", "ends.mjs", COUNT, "busy", "exit", EXIT_TIMEOUT),
    ],
  ])("%s", async (_, command) => {
    const path = newPath();
    const receiver = await listen(path);
    const env = { LOG_BACKEND: `unixgram://${path}`, LOG_TAG: "main" };
    const ended = await run(command, { env });
    const datagrams = await receiver.received(COUNT);
    expect(recordsIn(datagrams.map((text) => `${text}\n`).join(""))).toEqual({
      count: COUNT,
      rest: "",
    });
    // Node would warn here of descriptors that a worker thread closes and did not open.
    expect(ended).toMatchObject({ status: 0, stdout: "", stderr: "" });
  });
});

describe("threads", () => {
  /** A thread that has logged once, and lives on. */
  async function thread(path: string): Promise<Worker> {
    const fastlog = pathToFileURL(join(PROGRAMS, "../../dist/index.js"));
    const source = `
      import(${JSON.stringify(fastlog)}).then(({ info, flushSync }) => {
        info("from a thread");
        flushSync();
        const { parentPort } = require("node:worker_threads");
        parentPort.once("message", () => {});
        parentPort.postMessage("logged");
      });`;
    const env = { LOG_BACKEND: `unixgram://${path}`, LOG_FORMAT: "json" };
    const worker = new Worker(source, { eval: true, env });
    cleanups.push(() => worker.terminate());
    await once(worker, "message");
    return worker;
  }

  test("log at the same time as the main one, and leave no descriptor behind", async () => {
    const path = newPath();
    const receiver = await listen(path);
    const before = sockets();
    const feed = new Feed(open(path));
    const threads = await Promise.all([thread(path), thread(path), thread(path)]);
    feed.submit(["from the main one"]);
    expect(sockets().length).toBe(before.length + 4);

    const [terminated, ...others] = threads as [Worker, ...Worker[]];
    const ended = threads.map((worker) => once(worker, "exit"));
    await terminated.terminate();
    for (const worker of others) worker.postMessage("end");
    await Promise.all(ended);
    expect(sockets().length).toBe(before.length + 1);

    feed.submit(["from the main one again"]);
    const datagrams = await receiver.received(5);
    expect(datagrams.filter((text) => text.includes("from a thread")).length).toBe(3);
    expect(datagrams.slice(-1)).toEqual(["from the main one again"]);
  });
});

describe("a receiver", () => {
  test("that is not there yet gets everything once it is", async () => {
    const path = newPath();
    const backend = open(path);
    const feed = new Feed(backend);
    feed.submit(numbered(3));
    while (feed.troubles.length < 2) await nextTurn();
    expect(feed.troubles[0]).toEqual({
      backend: `unixgram://${path}`,
      code: "ENOENT",
      message: `connect ENOENT ${path}; trying again`,
      cause: expect.objectContaining({ code: "ENOENT", syscall: "connect" }),
    });
    expect(backend.counters?.().outage).toBeGreaterThan(0);
    const receiver = await listen(path);
    await backend.flush();
    expect(await receiver.received(3)).toEqual(numbered(3));
    expect(backend.counters?.()).toMatchObject({ state: "open", reconnects: 0 });
    expect(feed.batch.counters).toMatchObject({ records: 3, dropped: 0 });
  });

  test("that was killed gets what was logged meanwhile once it is restarted", async () => {
    const path = newPath();
    const backend = open(path);
    const first = await listen(path);
    const feed = new Feed(backend);
    feed.submit(numbered(20));
    await backend.flush();
    expect(await first.received(20)).toEqual(numbered(20));

    await first.kill();
    feed.submit(numbered(20, 20));
    expect(backend.counters?.()).toMatchObject({
      state: "waiting",
      errors: { ECONNREFUSED: expect.any(Number) },
    });
    const second = await listen(path);
    await backend.flush();
    expect(await second.received(20)).toEqual(numbered(20, 20));
    expect(feed.batch.counters).toMatchObject({ records: 40, dropped: 0 });
    expect(backend.counters?.()).toMatchObject({ state: "open", reconnects: 1 });
  });

  test("that was restarted while nothing was logged is found at once", async () => {
    const path = newPath();
    const first = await listen(path);
    const backend = open(path);
    const feed = new Feed(backend);
    feed.submit(["one"]);
    await first.kill();
    const second = await listen(path);
    feed.submit(["two"]);
    expect(feed.batch.counters).toMatchObject({ records: 2, dropped: 0 });
    expect(await second.received(1)).toEqual(["two"]);
  });

  test("that is stopped for a while loses nothing", async () => {
    const path = newPath();
    const receiver = await listen(path);
    const backend = open(path);
    const feed = new Feed(backend);
    receiver.child.process.kill("SIGSTOP");
    feed.submit(numbered(2_000));
    // More turns than it is tried in, so that it is left to the timer.
    for (let i = 0; i < 100; i++) await nextTurn();
    feed.submit(numbered(1_000, 2_000));
    expect(backend.counters?.().state).toBe("waiting");
    await expect(backend.flush(1)).rejects.toThrow(
      /has not taken 3000 records \(\d+ bytes\) within 1 ms: EAGAIN/,
    );
    receiver.child.process.kill("SIGCONT");
    await backend.flush();
    expect(await receiver.received(3_000)).toEqual(numbered(3_000));
    expect(feed.batch.counters).toMatchObject({ records: 3_000, dropped: 0 });
    expect(backend.counters?.().state).toBe("open");
  });

  test("that does not take a record for its length gets the others", async () => {
    const path = newPath();
    const receiver = await listen(path);
    const backend = open(path);
    const feed = new Feed(backend, {}, 2_000_000);
    feed.submit(["before", "x".repeat(1_900_000), "after"]);
    await backend.flush();
    expect(await receiver.received(2)).toEqual(["before", "after"]);
    expect(feed.batch.counters).toEqual({ records: 2, bytes: 13, dropped: 1 });
    expect(feed.batch.losses.byReason.refused).toBe(1);
    expect(backend.counters?.().errors).toEqual({ EMSGSIZE: 1 });
  });

  test("that is stopped while the buffer is full loses the oldest records where that is asked for", async () => {
    const path = newPath();
    const receiver = await listen(path);
    const backend = open(path);
    const feed = new Feed(backend, { overflow: "drop-oldest", buffer: 262_144 });
    receiver.child.process.kill("SIGSTOP");
    const records = Array.from({ length: 1_000 }, (_, i) => `${i} ${"x".repeat(1_000)}`);
    for (const record of records) feed.add(record);
    feed.batch.seal();
    receiver.child.process.kill("SIGCONT");
    await backend.flush();
    const { records: delivered, dropped } = feed.batch.counters;
    expect(delivered + dropped).toBe(1_000);
    expect(feed.batch.losses.byReason.overflow).toBe(dropped);
    const datagrams = await receiver.received(delivered);
    // The first chunk is under way, and is kept.
    expect(datagrams[0]).toBe(records[0]);
    expect(datagrams.slice(-60)).toEqual(records.slice(-60));
  });
});

describe("as the process exits", () => {
  test("all is delivered before flushSync returns", async () => {
    const path = newPath();
    const receiver = await listen(path);
    const backend = open(path);
    const feed = new Feed(backend);
    // Many times what may wait in the socket; more would the receiver not be able to report.
    feed.submit(numbered(200));
    backend.flushSync(60_000);
    expect(feed.batch.counters).toMatchObject({ records: 200, dropped: 0 });
    expect(await receiver.received(200)).toEqual(numbered(200));
  });

  test("what a receiver does not take in time is counted", async () => {
    const path = newPath();
    const receiver = await listen(path);
    const backend = open(path);
    const feed = new Feed(backend);
    receiver.child.process.kill("SIGSTOP");
    feed.submit(numbered(2_000));
    backend.flushSync(10);
    const { records, dropped } = feed.batch.counters;
    expect(records).toBeGreaterThan(0);
    expect(records + dropped).toBe(2_000);
    expect(feed.batch.losses.byReason.closed).toBe(dropped);
    expect(dropped).toBeGreaterThan(0);
    receiver.child.process.kill("SIGCONT");
    expect(await receiver.received(records)).toEqual(numbered(records));
  });

  test("what nobody is there to take is counted", () => {
    const backend = open(newPath());
    const feed = new Feed(backend);
    feed.submit(numbered(3));
    backend.flushSync(1);
    expect(feed.batch.losses.byReason.closed).toBe(3);
  });
});

test("a stream socket in its place is said to be the wrong type", async () => {
  const path = newPath();
  const server = createServer().listen(path);
  await once(server, "listening");
  const backend = open(path);
  const feed = new Feed(backend, { exitTimeout: 1 });
  feed.submit(["one"]);
  expect(feed.troubles[0]).toMatchObject({ message: `connect EPROTOTYPE ${path}; trying again` });
  await backend.close();
  expect(feed.batch.losses.byReason.closed).toBe(1);
  server.close();
});

test("a path that fits into no address is refused, and one that just does is not", async () => {
  const start = `${newPath()}/../`;
  const path = join(start, "x".repeat(LONGEST_PATH - join(start).length));
  const receiver = await listen(path);
  const feed = new Feed(open(path));
  feed.submit(["one"]);
  expect(await receiver.received(1)).toEqual(["one"]);
  expect(() => unixgram(`${path}x`)).toThrow(`expected a path of at most ${LONGEST_PATH} bytes`);
});

test.each([[`/${"x".repeat(200)}`], [""], ["/tmp/a\0b"], [1 as unknown as string]])(
  "the path %j is refused",
  (path) => {
    expect(() => unixgram(path)).toThrow(
      expect.objectContaining({
        code: "ERR_FASTLOG_INVALID_OPTION",
        message: expect.stringMatching(
          /^invalid option path=.* of unixgram\(\): expected a path of /,
        ),
      }),
    );
  },
);

test("it takes records of up to 64 KiB, unless it is told otherwise", () => {
  expect(unixgram("/tmp/a")).toMatchObject({ maxRecord: 65_537, name: "unixgram:///tmp/a" });
  expect(unixgram("/tmp/a", { maxDatagram: 212_000 }).maxRecord).toBe(212_001);
  expect(() => unixgram("/tmp/a", { maxDatagram: 212_001 })).toThrow(
    "invalid option maxDatagram=212001 of unixgram()",
  );
});
