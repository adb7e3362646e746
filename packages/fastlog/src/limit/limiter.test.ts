import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { LimitClock } from "../../test/fixtures/unit/limit-clock.ts";
import { Contexts } from "../fields/async-context.ts";
import { parseFilter } from "../filter/filter.ts";
import { LEVELS } from "../level.ts";
import { MAX_KEYS } from "./counters.ts";
import { Limiter, NO_LIMITS, type ProgramLimits } from "./limiter.ts";
import { everyRule, onceRule, rateRule } from "./rules.ts";

const none = () => undefined;

/** A limiter, and all that it was asked and told. */
function make(spec: string, options: Partial<ProgramLimits> = {}) {
  const clock = new LimitClock();
  const told: string[] = [];
  let heldBack = 0;
  const limiter = new Limiter({
    clock,
    turn: { open: false, start: none },
    contexts: new Contexts(),
    timers: clock,
    write: (_level, _target, message, fields) => {
      told.push(message);
      heldBack += fields["heldBack"] as number;
    },
  });
  const use = (filter: string, changed = options) =>
    limiter.use(parseFilter(filter).filter, { ...NO_LIMITS, ...changed }, none);
  use(spec);
  let [logged, kept] = [0, 0];
  const log = (message: string, rule = undefined as never, level: number = LEVELS.info) => {
    logged++;
    const bound = limiter.admit(level, "app", message, undefined, rule);
    if (bound === null) return false;
    kept++;
    heldBack += Number(bound?.fields["heldBack"] ?? 0);
    return true;
  };
  const sums = () => ({ logged, kept, heldBack });
  return { clock, limiter, told, use, log, sums };
}

const times = (count: number, action: () => boolean) =>
  Array.from({ length: count }, action).filter(Boolean).length;

describe("a number of records in a window", () => {
  test("is kept, the rest is told when the window ends, and the next window begins with a record", () => {
    const { clock, told, log } = make("app=info@3/s");
    expect(times(5, () => log("a {}"))).toBe(3);
    clock.pass(999);
    expect([log("a {}"), told]).toEqual([false, []]);
    clock.pass(2);
    expect(told).toEqual(['3 records like "a {}" were held back in 1.0 s (app, 3/s)']);
    clock.pass(10_000);
    expect(times(5, () => log("a {}"))).toBe(3);
  });

  test("is counted for each message, level and target by itself", () => {
    const { log, limiter } = make("info@1/s");
    expect([log("a"), log("b"), log("a"), log("b")]).toEqual([true, true, false, false]);
    expect(log("a", undefined, LEVELS.warn)).toBe(true);
    expect(limiter.admit(LEVELS.info, "other", "a", undefined, undefined)).toBeUndefined();
  });

  test("arms a timer only while something is held back", () => {
    const { clock, log } = make("info@2/s");
    times(2, () => log("a"));
    expect(clock.armed).toBe(0);
    log("a");
    expect(clock.armed).toBe(1);
    clock.pass(1001);
    expect(clock.armed).toBe(0);
  });

  test("is told by the next record if the timer is late, as in a loop", () => {
    const { clock, told, log, limiter } = make("info@1/s");
    times(3, () => log("a"));
    const late = Object.create(clock, { monotonicMs: { value: 9000 } });
    expect(late.monotonicMs).toBe(9000);
    clock.setTimeout = () => ({ ref: none, unref: none }) as never;
    Object.defineProperty(clock, "monotonicMs", { value: 9000 });
    expect(log("a")).toBe(true);
    expect(told).toEqual(['2 records like "a" were held back in 8.0 s (1/s)']);
    expect(limiter.counts).toEqual({ limited: 2, sampled: 0, notices: 1 });
  });

  test("holds back neither error nor fatal, unless a directive names them", () => {
    const all = (spec: string) => {
      const { log } = make(spec);
      return [LEVELS.warn, LEVELS.error, LEVELS.fatal].map((level) =>
        times(3, () => log("a", undefined, level)),
      );
    };
    expect(all("trace@1/s")).toEqual([1, 3, 3]);
    expect(all("error@1/s")).toEqual([1, 1, 3]);
    expect(all("fatal@1/s")).toEqual([1, 1, 1]);
  });
});

test("the option holds for targets without a rate of their own, below error", () => {
  const { log, limiter } = make("info,dep1=info@3/s", { rate: rateRule("1/s") });
  const kept = (target: string, level: number) =>
    times(5, () => limiter.admit(level, target, "a", undefined, undefined) !== null);
  expect(kept("app", LEVELS.info)).toBe(1);
  expect(kept("dep1", LEVELS.info)).toBe(3);
  expect(kept("app", LEVELS.error)).toBe(5);
  expect(log("a", undefined, LEVELS.fatal)).toBe(true);
});

test("every(n) keeps the first of each n, and says how many were held back since the last one", () => {
  const { limiter, told } = make("info");
  const rule = everyRule(4);
  const fields = Array.from({ length: 10 }, () => {
    const bound = limiter.admit(LEVELS.info, "app", "a {}", undefined, rule);
    return bound === null ? "-" : (bound?.fields["heldBack"] ?? 0);
  });
  expect(fields).toEqual([0, "-", "-", "-", 3, "-", "-", "-", 3, "-"]);
  limiter.tell();
  expect(told).toEqual([
    expect.stringMatching(/^1 record like "a {}" was held back .*\(every 4\)$/),
  ]);
});

test("once() keeps the first, and arms no timer", () => {
  const { log, clock, told, limiter } = make("info");
  const once = onceRule() as never;
  expect(times(5, () => log("a", once))).toBe(1);
  clock.pass(1e9);
  expect([times(5, () => log("a", once)), told, clock.armed]).toEqual([0, [], 0]);
  limiter.tell();
  expect(told).toEqual(['9 records like "a" were held back in 1000000.0 s (once)']);
});

