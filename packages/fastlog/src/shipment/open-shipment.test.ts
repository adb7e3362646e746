import { Buffer } from "node:buffer";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { folder } from "../../test/folder.ts";
import { freePort, Peer } from "../../test/sockets/peer.ts";
import { until } from "../../test/until.ts";
import { LEVELS } from "../level.ts";
import { openShipment } from "./open-shipment.ts";
import type { Content, ShippedLine } from "./shipped.ts";

const LONGEST = 65_536;

function opened(url: string, format?: string) {
  return openShipment({ url, format, longest: LONGEST, say: () => {} });
}

function line(text: string, content?: Partial<Content>): ShippedLine {
  const bytes = Buffer.from(text);
  const read: Content = {
    ...{ time: 0n, hrtime: undefined, target: undefined, message: text, fields: {} },
    ...{ trace: undefined, origin: { pid: 7, host: "vm", tag: "main" }, ...content },
  };
  return { level: LEVELS.info, bytes, from: 0, to: bytes.length, content: read };
}

test("while a destination is away, no more is taken than its buffer holds, and nothing is dropped before the end", async () => {
  const shipment = opened(`tcp://127.0.0.1:${await freePort()}?buffer=256kb`);
  const text = "x".repeat(1023);
  let taken = 0;
  do {
    shipment.take(line(text));
    taken++;
  } while (shipment.fill());
  expect(taken).toBeLessThanOrEqual(257);
  expect(taken).toBeGreaterThan(100);
  expect(shipment.counts).toEqual({ delivered: 0, dropped: 0, uncertain: 0 });
  await shipment.end(1);
  expect(shipment.counts).toEqual({ delivered: 0, dropped: taken, uncertain: 0 });
  expect(shipment.losses.closed).toBe(taken);
});

test.each([
  ["", 0],
  ["?delivery=at-most-once", 2],
])(
  "with tcp:%s, of records that were sent when the connection broke, %d may be lost",
  async (parameters, uncertain) => {
    const peer = await Peer.listen();
    const { port } = peer;
    const shipment = opened(`tcp://127.0.0.1:${port}${parameters}`);
    shipment.take(line("one"));
    shipment.take(line("two"));
    shipment.fill();
    await until(() => peer.text === "one\ntwo\n");
    await peer.close();
    const next = await Peer.listen({ port });
    await until(() => next.connections.length === 1);
    shipment.take(line("three"));
    shipment.fill();
    await shipment.end(60_000);
    await next.settled();
    expect(shipment.counts).toEqual({ delivered: 3, dropped: 0, uncertain });
    expect(next.text).toBe(uncertain === 0 ? "one\ntwo\nthree\n" : "three\n");
  },
);

test("records of many threads, written anew, each have the origin and the time of theirs", async () => {
  const path = join(folder(), "out.log");
  const shipment = opened(`file://${path}`, "{pid} {tag} {level} {date} {target} {message}");
  const expected: string[] = [];
  // More than there are writers, and back to the first ones.
  for (let i = 0; i < 200; i++) {
    const pid = 1000 + (i % 100);
    shipment.take(
      line("", {
        ...{ time: 1_795_252_269_099_000_000n - BigInt(i) * 1_000_000n, target: "app" },
        ...{ message: "n {}", fields: { i }, origin: { pid, host: "vm", tag: `worker-${i % 3}` } },
      }),
    );
    const at = new Date(1_795_252_269_099 - i).toISOString();
    expected.push(`${pid} worker-${i % 3} INFO ${at} app n {} i=${i}`);
  }
  shipment.fill();
  await shipment.end(1000);
  expect(readFileSync(path, "utf8").trimEnd().split("\n")).toEqual(expected);
  expect(shipment.counts).toEqual({ delivered: 200, dropped: 0, uncertain: 0 });
});

test.each([
  ["tpc://localhost:1", undefined, 'invalid backend "tpc://localhost:1"'],
  ["tcp:", undefined, 'invalid backend "tcp:": expected a host'],
  ["file:///dev/null", "jsn", 'invalid option format="jsn"'],
  ["otlp://127.0.0.1:1", "json", "has records of OpenTelemetry's protocol only"],
])("%s in the format %s is a mistake that is told", (url, format, message) => {
  expect(() => opened(url, format)).toThrow(message);
});
