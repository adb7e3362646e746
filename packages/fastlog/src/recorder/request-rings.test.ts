import { Buffer } from "node:buffer";
import fc from "fast-check";
import { expect, test } from "vitest";
import { LEVELS } from "../level.ts";
import { REQUEST_CHUNK, RequestRing, RequestRings } from "./request-rings.ts";

/** Logs, takes out, or ends, of one of a few requests. */
const STEP = fc.record({
  request: fc.integer({ min: 0, max: 5 }),
  what: fc.constantFrom("log", "log", "log", "log", "take", "end"),
  size: fc.integer({ min: 8, max: 3000 }),
});

test("each request has its own last records, whole and in order, and every record is accounted for", () => {
  fc.assert(
    fc.property(fc.array(STEP, { maxLength: 200 }), (steps) => {
      const requests = new RequestRings(8 * REQUEST_CHUNK, () => 0);
      const make = () => ({ ring: new RequestRing(4 * REQUEST_CHUNK), logged: [] as string[] });
      const open = Array.from({ length: 6 }, make);
      let [logged, taken] = [0, 0];
      for (const [i, { request, what, size }] of steps.entries()) {
        const { ring, logged: own } = open[request] as ReturnType<typeof make>;
        if (what === "log") {
          const text = `${i} of ${request}`.padEnd(size, ".");
          expect(requests.use(ring)).toBe(true);
          requests.batch.append(Buffer.from(`${text}\n`), LEVELS.debug);
          own.push(text);
          logged++;
          continue;
        }
        if (what === "take") {
          const { chunks, records } = requests.take(ring);
          const texts = chunks.flatMap(({ content }) => String(content).split("\n").slice(0, -1));
          for (const chunk of chunks) chunk.release();
          expect(texts).toEqual(own.slice(own.length - texts.length));
          expect(records).toBe(texts.length);
          taken += records;
        }
        requests.end(ring);
        open[request] = make();
      }
      const { overwritten, forgotten, lost, records, underWay } = requests;
      expect(taken + overwritten + forgotten + lost + records).toBe(logged);
      expect([lost, underWay]).toEqual([0, 0]);
    }),
    { numRuns: 100 },
  );
});

test("a full chunk of one request is not that of another", () => {
  const requests = new RequestRings(8 * REQUEST_CHUNK, () => 0);
  const [one, two] = [new RequestRing(4 * REQUEST_CHUNK), new RequestRing(4 * REQUEST_CHUNK)];
  // As many records as a chunk of that size can have.
  requests.use(one);
  for (let i = 0; i < 256; i++) requests.batch.append(Buffer.from("1\n"), LEVELS.debug);
  requests.use(two);
  requests.batch.append(Buffer.from("2\n"), LEVELS.debug);
  expect(requests.take(two).records).toBe(1);
  expect(requests.take(one).records).toBe(256);
});
