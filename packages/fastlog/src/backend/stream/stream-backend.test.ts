import net from "node:net";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Endpoint } from "./endpoint.ts";
import { NEWLINE_FRAMING } from "./framing.ts";
import { StreamBackend } from "./stream-backend.ts";
import { withDefaults } from "./stream-options.ts";

vi.mock("../../time/timers.ts", () => import("../../../test/fixtures/unit/global-timers.ts"));
vi.mock("../../time/system-time.ts", () => import("../../../test/fixtures/unit/global-time.ts"));

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
  // Every delay is as long as it may be.
  vi.spyOn(Math, "random").mockReturnValue(1);
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

/** A peer whose connections do what a test has them do. */
class ManualPeer implements Endpoint {
  readonly ready = "connect";
  readonly destination = { kind: "stream", options: { path: "/nowhere" } } as const;
  readonly sockets: net.Socket[] = [];

  connect(): net.Socket {
    const socket = new net.Socket();
    this.sockets.push(socket);
    return socket;
  }

  framing() {
    return NEWLINE_FRAMING;
  }

  get last(): net.Socket {
    return this.sockets.at(-1) as net.Socket;
  }

  async refuse(): Promise<void> {
    await this.close();
  }

  /** Accepts the last connection, and closes it after so many milliseconds. */
  async live(ms: number): Promise<void> {
    this.last.emit("connect");
    vi.advanceTimersByTime(ms);
    await this.close();
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.last.once("close", resolve));
    this.last.destroy();
    await closed;
  }

  /** How many milliseconds go by until there is another connection. */
  delay(): number {
    const { length } = this.sockets;
    for (let ms = 0; ms <= 60_000; ms++) {
      if (this.sockets.length > length) return ms;
      vi.advanceTimersByTime(1);
    }
    throw new Error("no further connection within a minute");
  }
}

function start(): ManualPeer {
  const peer = new ManualPeer();
  const options = withDefaults({ retryMin: 100, retryMax: 1_000 });
  const backend = new StreamBackend("tcp://h:1", peer, options, {});
  backend.start({
    overflow: "drop-newest",
    buffer: 0,
    format: "text",
    exitTimeout: 0,
    tag: "main",
    report() {},
  });
  return peer;
}

test("the delay before connecting again is doubled each time, up to retryMax", async () => {
  const peer = start();
  const delays: number[] = [];
  for (let i = 0; i < 6; i++) {
    await peer.refuse();
    delays.push(peer.delay());
  }
  expect(delays).toEqual([100, 200, 400, 800, 1_000, 1_000]);
});

test.each([
  [
    "a connection that lived for more than five seconds makes the next delay a first one",
    5_001,
    100,
  ],
  ["a connection that lived no longer than five seconds does not", 5_000, 400],
])("%s", async (_, ms, delay) => {
  const peer = start();
  for (let i = 0; i < 2; i++) {
    await peer.refuse();
    peer.delay();
  }
  await peer.live(ms);
  expect(peer.delay()).toBe(delay);
});
