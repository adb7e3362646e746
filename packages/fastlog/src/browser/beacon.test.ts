import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { settled, TestPage } from "../../test/fixtures/unit/browser-page.ts";
import { Beacon, type BeaconOptions, LARGEST_BATCH } from "./beacon.ts";

function make(options: Partial<BeaconOptions> = {}) {
  const page = new TestPage();
  const beacon = new Beacon({ url: "/logs", ...options }, page);
  let count = 0;
  const log = (message = `record ${count++}`, level = 30) =>
    beacon.add({ level, time: 0, target: "t", message, fields: {} });
  return { page, beacon, log };
}

/** The messages in the bodies of posts. */
function messages(bodies: readonly string[]): string[] {
  const lines = bodies.flatMap((body) => body.split("\n").slice(0, -1));
  return lines.map((line) => JSON.parse(line).msg);
}

const records = (count: number) => Array.from({ length: count }, (_, i) => `record ${i}`);

test("records wait for the interval, and go out together as lines of JSON", async () => {
  const { page, beacon, log } = make();
  log();
  log();
  await page.pass(4_999);
  expect(page.beacons).toEqual([]);
  await page.pass(1);
  expect(page.beacons).toEqual([
    '{"level":30,"time":0,"target":"t","msg":"record 0"}\n{"level":30,"time":0,"target":"t","msg":"record 1"}\n',
  ]);
  expect(beacon.counters()).toMatchObject({ records: 2, dropped: 0, buffered: 0, errors: 0 });
});

test("a batch that is large enough goes out at once", () => {
  const { page, log } = make({ batch: 100 });
  log();
  expect(page.beacons).toEqual([]);
  log();
  expect(messages(page.beacons)).toEqual(records(2));
});

test.each(["pagehide", "visibilitychange"])("%s sends what waits", (event) => {
  const { page, log } = make();
  log();
  page.visibilityState = "hidden";
  page.emit(event);
  expect(messages(page.beacons)).toEqual(records(1));
});

test("a page that is shown again sends nothing", () => {
  const { page, log } = make();
  log();
  page.emit("visibilitychange");
  expect(page.beacons).toEqual([]);
});

test("records below the beacon's level are not posted", async () => {
  const { page, log } = make({ level: 40 });
  log("info", 30);
  log("warn", 40);
  await page.pass(5_000);
  expect(messages(page.beacons)).toEqual(["warn"]);
});

test("no batch is larger than the browser takes", async () => {
  const { page, beacon, log } = make({ batch: 60_000 });
  for (let i = 0; i < 40; i++) log("x".repeat(9_000));
  page.room = Number.POSITIVE_INFINITY;
  await beacon.flush();
  expect(page.beacons.length).toBeGreaterThan(1);
  for (const body of page.beacons)
    expect(Buffer.byteLength(body)).toBeLessThanOrEqual(LARGEST_BATCH);
});

test("a record that no batch can hold is shortened", async () => {
  const { page, beacon, log } = make();
  log("\u0001".repeat(16_000));
  await beacon.flush();
  expect(JSON.parse(page.beacons[0] ?? "")).toMatchObject({ truncated: true });
  expect(messages(page.beacons)[0]).toHaveLength(1_000);
});

test("fetch posts what sendBeacon refuses", async () => {
  const { page, beacon, log } = make();
  page.room = 0;
  log();
  await beacon.flush();
  expect(page.beacons).toEqual([]);
  expect(messages(page.posts)).toEqual(records(1));
  expect(beacon.counters()).toMatchObject({ records: 1, buffered: 0 });
});

test.each<[how: string, answer: number | Error]>([
  ["the network fails", new TypeError("Failed to fetch")],
  ["the server is busy", 503],
])("a batch is posted again, later and later, while %s", async (_, answer) => {
  const { page, beacon, log } = make();
  page.room = 0;
  page.answer = answer;
  page.visibilityState = "hidden";
  log();
  await page.pass(5_000);
  expect(page.posts).toHaveLength(1);
  await page.pass(999);
  expect(page.posts).toHaveLength(1);
  await page.pass(1);
  expect(page.posts).toHaveLength(2);
  await page.pass(1_999);
  expect(page.posts).toHaveLength(2);
  page.answer = 200;
  await page.pass(1);
  expect(messages(page.posts.slice(-1))).toEqual(records(1));
  expect(beacon.counters()).toMatchObject({ records: 1, dropped: 0, buffered: 0, errors: 2 });
});

