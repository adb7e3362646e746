import { Buffer } from "node:buffer";
import fs from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { folder } from "../../../test/folder.ts";
import { Batch } from "../../batch/batch.ts";
import { CHUNK_SIZE, entriesOf } from "../../batch/chunk.ts";
import type { SealedChunk } from "../../batch/sealed.ts";
import { Ring } from "../ring.ts";
import { BlackBox, type BoxPlan } from "./black-box.ts";
import { type BoxOwner, LINES } from "./layout.ts";
import { loadMapping } from "./mapping.ts";
import { readBox } from "./read-box.ts";

const mapping = loadMapping();
const KINDS = ["mapped", "written"] as const;
type Kind = (typeof KINDS)[number];

const OWNER: BoxOwner = {
  ...{ pid: 7, start: "123", boot: "b", thread: 0, tag: "main", host: "vm", program: "app.js" },
  ...{
    began: "2026-11-30T12:00:00.000Z",
    made: "2026-11-30T12:00:01.000Z",
    fastlog: "1.2.3",
    isMapped: false,
  },
};

function open(kind: Kind, plan: Partial<BoxPlan> = {}) {
  return new BlackBox({
    path: join(folder(), "app.ring"),
    owner: OWNER,
    lives: () => false,
    chunks: 4,
    capacity: CHUNK_SIZE,
    entries: entriesOf(CHUNK_SIZE),
    mapping: kind === "mapped" ? mapping : undefined,
    openTurn: () => {},
    ...plan,
  });
}

/** A box with a ring, and a log whose backend delivers a chunk when it is told to. */
function make(kind: Kind, plan: Partial<BoxPlan> = {}) {
  const box = open(kind, plan);
  const out: SealedChunk[] = [];
  const log = new Batch({ submit: (chunk) => void out.push(chunk) }, 1_000_000, 1000);
  const ring = new Ring(4 * CHUNK_SIZE, () => 0);
  box.useLog([{ batch: log, kind: LINES }]);
  box.useRing({ batch: ring.batch, kind: LINES });
  return {
    box,
    ring,
    log: (text: string) => log.append(Buffer.from(`${text}\n`), 30),
    record: (text: string) => {
      const mark = box.mark();
      ring.batch.append(Buffer.from(`${text}\n`), 10 | mark);
    },
    endTurn: () => {
      log.sealNow();
      box.turnEnds();
    },
    out,
    recovered: () =>
      readBox(fs.readFileSync(box.path)).records.map(({ bytes }) => bytes.toString().trimEnd()),
  };
}

test("in a mapping, a record is in the file as soon as it is whole", () => {
  const { log, record, recovered } = make("mapped");
  record("one");
  log("two");
  expect(recovered()).toEqual(["one", "two"]);
  record("three");
  expect(recovered()).toEqual(["one", "two", "three"]);
});

test("without a mapping, a record is in the file at the end of its turn", () => {
  const { log, record, endTurn, recovered } = make("written");
  record("one");
  log("two");
  expect(recovered()).toEqual([]);
  endTurn();
  record("three");
  expect(recovered()).toEqual(["one", "two"]);
  endTurn();
  expect(recovered()).toEqual(["one", "two", "three"]);
});

test("without a mapping, a full chunk of the recorder is in the file within its turn", () => {
  const { record, recovered } = make("written");
  const texts = Array.from({ length: 300 }, (_, i) => `${i} ${"x".repeat(300)}`);
  texts.forEach(record);
  const found = recovered();
  expect(found.length).toBeGreaterThan(200);
  expect(found).toEqual(texts.slice(0, found.length));
});

test("without a mapping, each record of the recorder opens a turn", () => {
  let opened = 0;
  const { record } = make("written", { openTurn: () => opened++ });
  record("one");
  record("two");
  expect(opened).toBe(2);
});

