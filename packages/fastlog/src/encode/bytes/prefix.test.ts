import fc from "fast-check";
import { afterEach, describe, expect, test } from "vitest";
import { Copying } from "../../../test/fixtures/unit/backends.ts";
import { ManualTime } from "../../../test/fixtures/unit/time.ts";
import { Batch } from "../../batch/batch.ts";
import { Clock } from "../../time/clock.ts";
import type { DateStyle } from "./date.ts";
import { Prefix, type PrefixPart } from "./prefix.ts";
import { RecordWriter } from "./record-writer.ts";

const environment: { TZ?: string } = process.env;
const zone = environment.TZ;
afterEach(() => {
  if (zone === undefined) delete environment.TZ;
  else environment.TZ = zone;
});

/** Writes prefixes, each as a record by itself. */
class Runs {
  readonly #backend = new Copying();
  readonly #batch = new Batch(this.#backend, 0, 1_024);
  readonly #out = new RecordWriter(this.#batch, 1_024, 0);

  write(run: Prefix, clock: Clock): string {
    this.#out.begin(30);
    run.write(this.#out, clock);
    this.#out.endContent();
    this.#out.commit();
    this.#batch.seal();
    return String(this.#backend.records.pop()).slice(0, -1);
  }
}

const text = (text: string): PrefixPart => ({ kind: "text", text });
const date = (style: DateStyle): PrefixPart => ({ kind: "date", style });
const hrtime: PrefixPart = { kind: "hrtime" };

test.each<[parts: PrefixPart[], expected: string]>([
  [[], ""],
  [[text("constant")], "constant"],
  [[text("é€😀")], "é€😀"],
  [[hrtime], "1285211036313"],
  [[hrtime, text("]")], "1285211036313]"],
  [[hrtime, text("é")], "1285211036313é"],
  [[text("["), hrtime, text("]")], "[1285211036313]"],
  [[date("ms")], "2026-11-21T03:08:25.902Z"],
  [[date("us")], "2026-11-21T03:08:25.902000Z"],
  [[date("s")], "2026-11-21T03:08:25Z"],
  [[text("😀"), date("us"), text(" "), hrtime], "😀2026-11-21T03:08:25.902000Z 1285211036313"],
  [[hrtime, date("us")], "12852110363132026-11-21T03:08:25.902000Z"],
  [[date("us"), hrtime], "2026-11-21T03:08:25.902000Z1285211036313"],
  [[hrtime, date("ns"), text("]")], "12852110363132026-11-21T03:08:25.902000000Z]"],
  [[date("epoch-ns"), text("é"), hrtime], "1795230505902000000é1285211036313"],
])("the run %j is written as %j", (parts, expected) => {
  const clock = new Clock(new ManualTime());
  clock.read();
  expect(new Runs().write(new Prefix(parts), clock)).toBe(expected);
});

test("a run is written again with the times of the next record", () => {
  const time = new ManualTime();
  const clock = new Clock(time);
  time.ns += 500_000n;
  const run = new Prefix([date("ms"), text("\t"), hrtime]);
  const prefixes = new Runs();
  const lines = [0, 1, 97, 1, 60_000].map((ms) => {
    time.pass(ms, 1n);
    clock.read();
    return prefixes.write(run, clock);
  });
  expect(lines).toEqual([
    "2026-11-21T03:08:25.902Z\t1285211536314",
    "2026-11-21T03:08:25.903Z\t1285212536315",
    "2026-11-21T03:08:26.000Z\t1285309536316",
    "2026-11-21T03:08:26.001Z\t1285310536317",
    "2026-11-21T03:09:26.001Z\t1345310536318",
  ]);
});

test("a run follows a clock that another run has followed before", () => {
  const time = new ManualTime();
  const clock = new Clock(time);
  const [first, second] = [new Prefix([date("ms")]), new Prefix([date("ms"), hrtime])];
  const prefixes = new Runs();
  for (const ms of [0, 5, 1_000, 3]) {
    time.pass(ms);
    clock.read();
    expect(prefixes.write(second, clock).startsWith(prefixes.write(first, clock))).toBe(true);
  }
});

/** What happens between two records. */
interface Step {
  /** How much later it is. */
  readonly ns: bigint;
  /** By how much the wall clock is set forth or back. */
  readonly wall: number;
  /** A new turn begins. */
  readonly turn: boolean;
}

const step: fc.Arbitrary<Step> = fc.record({
  ns: fc.oneof(
    fc.constantFrom(0n, 1n, 999n, 1_000n, 999_999n, 1_000_000n, 999_999_999n, 1_000_000_000n),
    fc.bigInt({ min: 0n, max: 3_000_000n }),
    fc.bigInt({ min: 0n, max: 100_000_000_000n }),
  ),
  wall: fc.oneof(
    { weight: 4, arbitrary: fc.constant(0) },
    fc.constantFrom(1, -1, 999, 1_000, -1_000, 3_600_000, -3_600_000),
    fc.integer({ min: -(2 ** 35), max: 2 ** 35 }),
  ),
  turn: fc.boolean(),
});

const start = fc.oneof(
  fc.constantFrom(1_000_000_000n, 1_999_999_999n, 2n ** 32n, 2n ** 53n - 5n, 2n ** 53n + 1n),
  fc.bigInt({ min: 1_000_000_000n, max: 2n ** 60n }),
);
const wall = fc.integer({ min: Date.UTC(2010, 0), max: Date.UTC(2090, 0) });

/** The date as the platform has it, and the digits after its milliseconds taken from the clock. */
function plainDate(style: DateStyle, clock: Clock): string {
  const ms = clock.wallMs;
  const iso = new Date(ms).toISOString();
  const nanos = String(clock.nanosOfMs).padStart(6, "0");
  switch (style) {
    case "ms":
      return iso;
    case "us":
      return iso.replace("Z", `${nanos.slice(0, 3)}Z`);
    case "ns":
      return iso.replace("Z", `${nanos}Z`);
    case "s":
      return iso.replace(/\.\d+Z/, "Z");
    case "local":
      return localDate(ms);
    case "epoch":
      return String(ms);
    case "epoch-s":
      return `${Math.floor(ms / 1000)}.${iso.slice(20, 23)}`;
    case "epoch-us":
      return `${ms}${nanos.slice(0, 3)}`;
    case "epoch-ns":
      return `${ms}${nanos}`;
  }
}

/** Local time from what the platform calls the parts of a date. */
function localDate(wallMs: number): string {
  const at = new Date(wallMs);
  const two = (n: number) => String(n).padStart(2, "0");
  const days = [at.getFullYear(), two(at.getMonth() + 1), two(at.getDate())].join("-");
  const clock = [two(at.getHours()), two(at.getMinutes()), two(at.getSeconds())].join(":");
  const millis = String(at.getMilliseconds()).padStart(3, "0");
  const west = at.getTimezoneOffset();
  const offset = `${two(Math.floor(Math.abs(west) / 60))}:${two(Math.abs(west) % 60)}`;
  return `${days}T${clock}.${millis}${west > 0 ? "-" : "+"}${offset}`;
}

describe.each<[style: DateStyle, zone: string]>([
  ["ms", "UTC"],
  ["us", "UTC"],
  ["ns", "UTC"],
  ["s", "UTC"],
  ["epoch", "UTC"],
  ["epoch-s", "UTC"],
  ["epoch-us", "UTC"],
  ["epoch-ns", "UTC"],
  ["local", "Europe/Berlin"],
  ["local", "America/St_Johns"],
])("a run with the date to the %s in %s", (style, zone) => {
  test("agrees with Date and bigint about the time, whatever the clocks do", () => {
    environment.TZ = zone;
    const prefixes = new Runs();
    fc.assert(
      fc.property(start, wall, fc.array(step, { maxLength: 30 }), (start, wall, steps) => {
        const time = new ManualTime(start, wall);
        const clock = new Clock(time);
        const run = new Prefix([text("a"), date(style), text("\t"), hrtime, text("\tb")]);
        let reading = BigInt(wall) * 1_000_000n;
        for (const { ns, wall, turn } of steps) {
          time.ns += ns;
          reading += ns + BigInt(wall) * 1_000_000n;
          time.ms = Number(reading / 1_000_000n);
          if (turn) clock.synchronise();
          clock.read();
          const expected = `a${plainDate(style, clock)}\t${time.ns}\tb`;
          expect(prefixes.write(run, clock)).toBe(expected);
        }
      }),
      { numRuns: 300 },
    );
  });
});

test.each<[style: DateStyle, wallMs: number, expected: string]>([
  ["epoch", 0, "0"],
  ["epoch-s", 5, "0.005"],
  ["epoch-s", -5, "-0.005"],
  ["epoch-us", 0, "0"],
  ["epoch-us", 7, "7000"],
  ["epoch-us", -7, "-7000"],
  ["epoch-ns", 0, "0"],
  ["epoch-ns", 1_001, "1001000000"],
])("a number of the style %s is one in JSON around 1970, too: %i ms", (style, wallMs, expected) => {
  const time = new ManualTime(7_000_000_000n, wallMs);
  const clock = new Clock(time);
  const run = new Prefix([text("["), date(style), text("]")]);
  clock.read();
  const written = new Runs().write(run, clock);
  expect(written).toBe(`[${expected}]`);
  expect(JSON.parse(written)).toEqual([Number(expected)]);
});

test("in the first second after boot the nanoseconds have no leading zeros", () => {
  const time = new ManualTime(5_000_123n);
  const clock = new Clock(time);
  const [prefixes, run] = [new Runs(), new Prefix([hrtime])];
  const read = () => {
    clock.read();
    return prefixes.write(run, clock);
  };
  expect(read()).toBe("5000123");
  time.pass(0, 1n);
  expect(read()).toBe("5000124");
  time.pass(999);
  expect(read()).toBe("1004000124");
});