test("a visible page posts what the browser has no room for among what outlives the page", async () => {
  const { page, beacon, log } = make();
  const { fetch } = page;
  page.room = 0;
  Object.assign(page, {
    fetch: (url: string, init: { readonly keepalive?: boolean }) =>
      init.keepalive ? Promise.reject(new TypeError("Failed to fetch")) : fetch(url, init),
  });
  log();
  expect(await beacon.flush()).toBe(true);
  expect(messages(page.posts)).toEqual(records(1));
  expect(beacon.counters()).toMatchObject({ records: 1, errors: 0 });
});

test("what a server refuses for good is dropped, and told with the next batch", async () => {
  const { page, beacon, log } = make();
  page.room = 0;
  page.answer = 400;
  log();
  log();
  await page.pass(5_000);
  expect(beacon.counters()).toMatchObject({ records: 0, dropped: 2, buffered: 0 });
  page.answer = 200;
  log();
  await page.pass(5_000);
  expect(messages(page.posts.slice(-1))).toEqual([
    "2 records dropped: the buffer was full, or the server refused them",
    "record 2",
  ]);
});

test("a flush fails with the post, and keeps the records", async () => {
  const { page, beacon, log } = make();
  page.room = 0;
  page.answer = 503;
  log();
  expect(await beacon.flush()).toBe(false);
  page.answer = 200;
  expect(await beacon.flush()).toBe(true);
  expect(beacon.counters()).toMatchObject({ records: 1, buffered: 0 });
});

test("a browser without sendBeacon and fetch keeps records up to the buffer, and counts the others", async () => {
  const page = new TestPage();
  Object.assign(page, { navigator: undefined, fetch: undefined });
  const beacon = new Beacon({ url: "/logs", buffer: 200 }, page);
  for (let i = 0; i < 10; i++) {
    beacon.add({ level: 30, time: 0, target: "t", message: `record ${i}`, fields: {} });
  }
  await page.pass(60_000);
  expect(beacon.counters()).toMatchObject({ records: 0, dropped: 7 });
  expect(beacon.counters().buffered).toBeLessThan(400);
});

test("close sends what waits and listens no more", () => {
  const { page, beacon, log } = make();
  expect(page.listeners).toBe(2);
  log();
  beacon.close();
  expect(messages(page.beacons)).toEqual(records(1));
  expect(page.listeners).toBe(0);
});

describe("whatever happens", () => {
  const step = fc.oneof(
    { weight: 6, arbitrary: fc.constant({ do: "log" } as const) },
    fc.record({ do: fc.constant("room" as const), bytes: fc.constantFrom(0, 300, 65_536) }),
    fc.record({ do: fc.constant("answer" as const), status: fc.constantFrom(204, 400, 503, 0) }),
    fc.record({ do: fc.constant("pass" as const), ms: fc.integer({ min: 1, max: 20_000 }) }),
    fc.constant({ do: "hide" } as const),
  );

  test("every record is delivered once or dropped, and memory is bounded", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
        const { page, beacon, log } = make({ batch: 200, buffer: 500 });
        const taken: string[] = [];
        const { fetch } = page;
        Object.assign(page, {
          fetch: async (url: string, init: { body: string }) => {
            const answer = await fetch(url, init);
            if (answer.ok) taken.push(init.body);
            return answer;
          },
        });
        let logged = 0;
        for (const one of steps) {
          if (one.do === "log") {
            log();
            logged++;
          } else if (one.do === "room") page.room = one.bytes;
          else if (one.do === "answer") page.answer = one.status || new Error("network");
          else if (one.do === "pass") await page.pass(one.ms);
          else page.emit("pagehide");
          expect(beacon.counters().buffered).toBeLessThan(700);
        }
        page.answer = 204;
        await page.pass(1_000_000);
        await settled();
        const delivered = messages([...page.beacons, ...taken]).filter((text) =>
          /^record/.test(text),
        );
        const counters = beacon.counters();
        expect(new Set(delivered).size).toBe(delivered.length);
        expect(counters.records).toBe(delivered.length);
        expect(counters).toMatchObject({ buffered: 0, dropped: logged - delivered.length });
      }),
    );
  });
});
