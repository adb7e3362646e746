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

let time = 0;
const makeRings = (chunks: number) => new RequestRings(chunks * REQUEST_CHUNK, () => time);

function log(rings: RequestRings, ring: RequestRing, text: string): void {
  expect(rings.use(ring)).toBe(true);
  rings.batch.append(Buffer.from(`${text}\n`), LEVELS.debug);
}

function textsOf(rings: RequestRings, ring: RequestRing): string[] {
  return rings.take(ring).chunks.flatMap((chunk) => {
    const texts = Array.from({ length: chunk.records }, (_, i) =>
      String(chunk.record(i)).trimEnd(),
    );
    chunk.release();
    return texts;
  });
}

test("a request whose records all made room begins again with its next one", () => {
  const rings = makeRings(4);
  const [first, ...others] = Array.from({ length: 20 }, () => new RequestRing(8192));
  time = 1000;
  log(rings, first as RequestRing, "early");
  for (const other of others) log(rings, other, "other");
  time = 5000;
  log(rings, first as RequestRing, "late");
  expect(first).toMatchObject({ overwritten: 1, since: 5000 });
  expect(textsOf(rings, first as RequestRing)).toEqual(["late"]);
  // It is not the first any more whose records make room.
  const last = others.at(-1) as RequestRing;
  expect(textsOf(rings, last)).toEqual(["other"]);
  for (const ring of others) rings.end(ring);
  expect([rings.records, rings.underWay, rings.lost]).toEqual([0, 0, 0]);
});

test("requests without records are not asked again for each chunk, however many are under way", () => {
  let asked = 0;
  const rings = makeRings(4);
  const under = Array.from({ length: 2000 }, () => {
    const ring = new RequestRing(8192);
    let { sealed } = ring;
    return Object.defineProperty(ring, "sealed", {
      get: () => {
        asked++;
        return sealed;
      },
      set: (chunks: typeof sealed) => {
        sealed = chunks;
      },
    });
  });
  for (const ring of under) log(rings, ring, "one");
  expect(asked).toBeLessThan(under.length * 10);
  expect(rings.overwritten + rings.records).toBe(under.length);
});