describe.each(KINDS)("%s:", (kind) => {
  test("the recorder's records stand among those of the log where they were logged", () => {
    const step = fc.constantFrom("log", "record", "turn", "delivery");
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const { box, log, record, endTurn, out, recovered } = make(kind);
        let expected: { text: string; isOfLog: boolean; isOut: boolean }[] = [];
        steps.forEach((step, i) => {
          const text = `${step} ${i}`;
          if (step === "turn") {
            endTurn();
            for (const one of expected) one.isOut = true;
          } else if (step === "delivery") {
            for (const chunk of out.splice(0)) chunk.release();
            expected = expected.filter(({ isOfLog, isOut }) => !isOfLog || !isOut);
          } else {
            (step === "log" ? log : record)(text);
            expected.push({ text, isOfLog: step === "log", isOut: false });
          }
        });
        box.turnEnds();
        expect(recovered()).toEqual(expected.map(({ text }) => text));
        box.remove();
      }),
      { numRuns: 60 },
    );
  });

  test("that holds after thousands of turns, too", () => {
    const { log, record, endTurn, out, recovered } = make(kind);
    for (let i = 0; i < 5000; i++) {
      log(`logged ${i}`);
      if (i % 1500 === 0 || i > 4997) record(`recorded ${i}`);
      endTurn();
      if (i < 4997) for (const chunk of out.splice(0)) chunk.release();
    }
    expect(recovered()).toEqual([
      ...["recorded 0", "recorded 1500", "recorded 3000", "recorded 4500", "logged 4997"],
      ...["logged 4998", "recorded 4998", "logged 4999", "recorded 4999"],
    ]);
  });

  test("what was delivered, and what the ring has overwritten or given out, is not in the file", () => {
    const { log, record, endTurn, out, ring, recovered, box } = make(kind);
    log("delivered");
    endTurn();
    out[0]?.release();
    const texts = Array.from({ length: 2000 }, (_, i) => `${i} ${"x".repeat(300)}`);
    texts.forEach(record);
    box.turnEnds();
    const found = recovered();
    expect(found.length).toBeLessThan(1000);
    expect(found).toEqual(texts.slice(-found.length));
    const { chunks } = ring.take();
    expect(recovered()).toEqual(found);
    for (const chunk of chunks) chunk.release();
    expect(recovered()).toEqual([]);
  });

  test("records that are moved within their chunk are whole before and after", () => {
    const { log, endTurn, out, recovered, box } = make(kind);
    for (const text of ["one", "two", "three", "four"]) log(text);
    endTurn();
    out[0]?.delivered(1);
    box.turnEnds();
    expect(recovered()).toEqual(["two", "three", "four"]);
    log("five");
    endTurn();
    expect(out[0]?.absorb(out[1] as SealedChunk)).toBe(true);
    box.turnEnds();
    expect(recovered()).toEqual(["two", "three", "four", "five"]);
    out[0]?.dropMild();
    box.turnEnds();
    expect(recovered()).toEqual([]);
  });

  test("chunks of a batch that is no longer boxed leave their room to others", () => {
    const { box, record, recovered, ring: first } = make(kind);
    let last = first;
    record("before");
    const size = () => fs.statSync(box.path).size;
    const before = size();
    for (let i = 0; i < 20; i++) {
      const ring = new Ring(4 * CHUNK_SIZE, () => 0);
      box.useRing({ batch: ring.batch, kind: LINES });
      for (const chunk of last.take().chunks) chunk.discard();
      ring.batch.append(Buffer.from(`last of ${i}\n`), 10 | box.mark());
      last = ring;
    }
    box.turnEnds();
    expect(recovered()).toEqual(["last of 19"]);
    expect(size()).toBeLessThanOrEqual(before + 3 * 110_000);
  });

  test("after its removal the file is gone, and records may still come", () => {
    const { box, log, record, endTurn, recovered } = make(kind);
    record("one");
    const { path } = box;
    box.remove();
    expect(fs.existsSync(path)).toBe(false);
    // The next file has the descriptor, and must not get anything.
    fs.writeFileSync(path, "");
    const other = fs.openSync(path, "r+");
    for (let i = 0; i < 300; i++) record(`${i} ${"x".repeat(300)}`);
    log("two");
    endTurn();
    box.remove();
    box.keep();
    expect(fs.fstatSync(other).size).toBe(0);
    fs.closeSync(other);
    expect(() => recovered()).toThrow("no black box");
  });

  test("a file that took its place is not removed", () => {
    const { box } = make(kind);
    fs.renameSync(box.path, `${box.path}.moved`);
    fs.writeFileSync(box.path, "other");
    box.remove();
    expect(fs.readFileSync(box.path, "utf8")).toBe("other");
  });

  test("a box that is kept has the last turn", () => {
    const { box, record, recovered } = make(kind);
    record("one");
    box.keep();
    expect(recovered()).toEqual(["one"]);
  });

  test("only its user may read it", () => {
    const { box } = make(kind);
    expect(fs.statSync(box.path).mode & 0o777).toBe(0o600);
  });
});

test.each(KINDS)("a box that its file system has no room for is refused: %s", (kind) => {
  const path = join(folder(), "app.ring");
  const { bavail, bsize } = fs.statfsSync(path.slice(0, -"/app.ring".length));
  const chunks = Math.ceil((bavail * bsize) / CHUNK_SIZE);
  expect(() => open(kind, { path, chunks })).toThrow(
    expect.objectContaining({
      code: "ERR_FASTLOG_RECORDER_UNAVAILABLE",
      message: expect.stringMatching(/its file system has \d+ bytes left \(the box needs \d+\)$/),
    }),
  );
  expect(fs.existsSync(path)).toBe(false);
});

test.each<[string, () => ArrayBuffer]>([
  [
    "refuses",
    () => {
      throw new Error("external buffers are not allowed");
    },
  ],
  ["shows something else", () => new ArrayBuffer(4096)],
])("a runtime whose mapping %s has a box that is written", (_, map) => {
  const { box, record, recovered } = make("mapped", { mapping: { ...mapping, map } });
  record("one");
  box.turnEnds();
  expect([box.isMapped, recovered()]).toEqual([false, ["one"]]);
  expect(readBox(fs.readFileSync(box.path)).owner.isMapped).toBe(false);
});

test("a mapping that the file system has no room for is refused, and no file is left", () => {
  const path = join(folder(), "app.ring");
  const full = {
    ...mapping,
    reserve: () => {
      throw Object.assign(new Error("fallocate ENOSPC"), { code: "ENOSPC" });
    },
  };
  expect(() => open("mapped", { path, mapping: full })).toThrow(
    expect.objectContaining({
      code: "ERR_FASTLOG_RECORDER_UNAVAILABLE",
      message: `no black box ${JSON.stringify(path)}: fallocate ENOSPC`,
    }),
  );
  expect(fs.existsSync(path)).toBe(false);
});
