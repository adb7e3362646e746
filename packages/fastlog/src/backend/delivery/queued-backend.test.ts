import { describe, expect, test, vi } from "vitest";
import { Feed } from "../../../test/fixtures/unit/feed.ts";
import { QueuedBackend } from "./queued-backend.ts";

/** A backend whose peer takes nothing until a test says so. */
class ManualBackend extends QueuedBackend {
  readonly maxRecord = undefined;
  readonly calls: string[] = [];
  underWay = 0;
  uncertain = 0;

  take(): void {
    this.queue.shift()?.release();
    this.flushes.settled(1);
  }

  reopen(): void {
    this.openings++;
  }

  protected open(): void {
    this.state = "open";
    this.openings++;
  }

  protected send(): void {
    this.calls.push("send");
  }

  protected sendAtExit(deadline: number): void {
    this.calls.push(deadline > 0 ? "sendAtExit" : "too late");
  }

  protected override hold(isNeeded: boolean): void {
    this.calls.push(isNeeded ? "hold" : "let go");
  }

  protected end(): void {
    this.state = "closed";
    this.calls.push("end");
    this.queue.discard("closed");
  }
}

function setUp() {
  const backend = new ManualBackend("manual:", { overflow: "drop-oldest" }, undefined);
  const feed = new Feed(backend);
  backend.calls.length = 0;
  return { backend, feed };
}

describe("a queued backend", () => {
  test("flushes when the peer has taken all chunks, and is held for as long", async () => {
    const { backend, feed } = setUp();
    feed.submit(["one"]);
    const flushed = backend.flush();
    backend.take();
    await flushed;
    expect(backend.calls).toEqual(["send", "hold", "let go"]);
  });

  test("drops the oldest chunk that is not under way", () => {
    const { backend, feed } = setUp();
    feed.submit(["one"]);
    backend.underWay = 1;
    expect(backend.dropOldest()).toBe(false);
    backend.underWay = 0;
    expect(backend.dropOldest()).toBe(true);
    expect(feed.batch.counters.dropped).toBe(1);
  });

  test("surrenders the chunks that are not under way, and resolves the flushes that wait for them", async () => {
    const { backend, feed } = setUp();
    feed.submit(["one"]);
    const flushed = backend.flush();
    const chunks = backend.surrender();
    await flushed;
    expect(chunks.map(({ records }) => records)).toEqual([1]);
  });

  test("sends without events only when the process exits, and until the first deadline", () => {
    const { backend, feed } = setUp();
    feed.submit(["one"]);
    const sendAtExit = vi.spyOn(
      backend as unknown as { sendAtExit(at: number): void },
      "sendAtExit",
    );
    backend.flushSync();
    expect(sendAtExit).not.toHaveBeenCalled();
    backend.flushSync(1_000);
    backend.flushSync(60_000);
    const [[first] = [], [second] = []] = sendAtExit.mock.calls;
    expect(second).toBe(first);
  });

  test("ends once, and discards what is submitted afterwards", async () => {
    const { backend, feed } = setUp();
    await Promise.all([backend.close(), backend.close()]);
    feed.submit(["late"]);
    expect(backend.calls).toEqual(["end"]);
    expect(feed.batch.counters.dropped).toBe(1);
  });

  test("counts the times that it was opened again", () => {
    const { backend } = setUp();
    expect(backend.counters()).toMatchObject({ reconnects: 0, state: "open" });
    backend.reopen();
    expect(backend.counters().reconnects).toBe(1);
  });
});
