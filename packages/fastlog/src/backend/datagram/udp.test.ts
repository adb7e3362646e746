import { createSocket, type Socket } from "node:dgram";
import dns from "node:dns";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { setImmediate as nextTurn } from "node:timers/promises";
import { afterEach, describe, expect, test, vi } from "vitest";
import { Feed, numbered } from "../../../test/fixtures/unit/feed.ts";
import { udpReceiver } from "../../../test/sockets/datagram-receivers.ts";
import type { Backend } from "../backend.ts";
import type { UdpOptions } from "./datagram-options.ts";
import { udp } from "./udp.ts";

const cleanups: (() => unknown)[] = [];

afterEach(async () => {
  vi.restoreAllMocks();
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

/** A socket in this process, and what it got. */
class Listener {
  readonly datagrams: string[] = [];
  readonly #socket: Socket;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on("message", (bytes) => this.datagrams.push(bytes.toString()));
    cleanups.push(() => socket.close());
  }

  static async on(host: string, port = 0): Promise<Listener> {
    const socket = createSocket(host.includes(":") ? "udp6" : "udp4");
    socket.bind(port, host);
    await once(socket, "listening");
    return new Listener(socket);
  }

  get port(): number {
    return (this.#socket.address() as AddressInfo).port;
  }

  /** Waits until there are so many. */
  async received(count: number): Promise<readonly string[]> {
    while (this.datagrams.length < count) await once(this.#socket, "message");
    return this.datagrams;
  }
}

/** A port of the loopback on which nobody listens. */
async function freePort(host: string): Promise<number> {
  const socket = createSocket(host.includes(":") ? "udp6" : "udp4");
  socket.bind(0, host);
  await once(socket, "listening");
  const { port } = socket.address();
  socket.close();
  await once(socket, "close");
  return port;
}

function open(options: UdpOptions): Backend {
  const backend = udp(options);
  cleanups.push(() => backend.close());
  return backend;
}

/** Logs records, some in each turn, until the operating system has refused one. */
async function logUntilRefused(feed: Feed): Promise<void> {
  const { losses } = feed.batch;
  for (const before = losses.byReason.refused; losses.byReason.refused === before; ) {
    feed.submit(["lost", "lost"]);
    await nextTurn();
  }
}

describe("over UDP", () => {
  test.each(["127.0.0.1", "::1"])("every record is a datagram to %s, in order", async (host) => {
    const listener = await Listener.on(host);
    const backend = open({ host, port: listener.port });
    const feed = new Feed(backend);
    feed.submit(numbered(50));
    feed.submit(["", "zwölf"]);
    const all = [...numbered(50), "", "zwölf"];
    expect(await listener.received(52)).toEqual(all);
    expect(feed.batch.counters).toMatchObject({ records: 52, dropped: 0 });
    expect(backend.counters?.()).toMatchObject({ state: "open", errors: {}, reconnects: 0 });
  });

  test("a name is resolved, and the family of its address is used", async () => {
    const listener = await Listener.on("::1");
    const lookup = vi.spyOn(dns, "lookup") as unknown as ReturnType<typeof vi.fn>;
    lookup.mockImplementation((_name: string, answer: (...args: unknown[]) => void) =>
      setImmediate(answer, null, "::1", 6),
    );
    const backend = open({ host: "logs.example", port: listener.port });
    const feed = new Feed(backend);
    feed.submit(["before it was resolved"]);
    expect(backend.counters?.()).toMatchObject({ state: "connecting" });
    expect(await listener.received(1)).toEqual(["before it was resolved"]);
    expect(backend.name).toBe(`udp://logs.example:${listener.port}`);
  });

  test("records are packed into datagrams that are no longer than asked for", async () => {
    const listener = await Listener.on("127.0.0.1");
    const feed = new Feed(open({ host: "127.0.0.1", port: listener.port, pack: 100 }));
    const records = numbered(90);
    feed.submit(records);
    // Nine of `record 10` and the newlines between them are 89 bytes; ten are 99.
    const datagrams = await listener.received(9);
    expect(datagrams.join("\n").split("\n")).toEqual(records);
    expect(Math.max(...datagrams.map((text) => text.length))).toBe(99);
  });

  test("what is logged as the process exits is sent without the event loop", async () => {
    const receiver = await udpReceiver("127.0.0.1");
    const port = Number(receiver.address);
    const backend = udp({ host: "127.0.0.1", port });
    const feed = new Feed(backend);
    feed.submit(numbered(50));
    backend.flushSync(1_000);
    expect(feed.batch.counters).toMatchObject({ records: 50, dropped: 0 });
    expect(await receiver.received(50)).toEqual(numbered(50));
    await backend.close();
    await receiver.kill();
  });

  test("its socket does not keep the process alive", async () => {
    const port = await freePort("127.0.0.1");
    while (process.getActiveResourcesInfo().includes("UDPWrap")) await nextTurn();
    const feed = new Feed(open({ host: "127.0.0.1", port }));
    feed.submit(["one"]);
    await nextTurn();
    expect(process.getActiveResourcesInfo()).not.toContain("UDPWrap");
  });
});

describe("what UDP cannot deliver", () => {
  test("is counted where nobody listens, and the next one is sent", async () => {
    const port = await freePort("127.0.0.1");
    const backend = open({ host: "127.0.0.1", port });
    const feed = new Feed(backend);
    await logUntilRefused(feed);
    // The first one was taken: that nobody listens is told with the second.
    expect(feed.batch.counters).toEqual({ records: 1, bytes: 5, dropped: 1 });
    expect(backend.counters?.().errors).toEqual({ ECONNREFUSED: 1 });
    expect(feed.troubles).toEqual([
      {
        backend: `udp://127.0.0.1:${port}`,
        code: "ECONNREFUSED",
        message: "ECONNREFUSED: connection refused, write; the datagram is dropped",
        cause: expect.any(Error),
      },
    ]);

    const listener = await Listener.on("127.0.0.1", port);
    feed.submit(numbered(2));
    // The first one may be refused for the sake of one before it.
    while (!listener.datagrams.includes("record 1")) {
      await listener.received(listener.datagrams.length + 1);
    }
    expect(backend.counters?.().state).toBe("open");
  });

  test("is uncertain where the answer comes later", async () => {
    const port = await freePort("127.0.0.1");
    const backend = open({ host: "127.0.0.1", port });
    const feed = new Feed(backend);
    feed.submit(["taken"]);
    while (feed.troubles.length === 0) await nextTurn();
    expect(feed.batch.counters).toMatchObject({ records: 1, dropped: 0 });
    expect(backend.counters?.()).toMatchObject({ errors: { ECONNREFUSED: 1 }, uncertain: 1 });
  });

  test("is all that is sent while a receiver is restarted", async () => {
    const first = await udpReceiver("127.0.0.1");
    const port = Number(first.address);
    const feed = new Feed(open({ host: "127.0.0.1", port }));
    feed.submit(numbered(20));
    expect(await first.received(20)).toEqual(numbered(20));
    await first.kill();

    await logUntilRefused(feed);
    const second = await udpReceiver("127.0.0.1", port);
    // What was refused last is told with the next one that is sent.
    feed.submit(["may be lost"]);
    feed.submit(numbered(20, 20));
    const datagrams = await second.received(20);
    expect(datagrams.filter((text) => text.startsWith("record"))).toEqual(
      numbered(20, 20).slice(0, datagrams.includes("may be lost") ? 19 : 20),
    );
    await second.kill();
  });

  test("is a record that is too long, and no other one", async () => {
    const listener = await Listener.on("127.0.0.1");
    const backend = open({ host: "127.0.0.1", port: listener.port, maxDatagram: 65_507 });
    expect(backend.maxRecord).toBe(65_508);
    const feed = new Feed(backend, {}, 70_000);
    feed.submit(["before", "x".repeat(65_508), "after"]);
    expect(await listener.received(2)).toEqual(["before", "after"]);
    await backend.flush();
    expect(feed.batch.counters).toEqual({ records: 2, bytes: 13, dropped: 1 });
    expect(feed.batch.losses.byReason.refused).toBe(1);
    expect(backend.counters?.()).toMatchObject({ errors: { EMSGSIZE: 1 }, reconnects: 0 });
  });

  test("waits while the name is unknown, and is dropped when it is closed", async () => {
    const backend = udp({ host: "does-not-exist.invalid", port: 514, retryMin: 1, retryMax: 2 });
    const feed = new Feed(backend, { exitTimeout: 1 });
    feed.submit(numbered(3));
    while (feed.troubles.length < 3) await nextTurn();
    expect(feed.troubles[0]).toMatchObject({
      code: expect.stringMatching(/^(ENOTFOUND|EAI_AGAIN)$/),
      message: expect.stringMatching(/^getaddrinfo .* does-not-exist.invalid; trying again$/),
    });
    await expect(backend.flush(1)).rejects.toMatchObject({
      code: "ERR_FASTLOG_BACKEND_UNAVAILABLE",
      message: expect.stringMatching(
        /^udp:\/\/does-not-exist.invalid:514 has not taken 3 records \(27 bytes\) within 1 ms: getaddrinfo /,
      ),
    });
    expect(backend.counters?.().outage).toBeGreaterThan(0);
    await backend.close();
    expect(feed.batch.losses.byReason.closed).toBe(3);
    expect(backend.counters?.().state).toBe("closed");
  });

  test("is sent once the name is known, after the backend began without it", async () => {
    const listener = await Listener.on("127.0.0.1");
    const lookup = vi.spyOn(dns, "lookup") as unknown as ReturnType<typeof vi.fn>;
    let asked = 0;
    lookup.mockImplementation((_name: string, answer: (...args: unknown[]) => void) => {
      const unknown = Object.assign(new Error("getaddrinfo ENOTFOUND"), { code: "ENOTFOUND" });
      if (++asked < 3) setImmediate(answer, unknown);
      else setImmediate(answer, null, "127.0.0.1", 4);
    });
    const backend = open({ host: "logs.example", port: listener.port, retryMin: 1, retryMax: 1 });
    const feed = new Feed(backend);
    feed.submit(numbered(3));
    await backend.flush();
    expect(await listener.received(3)).toEqual(numbered(3));
    expect(backend.counters?.()).toMatchObject({ errors: { ENOTFOUND: 2 }, state: "open" });
    expect(feed.batch.counters.dropped).toBe(0);
  });

  test("is sent to the new address when a name has moved", async () => {
    const listener = await Listener.on("::1");
    const lookup = vi.spyOn(dns, "lookup") as unknown as ReturnType<typeof vi.fn>;
    const answers: [string, number][] = [["127.0.0.1", 4]];
    lookup.mockImplementation((_name: string, answer: (...args: unknown[]) => void) =>
      setImmediate(answer, null, ...(answers.shift() ?? ["::1", 6])),
    );
    const backend = open({ host: "logs.example", port: listener.port, retryMin: 1, retryMax: 1 });
    const feed = new Feed(backend);
    while (listener.datagrams.length === 0) {
      feed.submit(["moved"]);
      await nextTurn();
    }
    expect(listener.datagrams[0]).toBe("moved");
    expect(backend.counters?.()).toMatchObject({ state: "open", reconnects: 1 });
  });
});

test.each([
  [{ host: "", port: 514 }, 'invalid option host="" of udp(): expected a text that is not empty'],
  [
    { host: "a", port: 0 },
    "invalid option port=0 of udp(): expected a whole number from 1 to 65535",
  ],
  [
    { host: "a", port: 514, maxDatagram: 479 },
    "invalid option maxDatagram=479 of udp(): expected a size from 480 to 65507 bytes",
  ],
  [
    { host: "a", port: 514, pack: 9_000 },
    "invalid option pack=9000 of udp(): expected maxDatagram=8192 at the most",
  ],
  [{ host: "a", port: 514, mode: 1 } as UdpOptions, 'unknown option "mode" of udp()'],
])("%j is refused", (options, message) => {
  expect(() => udp(options)).toThrow(
    expect.objectContaining({
      code: "ERR_FASTLOG_INVALID_OPTION",
      message: expect.stringContaining(message),
    }),
  );
});

test("its name is a URL, and its longest record has room for a newline", () => {
  expect(udp({ host: "::1", port: 514 })).toMatchObject({
    name: "udp://[::1]:514",
    maxRecord: 8_193,
    overflows: ["drop-newest", "drop-oldest"],
  });
});
