import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { PROGRAMS } from "../child.ts";
import { Peer } from "../sockets/peer.ts";
import { until } from "../until.ts";
import { Lambda } from "./lambda-api.ts";

const EXAMPLE = join(import.meta.dirname, "../../../../examples/aws-lambda");

/** Counters of the function's backend. */
interface Counters {
  readonly dropped: number;
  readonly uncertain: number;
  readonly reconnects: number;
}

let lambda: Lambda;

afterEach(() => lambda.stop());

/** Starts programs/lambda.mjs with options of `configure`. */
async function logging(options: object): Promise<void> {
  lambda = await Lambda.start([PROGRAMS, "lambda"], { OPTIONS: JSON.stringify(options) });
}

describe("a function that Lambda freezes when it has answered", () => {
  test("has printed all that it logged and flushed before that", async () => {
    // Without a flush, they would wait for a minute.
    await logging({ format: "json", flushAfter: 60_000 });
    for (const invocation of [1, 2, 3]) {
      await lambda.invoke({ count: 1_000, flush: true }, () =>
        until(() => lambda.records.length === invocation * 1_000),
      );
    }
    const expected = ["id-1", "id-2", "id-3"].flatMap((requestId) =>
      Array.from({ length: 1_000 }, (_, i) => ({ msg: `record ${i}`, requestId })),
    );
    expect(lambda.records).toMatchObject(expected);
  });

  test("has the time of the thaw in its next records, on both clocks", async () => {
    await logging({ format: "json" });
    await lambda.invoke({ count: 1, flush: true }, () => until(() => lambda.records.length === 1));
    const before = { wall: Date.now(), monotonic: Number(process.hrtime.bigint()) };
    await lambda.invoke({ count: 1, flush: true }, () => until(() => lambda.records.length === 2));
    const [, { time, hrtime } = {}] = lambda.records;
    expect(Number(time)).toBeGreaterThanOrEqual(before.wall);
    expect(Number(hrtime)).toBeGreaterThan(before.monotonic);
  });
});

describe("a connection that its peer has closed while the function was frozen", () => {
  test.each([
    ["end", "at-most-once"],
    ["end", "at-least-once"],
    ["resetAndDestroy", "at-most-once"],
    ["resetAndDestroy", "at-least-once"],
  ] as const)(
    "by %s is made again, and records with delivery %s arrive or are counted",
    async (close, delivery) => {
      const peer = await Peer.listen();
      const backend = `tcp://127.0.0.1:${peer.port}?delivery=${delivery}`;
      await logging({ backend, format: { template: "{message}" } });
      await lambda.invoke({ count: 100, flush: true }, async () => {
        await until(() => peer.lines.length === 100);
        peer.connections[0]?.socket[close]();
      });
      await lambda.invoke({ count: 100, flush: true });
      // With at-least-once, some may arrive twice.
      const arrived = () => new Set(peer.lines.filter((line) => line.includes("id-2"))).size;
      // That a record was written to a dead connection is noticed later.
      await until(async () => {
        const { body } = await lambda.invoke({ count: 0, flush: true });
        const { dropped, uncertain, reconnects } = body as Counters;
        expect(dropped).toBe(0);
        // Those of the first invocation are uncertain, too.
        const isTold = delivery === "at-most-once" && uncertain === 200;
        return reconnects === 1 && (arrived() === 100 || isTold);
      });
    },
  );
});

test("the example logs each invocation with its id, and Lambda what the handler throws", async () => {
  lambda = await Lambda.start([EXAMPLE, "handler"], {
    LOG: "debug",
    AWS_LAMBDA_LOG_FORMAT: "JSON",
  });
  const items = ["pen", "ink"];
  expect(await lambda.invoke({ order: 7, items })).toEqual({
    kind: "response",
    body: { order: 7, items: 2 },
  });
  const failed = await lambda.invoke({ order: 8, items: [] }, () =>
    until(() => lambda.records.length === 5),
  );
  expect(failed).toMatchObject({ kind: "error", body: { errorType: "RangeError" } });
  const ours = { service: "shop", timestamp: expect.stringMatching(/^\d{4}-.*T.*Z$/) };
  const first = { ...ours, requestId: "id-1" };
  const second = { requestId: "id-2", timestamp: ours.timestamp };
  expect(lambda.records).toMatchObject([
    { ...first, level: "INFO", message: "order 7 received" },
    { ...first, level: "DEBUG", message: "picked", item: "pen" },
    { ...first, level: "DEBUG", message: "picked", item: "ink" },
    { ...ours, ...second, level: "INFO", message: "order 8 received" },
    { ...second, level: "ERROR", message: { errorMessage: "order 8 has no items" } },
  ]);
});
