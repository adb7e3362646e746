import { expect, test } from "vitest";
import { ChosenFilter } from "./chosen-filter.ts";
import { parseFilter } from "./filter/filter.ts";

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
    const chosen = new ChosenFilter(LOG, inherited);
    expect(chosen.gates.filter.spec).toBe(spec);
    expect(chosen.handedDown).toEqual({ filter: spec, isFilterSet });
  },
);

test("the configuration's is used unless LOG is set, and what is set in any case", () => {
  for (const LOG of ["", "warn"]) {
    const chosen = new ChosenFilter(LOG);
    chosen.configure(filterOf("trace"));
    expect(chosen.gates.filter.spec).toBe(LOG === "" ? "trace" : "warn");
    chosen.set(filterOf("debug"));
    expect(chosen.handedDown).toEqual({ filter: "debug", isFilterSet: true });
    chosen.configure(filterOf("off"));
    expect(chosen.handedDown).toEqual(
      LOG === "" ? { filter: "off", isFilterSet: false } : { filter: "debug", isFilterSet: true },
    );
  }
});
