import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ManualTime } from "../../test/fixtures/unit/time.ts";
import { Clock } from "./clock.ts";

/** The monotonic time that a clock has read, put together again. */
const nanosecondsOf = (clock: Clock) => BigInt(clock.second) * 1_000_000_000n + BigInt(clock.nanos);

test.each([
  0n,
  999_999_999n,
  1_000_000_000n,
  2n ** 31n,
  2n ** 32n - 1n,
  2n ** 32n,
  2n ** 53n - 1n,
  2n ** 53n + 1n,
  2n ** 60n + 7n,
])("the monotonic time %i is read to the nanosecond", (ns) => {
  const time = new ManualTime(ns);
  const clock = new Clock(time);
  for (const more of [0n, 1n, 999n, 999_999_999n, 1n, 5_000_000_000n]) {
    time.ns += more;
    clock.read();
    expect(nanosecondsOf(clock)).toBe(time.ns);
  }
});

test("any sequence of monotonic times is read to the nanosecond", () => {
  const start = fc.bigInt({ min: 0n, max: 2n ** 62n });
  const more = fc.oneof(
    fc.bigInt({ min: 0n, max: 2_000_000n }),
    fc.bigInt({ min: 0n, max: 20_000_000_000n }),
  );
  fc.assert(
    fc.property(start, fc.array(more), (start, steps) => {
      const time = new ManualTime(start);
      const clock = new Clock(time);
      for (const step of steps) {
        time.ns += step;
        clock.read();
        expect(nanosecondsOf(clock)).toBe(time.ns);
        expect(clock.nanos).toBeLessThan(1_000_000_000);
      }
    }),
  );
});

test("the clock of the system is that of process.hrtime and Date.now", () => {
  const clock = new Clock();
  const before = process.hrtime.bigint();
  clock.read();
  expect(nanosecondsOf(clock)).toBeGreaterThanOrEqual(before);
  expect(nanosecondsOf(clock)).toBeLessThanOrEqual(process.hrtime.bigint());
  expect(Math.abs(clock.wallMs - Date.now())).toBeLessThan(60_000);
});

describe("wall time", () => {
  test("goes on with the monotonic clock within a turn and a second", () => {
    const time = new ManualTime(5_000_000_000n, 1_000_000);
    const clock = new Clock(time);
    time.ns += 3_000_000n;
    time.ms = 0;
    clock.read();
    expect(clock.wallMs).toBe(1_000_003);
  });

  test.each([1, -1, 1_000, -1_000, 3_600_000, -86_400_000])(
    "follows a step of %i ms at the next turn",
    (step) => {
      const time = new ManualTime();
      const clock = new Clock(time);
      time.ms += step;
      clock.read();
      expect(clock.wallMs).toBe(time.ms - step);
      clock.synchronise();
      expect(Math.abs(clock.wallMs - time.ms)).toBeLessThanOrEqual(1);
    },
  );

  test("follows a step within a second, even if no turn ends", () => {
    const time = new ManualTime(5_000_000_000n);
    const clock = new Clock(time);
    time.ms += 60_000;
    time.pass(999);
    clock.read();
    expect(clock.wallMs).toBe(time.ms - 60_000);
    time.pass(1);
    clock.read();
    expect(clock.wallMs).toBe(time.ms);
  });

  test("is less than two milliseconds behind the real one and never ahead of it", () => {
    const offsets = fc.bigInt({ min: 1n, max: 2n ** 60n });
    const steps = fc.array(fc.tuple(fc.bigInt({ min: 0n, max: 3_000_000_000n }), fc.boolean()));
    fc.assert(
      fc.property(offsets, offsets, steps, (start, offset, steps) => {
        const time = new ManualTime(start, Number((start + offset) / 1_000_000n));
        const clock = new Clock(time);
        for (const [ns, turn] of steps) {
          time.ns += ns;
          time.ms = Number((time.ns + offset) / 1_000_000n);
          if (turn) clock.synchronise();
          clock.read();
          expect(time.ms - clock.wallMs).toBeGreaterThanOrEqual(0);
          expect(time.ms - clock.wallMs).toBeLessThanOrEqual(1);
        }
      }),
    );
  });

  test("has 0 to 999,999 nanoseconds in its millisecond", () => {
    const wall = fc.integer({ min: Date.UTC(2010, 0), max: Date.UTC(2090, 0) });
    const steps = fc.array(fc.bigInt({ min: 0n, max: 1_100_000n }), { minLength: 50 });
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 60n }), wall, steps, (start, wall, steps) => {
        const time = new ManualTime(start, wall);
        const clock = new Clock(time);
        for (const ns of steps) {
          time.ns += ns;
          clock.read();
          expect(clock.nanosOfMs).toBeGreaterThanOrEqual(0);
          expect(clock.nanosOfMs).toBeLessThanOrEqual(999_999);
        }
      }),
    );
  });
});

/** In nanoseconds. */
const SECOND = 1_000_000_000n;

/** Clocks that agree for ever, read by a program that takes its time between one and the other. */
class BusyTime {
  ns: bigint;
  offset: bigint;
  /** How much time goes by behind each reading. */
  reading = 0n;

  constructor(ns: bigint, offset: bigint) {
    this.ns = ns;
    this.offset = offset;
  }

  readonly monotonic = (): bigint => this.#after(this.ns);
  readonly wall = (): number => this.#after(Number((this.ns + this.offset) / 1_000_000n));

  #after<T>(result: T): T {
    this.ns += this.reading;
    return result;
  }
}