test("a record that its logger holds back does not count for the filter", () => {
  const { log } = make("info@5/s");
  expect(times(30, () => log("a", everyRule(3) as never))).toBe(5);
});

test("of more kinds than are counted, the coldest gives way and is told", () => {
  const { log, told, limiter } = make("info@1/h");
  const cold = () => log("cold");
  times(3, cold);
  const warm = () => log("warm");
  for (let i = 0; i < 4 * MAX_KEYS; i++) {
    log(`key ${i}`);
    if (i % 100 === 0) warm();
  }
  expect(told).toEqual(['2 records like "cold" were held back in 0 ms (1/h)']);
  expect([cold(), warm()]).toEqual([true, false]);
  limiter.tell();
  expect(told.at(-1)).toMatch(/^41 records like "warm" were held back/);
});

test("a long message is told cut, and messages that begin alike for long are one kind", () => {
  const { log, told, limiter } = make("info@1/h");
  log("x".repeat(1000));
  expect(log(`${"x".repeat(1000)}y`)).toBe(false);
  limiter.tell();
  expect(told[0]).toHaveLength(
    `1 record like "${"x".repeat(120)}…" was held back in 0 ms (1/h)`.length,
  );
});

test("another filter or option tells what the last one has held back, and counts anew; loggers go on", () => {
  const { use, log, told } = make("app=info@1/m");
  const own = rateRule("1/m") as never;
  times(3, () => log("a"));
  times(3, () => log("own", own));
  use("info@2/m");
  expect(told).toEqual(['2 records like "a" were held back in 0 ms (app, 1/m)']);
  expect([times(3, () => log("a")), log("own", own)]).toEqual([2, false]);
  use("info", { rate: rateRule("1/h") });
  expect(told.at(-1)).toBe('1 record like "a" was held back in 0 ms (2/m)');
});

test("nothing is held back while the process ends", () => {
  const { limiter, log, told } = make("info@1/s");
  times(3, () => log("a"));
  limiter.tell(true);
  expect(told).toHaveLength(1);
  expect(times(3, () => log("a"))).toBe(3);
});

test("records that a notice makes the program log are counted like others", () => {
  const clock = new LimitClock();
  let heldBack = 0;
  let [logged, kept, isLogging] = [0, 0, true];
  const limiter: Limiter = new Limiter({
    clock,
    turn: { open: false, start: none },
    contexts: new Contexts(),
    timers: clock,
    write: (_level, _target, _message, fields) => {
      heldBack += fields["heldBack"] as number;
      if (isLogging) for (let i = 0; i < 3; i++) log(`a ${i % 2}`);
    },
  });
  const log = (message: string) => {
    logged++;
    if (limiter.admit(LEVELS.info, "app", message, undefined, undefined) !== null) kept++;
  };
  limiter.use(parseFilter("info@2/s").filter, NO_LIMITS, none);
  for (let i = 0; i < 50; i++) {
    for (let j = 0; j < 5; j++) log(`a ${j % 3}`);
    clock.pass(700);
  }
  isLogging = false;
  limiter.tell();
  expect(kept + heldBack).toBe(logged);
});

test("what is kept and what is told to be held back add up to what was logged, whatever happens", () => {
  const rule = fc.constantFrom("filter", "2/s", "1/m", "every", "once");
  const ofRule: Record<string, unknown> = {
    "2/s": rateRule("2/s"),
    "1/m": rateRule("1/m"),
    every: everyRule(3),
    once: onceRule(),
  };
  const step = fc.oneof(
    { weight: 6, arbitrary: fc.tuple(fc.constant("log"), fc.nat(3), rule, fc.nat(20)) },
    { weight: 1, arbitrary: fc.tuple(fc.constant("many"), fc.nat(3), rule, fc.constant(1500)) },
    { weight: 3, arbitrary: fc.tuple(fc.constant("pass"), fc.constantFrom(0, 300, 1001, 70_000)) },
    fc.tuple(fc.constant("use"), fc.constantFrom("info@2/s", "app=info@1/m", "info", "info@5/h")),
    fc.tuple(fc.constant("tell")),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const { clock, limiter, use, log, sums } = make("info@3/s");
      for (const [what, a, b, count] of steps as unknown as [string, never, string, number][]) {
        if (what === "log") for (let i = 0; i < count; i++) log(`m ${a}`, ofRule[b] as never);
        else if (what === "many") for (let i = 0; i < count; i++) log(`n ${i}`, ofRule[b] as never);
        else if (what === "pass") clock.pass(a);
        else if (what === "use") use(a);
        else limiter.tell();
      }
      limiter.tell(true);
      const { logged, kept, heldBack } = sums();
      expect(kept + heldBack).toBe(logged);
      expect(limiter.counts.limited).toBe(heldBack);
      expect(limiter.isHolding).toBe(false);
    }),
    { numRuns: 60 },
  );
});

test("no window keeps more than its number", () => {
  fc.assert(
    fc.property(
      fc.array(fc.nat(400), { maxLength: 200 }),
      fc.integer({ min: 1, max: 4 }),
      (gaps, most) => {
        const { clock, log } = make(`info@${most}/s`);
        const kept: number[] = [];
        for (const gap of gaps) {
          clock.pass(gap);
          if (log("a")) kept.push(clock.monotonicMs);
        }
        // Windows are fixed, so that two of them may meet within a second.
        kept.forEach((time, i) => {
          expect((kept[i + 2 * most] ?? Infinity) - time).toBeGreaterThanOrEqual(1000);
        });
      },
    ),
  );
});
