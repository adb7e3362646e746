import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { SteppedClock } from "../../test/fixtures/unit/lease-clock.ts";
import { parseFilter } from "../filter/filter.ts";
import { LEVELS } from "../level.ts";
import { isLease, type Lease, type LeaseRequest, Leases } from "./leases.ts";

const INFO = parseFilter("info").filter;

function make(clock = new SteppedClock()) {
  let changes = 0;
  const expired: string[] = [];
  const leases = new Leases(() => changes++, clock);
  leases.onExpired = ({ id }) => expired.push(id);
  const open = (spec: string, time?: unknown, more: Partial<LeaseRequest> = {}) => {
    const lease = leases.make({ kind: "opens", spec, for: time, ...more }, 0);
    leases.take(lease);
    return lease;
  };
  const end = (id: string) => leases.take(leases.end(id, 0) as Lease);
  const threshold = (target: string) => leases.over(INFO).threshold(target);
  return { leases, clock, open, end, threshold, expired, changes: () => changes };
}

test("without a lease, before the first and after the last, the filter is the very same object", () => {
  const { leases, clock, open } = make();
  expect(leases.over(INFO)).toBe(INFO);
  open("dep1=debug", "2s");
  expect(leases.over(INFO)).not.toBe(INFO);
  clock.pass(2000);
  expect(leases.over(INFO)).toBe(INFO);
  expect(clock.armed).toBe(0);
});

test("a lease opens the filter until its time is over, and says that it has ended", () => {
  const { clock, open, threshold, expired, changes } = make();
  open("dep1=debug", "2s", { id: "ada" });
  expect([threshold("dep1"), threshold("app")]).toEqual([LEVELS.debug, LEVELS.info]);
  clock.pass(1999);
  expect(threshold("dep1")).toBe(LEVELS.debug);
  clock.pass(1);
  expect([threshold("dep1"), expired, changes()]).toEqual([LEVELS.info, ["ada"], 2]);
});

test("a lease can only open", () => {
  const { open, threshold } = make();
  open("off");
  open("app=error");
  expect(threshold("app")).toBe(LEVELS.info);
});

test.each([
  [undefined, 600_000],
  ["500ms", 500],
  ["90s", 90_000],
  ["1d", 86_400_000],
  [1, 1],
])("for %j it holds %i ms", (time, ms) => {
  const { leases, open } = make();
  expect(leases.left(open("debug", time))).toBe(ms);
});

test("of several leases the most verbose counts, each until its own end", () => {
  const { clock, open, threshold, expired } = make();
  open("app=trace", "1s");
  open("app=debug", "2s");
  expect(threshold("app")).toBe(LEVELS.trace);
  clock.pass(1000);
  expect(threshold("app")).toBe(LEVELS.debug);
  clock.pass(1000);
  expect(threshold("app")).toBe(LEVELS.info);
  expect(expired).toEqual(["app=trace", "app=debug"]);
});

test("a lease of the same id renews: the later time and filter count", () => {
  const { leases, clock, open, threshold } = make();
  open("app=trace", "1s", { id: "ada" });
  open("app=debug", "3s", { id: "ada" });
  expect(leases.live).toHaveLength(1);
  clock.pass(2999);
  expect(threshold("app")).toBe(LEVELS.debug);
  clock.pass(1);
  expect(threshold("app")).toBe(LEVELS.info);
});

test("a lease that is dropped holds no more, and says nothing at the time of its end", () => {
  const { leases, clock, open, end, threshold, expired } = make();
  open("app=trace", "1s", { id: "ada" });
  end("ada");
  expect([threshold("app"), leases.live]).toEqual([LEVELS.info, []]);
  expect(leases.end("ada", 0)).toBeUndefined();
  clock.pass(1000);
  expect([expired, leases.all, clock.armed]).toEqual([[], [], 0]);
});

test("one that replaces the filter may close it, and goes back to what holds by then", () => {
  const { leases, clock, open } = make();
  open("off", "1s", { kind: "replaces" });
  expect(leases.over(INFO).threshold("app")).toBeGreaterThan(LEVELS.fatal);
  expect(leases.replaces).toBe(true);
  clock.pass(1000);
  const later = parseFilter("trace").filter;
  expect([leases.over(later), leases.replaces]).toEqual([later, false]);
});