describe("wall time without a step never goes back", () => {
  const offset = fc.bigInt({ min: 1_600_000_000_000_000_000n, max: 1_900_000_000_000_000_000n });
  const start = fc.bigInt({ min: 0n, max: 2n ** 58n });
  const reading = fc.bigInt({ min: 0n, max: 2_000n });
  /** What a clock shows of the wall time, in nanoseconds. */
  const shown = (clock: Clock) => BigInt(clock.wallMs) * 1_000_000n + BigInt(clock.nanosOfMs);

  // Turns begin around the change of the wall clock's millisecond, where it is told to the
  // nanosecond what time it is.
  const turn = fc.record({
    ms: fc.integer({ min: 1, max: 3_000 }),
    ns: fc.integer({ min: -2_000, max: 2_000 }),
    reading,
  });
  const turns = fc.array(turn, { minLength: 2, maxLength: 40 });

  const check = (readingTakesTime: boolean) =>
    fc.assert(
      fc.property(start, offset, turns, (start, offset, turns) => {
        const source = new BusyTime(start, offset);
        const clock = new Clock(source);
        let wall = (start + offset) / 1_000_000n;
        let before = 0n;
        for (const { ms, ns, reading } of turns) {
          wall += BigInt(ms) + 1n;
          source.ns = wall * 1_000_000n - offset + BigInt(ns);
          source.reading = readingTakesTime ? reading : 0n;
          // The last record of a turn, and the first one of the next.
          for (const isFirst of [false, true]) {
            if (isFirst) clock.synchronise();
            clock.read();
            expect(shown(clock)).toBeGreaterThanOrEqual(before);
            before = shown(clock);
          }
        }
      }),
      { numRuns: 2_000 },
    );

  test("where both clocks are read at one time", () => check(false));
  test("where a reading takes up to two microseconds", () => check(true));

  test("at any moment of a read or comparison, however long they take", () => {
    const record = fc.record({
      // Most of them within a millisecond, some seconds apart.
      ns: fc.oneof(
        fc.bigInt({ min: 0n, max: 400_000n }),
        fc.bigInt({ min: 0n, max: 4_000_000n }),
        fc.bigInt({ min: 0n, max: 2_500_000_000n }),
      ),
      // Before the end of a second, at which it is compared in any case: the next ones may be behind it.
      left: fc.option(fc.bigInt({ min: 0n, max: 400_000n }), { freq: 3 }),
      isFirst: fc.boolean(),
      reading,
    });
    const records = fc.array(record, { minLength: 20, maxLength: 60 });
    fc.assert(
      fc.property(start, offset, records, (start, offset, records) => {
        const source = new BusyTime(start, offset);
        const clock = new Clock(source);
        let before = shown(clock);
        for (const { ns, left, isFirst, reading } of records) {
          source.ns += ns;
          if (left !== null) source.ns += 2n * SECOND - (source.ns % SECOND) - left;
          source.reading = reading;
          if (isFirst) clock.synchronise();
          clock.read();
          expect(shown(clock)).toBeGreaterThanOrEqual(before);
          before = shown(clock);
        }
      }),
      { numRuns: 500 },
    );
  });

  test("and stays within a microsecond of the real one once it is known that well", () => {
    const source = new BusyTime(5_000_000_000n, 1_600_000_000_000_000_000n);
    const clock = new Clock(source);
    // Seen as the millisecond changes, by which the wall clock tells all of it.
    source.ns += 1_000_000n - 1n;
    clock.synchronise();
    source.ns += 1n;
    clock.synchronise();
    for (let i = 0; i < 5_000; i++) {
      source.ns += 777_777n;
      clock.synchronise();
      expect(shown(clock) / 1_000n).toBe((source.ns + source.offset) / 1_000n);
    }
  });
});

describe("a wall clock that is set back", () => {
  test("is followed once, by the first record of the next turn", () => {
    const steps = fc.integer({ min: 2, max: 100_000_000 });
    const turns = fc.array(fc.bigInt({ min: 1_000n, max: 3_000_000n }), { minLength: 5 });
    fc.assert(
      fc.property(steps, turns, (step, turns) => {
        const source = new BusyTime(5_000_000_000n, 1_600_000_000_000_000_000n);
        const clock = new Clock(source);
        const before = clock.wallMs;
        source.offset -= BigInt(step) * 1_000_000n;
        clock.read();
        expect(clock.wallMs).toBe(before);
        clock.synchronise();
        expect(Math.abs(clock.wallMs - (before - step))).toBeLessThanOrEqual(1);
        const shown = () => clock.wallMs * 1_000 + clock.nanosOfMs / 1_000;
        let last = shown();
        for (const ns of turns) {
          source.ns += ns;
          clock.synchronise();
          const now = shown();
          expect(now).toBeGreaterThanOrEqual(last);
          last = now;
        }
      }),
    );
  });
});

describe("a tick", () => {
  test("changes whenever the second or the wall time does", () => {
    const steps = fc.array(fc.bigInt({ min: 0n, max: 1_500_000n }), { maxLength: 50 });
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 60n }), steps, (start, steps) => {
        const time = new ManualTime(start);
        const clock = new Clock(time);
        for (const ns of steps) {
          const { tick, second, wallMs } = clock;
          time.ns += ns;
          clock.read();
          if (clock.tick === tick) {
            expect([clock.second, clock.wallMs]).toEqual([second, wallMs]);
          }
        }
      }),
    );
  });

  test("does not change between the records of one millisecond", () => {
    const time = new ManualTime(5_000_000_000n);
    const clock = new Clock(time);
    clock.read();
    const { tick } = clock;
    time.ns += 999_000n;
    clock.read();
    expect(clock.tick).toBe(tick);
  });
});
