import { expect, test } from "vitest";
import { toldWhile } from "../../test/fixtures/unit/complaints.ts";
import { parseFilter } from "../filter/filter.ts";
import { ActiveFilter } from "./active-filter.ts";

const filterOf = (spec: string) => parseFilter(spec).filter;

test.each<[LOG: string, inherited: string | undefined, isSet: boolean, spec: string]>([
  ["", undefined, false, "info"],
  ["  ", "warn", false, "warn"],
  ["debug", "warn", false, "debug"],
  ["debug", "warn", true, "warn"],
  ["", "warn,app=trace", true, "warn,app=trace"],
])(
  "with LOG=%j, and %j inherited, set while running: %j, it is %j",
  (LOG, filter, isFilterSet, spec) => {
    const inherited = filter === undefined ? undefined : { filter, isFilterSet };
    const chosen = new ActiveFilter(LOG, inherited);
    expect(chosen.gates.filter.spec).toBe(spec);
    expect(chosen.handedDown).toEqual({ filter: spec, isFilterSet });
  },
);

test("what was set holds against LOG, and LOG against the configuration's, whatever came last", () => {
  for (const LOG of ["", "warn"]) {
    const chosen = new ActiveFilter(LOG);
    chosen.configure(filterOf("trace"));
    expect(chosen.gates.filter.spec).toBe(LOG === "" ? "trace" : "warn");
    chosen.set(filterOf("debug"));
    expect(chosen.handedDown).toEqual({ filter: "debug", isFilterSet: true });
    chosen.configure(filterOf("off"));
    expect(chosen.handedDown).toEqual({ filter: "debug", isFilterSet: true });
    chosen.set(filterOf("warn,app=trace"));
    expect(chosen.gates.filter.spec).toBe("warn,app=trace");
  }
});

test("it has the last word over levels of loggers if LOG, setFilter or a capture sets it", () => {
  expect(new ActiveFilter("warn").gates.isFinal).toBe(true);
  const chosen = new ActiveFilter("");
  const isFinal = () => chosen.gates.isFinal;
  expect(isFinal()).toBe(false);
  chosen.configure(filterOf("trace"));
  expect(isFinal()).toBe(false);
  chosen.replace(filterOf("debug"));
  expect(isFinal()).toBe(true);
  chosen.replace(undefined);
  expect(isFinal()).toBe(false);
  chosen.set(filterOf("debug"));
  expect(isFinal()).toBe(true);
  expect(new ActiveFilter("", { filter: "info", isFilterSet: true }).gates.isFinal).toBe(true);
});

test("LOG_LEVEL is said not to be read, unless LOG or the program says what passes", () => {
  const told = (LOG: string, level: string | undefined, configured?: string) =>
    toldWhile(() => {
      const chosen = new ActiveFilter(LOG);
      if (configured !== undefined) chosen.configure(filterOf(configured));
      chosen.tellUnread(level);
      chosen.tellUnread(level);
    });
  expect(told("info", "debug")).toEqual([]);
  expect(told("", "debug", "warn")).toEqual([]);
  expect(told("", undefined)).toEqual([]);
  expect(told("", " ")).toEqual([]);
  expect(told("", "debug")).toEqual(["fastlog: LOG_LEVEL: it is not read; set LOG=debug\n"]);
});
