import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import type { BackendStats } from "../../src/sink/stats.ts";
import { program, run } from "../child.ts";
import { folder } from "../folder.ts";
import { Peer } from "./peer.ts";

const COUNT = 1_000_000;
/** How many records go to three backends: more bytes than a stalled peer's system takes. */
const SHARED = 50_000;
const ERROR_EVERY = 2_000;
const BUFFER = 4 * 1024 * 1024;
/** What is held beside the bytes of the buffer: where records end, the connection, code. All records are 70 MB. */
const BESIDE = 4 * 1024 * 1024;

interface Report {
  readonly growth: number;
  readonly full: BackendStats;
  readonly closed: BackendStats;
}

test.each(["drop-newest", "drop-oldest"])(
  "a peer that never reads costs no more memory than its buffer: %s",
  async (overflow) => {
    const peer = await Peer.listen({ isStalled: true });
    // Whoever gives the peer up connects again, and what waits goes into the kernel's buffers.
    const options = `overflow=${overflow}&buffer=${BUFFER}&writeTimeout=1h`;
    const backend = `tcp://127.0.0.1:${peer.port}?${options}`;
    const argv = program(
      "stalled.mjs",
      JSON.stringify({ backend, exitTimeout: 1 }),
      COUNT,
      ERROR_EVERY,
    );
    const [node = "", ...args] = argv;
    const { report, status } = await run([node, "--expose-gc", ...args]);
    expect(status).toBe(0);
    const { growth, full, closed }: Report = JSON.parse(report[0] as string);

    expect(growth).toBeLessThan(BUFFER + BESIDE);
    expect(full.buffered).toBeLessThanOrEqual(BUFFER);
    // Nearly all were dropped, and of those that tell of a failure none before all others.
    expect(full.droppedByLevel.info).toBeGreaterThan(COUNT / 2);
    expect(full.droppedByLevel.error).toBe(0);
    expect(full.droppedByReason).toMatchObject({ overflow: full.dropped });
    // What waited when it was closed is counted then, and nothing is missing in the end.
    expect(closed).toMatchObject({ state: "closed", buffered: 0 });
    expect(closed.records + closed.dropped).toBe(COUNT + closed.notices);
    expect(closed.droppedByReason.closed).toBeGreaterThan(0);
  },
);

test("beside a backend that stalls, others get everything", async () => {
  const [stalled, healthy] = [await Peer.listen({ isStalled: true }), await Peer.listen()];
  const path = join(folder(), "app.log");
  const options = {
    filter: "info",
    exitTimeout: 1,
    backend: [
      `tcp://127.0.0.1:${stalled.port}?buffer=256kb`,
      { backend: `tcp://127.0.0.1:${healthy.port}`, format: "json", buffer: 2 ** 30 },
      pathToFileURL(path).href,
    ],
  };
  const { report, stderr } = await run(program("several.mjs", JSON.stringify(options), SHARED));
  const [first, second, third]: BackendStats[] = JSON.parse(report[0] as string);
  expect(first?.dropped).toBeGreaterThan(0);
  expect(second).toMatchObject({ records: SHARED, dropped: 0 });
  expect(third).toMatchObject({ records: SHARED, dropped: 0 });
  await healthy.settled();
  const numbers = (lines: readonly string[]) => lines.map((line) => Number(/\d+/.exec(line)?.[0]));
  const all = Array.from({ length: SHARED }, (_, i) => i);
  expect(numbers(healthy.lines.map((line) => JSON.parse(line).msg))).toEqual(all);
  const file = readFileSync(path, "utf8").split("\n").slice(0, -1);
  expect(numbers(file)).toEqual(all);

  // What was dropped is told in the log itself where the system has taken that, and else on stderr.
  stalled.read();
  await stalled.settled();
  const notices = stalled.lines.map((line) =>
    Number(/(\d+) records dropped: tcp:/.exec(line)?.[1] ?? 0),
  );
  const [, left = 0] =
    /^fastlog: tcp:\S+: (\d+) records could not be delivered \([A-Z]*,? ?overflow\)\n$/.exec(
      stderr,
    ) ?? [];
  const told = notices.reduce((sum, count) => sum + count, Number(left));
  expect(told).toBeGreaterThanOrEqual(first?.dropped as number);
});
