import fc from "fast-check";
import { expect, test } from "vitest";
import { LogClock } from "./log-clock.ts";

const START = 1_795_252_269_000n;

function shown(clock: LogClock): { ms: number; monotonic: bigint } {
  const { wallMs, second, nanos } = clock.clock;
  return { ms: wallMs, monotonic: BigInt(second) * 1_000_000_000n + BigInt(nanos) };
}

test("times of any order are shown as they are, by both clocks", () => {
  const moment = fc.record({ ms: fc.bigInt(0n, 3000n), ns: fc.bigInt(0n, 4_000_000_000n) });
  fc.assert(
    fc.property(fc.array(moment, { minLength: 1 }), (moments) => {
      const clock = new LogClock();
      for (const { ms, ns } of moments) {
        const hrtime = 4_737_355_694_550n + ns;
        clock.show({ time: (START + ms) * 1_000_000n, hrtime });
        expect(shown(clock)).toEqual({ ms: Number(START + ms), monotonic: hrtime });
      }
    }),
  );
});

test("without a monotonic time, the nanoseconds of the time of day are shown", () => {
  const clock = new LogClock();
  for (const time of [5n, 7_000_001n, 7_000_000n, 3_000_000_009n, 12n]) {
    clock.show({ time: START * 1_000_000n + time, hrtime: undefined });
    expect(shown(clock).ms).toBe(Number(START + time / 1_000_000n));
    expect(BigInt(clock.clock.nanosOfMs)).toBe(time % 1_000_000n);
  }
});

test.each([
  ["none", undefined],
  ["one before 1970", -1n],
  ["one after the year 9999", 2n ** 62n * 100n],
])("a record whose time is %s has that of the present", (_, time) => {
  const before = Date.now();
  const clock = new LogClock();
  clock.show({ time, hrtime: undefined });
  expect(shown(clock).ms).toBeGreaterThanOrEqual(before);
  expect(shown(clock).ms).toBeLessThanOrEqual(Date.now());
});