describe("it is refused, and nothing changes,", () => {
  test.each<[string, Partial<LeaseRequest>, string]>([
    ["an invalid filter", { spec: "app=loud" }, "ERR_FASTLOG_INVALID_FILTER"],
    ["a time of nothing", { for: "0s" }, "ERR_FASTLOG_INVALID_OPTION"],
    ["more than a day", { for: "25h" }, "ERR_FASTLOG_INVALID_OPTION"],
    ["a time without sense", { for: "soon" }, "ERR_FASTLOG_INVALID_OPTION"],
    ["an empty id", { id: "" }, "ERR_FASTLOG_INVALID_OPTION"],
    ["an id of 65 bytes", { id: `${"é".repeat(32)}e` }, "ERR_FASTLOG_INVALID_OPTION"],
    ["an id that is no text", { id: 1 }, "ERR_FASTLOG_INVALID_OPTION"],
  ])("%s", (_, request, code) => {
    const { leases, changes } = make();
    const all = { kind: "opens", spec: "debug", ...request } as const;
    expect(() => leases.make(all, 0)).toThrow(expect.objectContaining({ code }));
    expect([leases.all, changes()]).toEqual([[], 0]);
  });

  test("the 17th lease; the error names those that may be dropped", () => {
    const { leases, open } = make();
    for (let i = 0; i < 16; i++) open("debug", "1h", { id: `id${i}` });
    expect(() => open("debug", "1h", { id: "one more" })).toThrow(/at most 16 leases.*id0, id1/);
    open("debug", "2h", { id: "id3" });
    open("off", "1h", { kind: "replaces" });
    expect(leases.live).toHaveLength(17);
  });
});

test("as many leases as are made and dropped, few are remembered", () => {
  const { leases, open, end } = make();
  for (let i = 0; i < 500; i++) {
    open("debug", "1d", { id: `id${i}` });
    end(`id${i}`);
  }
  expect(leases.all.length).toBeLessThanOrEqual(64);
  expect(leases.live).toEqual([]);
});

test("threads that hear of the same leases in any order have the same ones", () => {
  const lease = (id: string, version: number, thread: number, kind: Lease["kind"]): Lease => ({
    ...{ id, version, thread, kind, spec: `app=${version % 2 ? "debug" : "trace"}`, until: 5000 },
  });
  const some = fc
    .array(
      fc
        .tuple(
          fc.constantFrom("", "a", "b"),
          fc.integer({ min: 1, max: 3 }),
          fc.integer({ min: 0, max: 2 }),
          fc.constantFrom("opens" as const, "dropped" as const),
        )
        .map((parts) => lease(...parts)),
      // Nobody makes two leases of one version.
    )
    .map((list) => [
      ...new Map(list.map((it) => [`${it.id} ${it.version} ${it.thread}`, it])).values(),
    ]);
  const known = (heard: readonly Lease[]) => {
    const { leases } = make();
    for (const it of heard) leases.take(it);
    return leases.all.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  };
  fc.assert(
    fc.property(
      some.chain((list) =>
        fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
      ),
      ([list, shuffled]) => {
        expect(known(shuffled)).toEqual(known(list));
      },
    ),
  );
});

test("a lease that is over when it is heard of is not taken", () => {
  const { leases, clock, open } = make();
  const lease = open("debug", "1s");
  const late = make(clock);
  clock.pass(1000);
  expect(late.leases.take(lease)).toBe(false);
  expect(leases.all).toEqual([]);
});

test.each([
  [undefined],
  [null],
  ["lease"],
  [{}],
  [{ id: "a", spec: "info", kind: "closes", until: 1, version: 1, thread: 1 }],
  [{ id: "a", spec: "info", kind: "opens", until: "1", version: 1, thread: 1 }],
  [{ id: "a", spec: 1, kind: "opens", until: 1, version: 1, thread: 1 }],
])("what somebody else may post is no lease: %j", (value) => {
  expect(isLease(value)).toBe(false);
});
