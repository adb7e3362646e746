import { describe, expect, test } from "vitest";
import { judgeSources } from "../goals.js";
import { SOURCES } from "./sources.js";

describe("a figure", () => {
  test("of a stopped call is over an empty function, the worse of inlined and called", () => {
    const ns = (more) => ({ ...more, "site, unbound function": 1 });
    const run = {
      inlined: ns({ empty: 0.3, registered: 0.4, site: 0.5 }),
      called: ns({ empty: 2, registered: 3.5, site: 2.25 }),
      looking: { plain: 2900 },
    };
    expect(SOURCES.stopped.figures(run)).toMatchObject({
      "a bound function": 1.5,
      "a bound function with a call site": 0.25,
      "a plain function": 2898,
    });
  });

  test("of the service is the share that the plugin saves of what logging takes", () => {
    const run = (ns) => ({ "to 100,000": ns, "the rest": ns - 100 });
    const figures = SOURCES.service.figures(run(500), run(1500), run(1250));
    expect(figures).toEqual({ "saved, to 100,000": 25, "saved, the rest": 25 });
  });

  test("of a tracepoint is the worst of all ways to call it, before and after a listener", () => {
    const run = (ns) => {
      const calls = { empty: 1, tracepoint: ns, "tracepoint, named fields": ns };
      return {
        inlined: { ...calls, method: 2, "method, instrumented": ns },
        called: { ...calls, method: 4, "method, instrumented": ns },
      };
    };
    expect(SOURCES.tracepoints.figures(run(1.5), run(3))).toEqual({
      tracepoint: 2,
      "tracepoint with named fields": 2,
      "instrumented method": 1,
    });
  });
});

test("every goal has a figure, and every source has a goal", () => {
  const names = {
    register: ["ES module", "CommonJS"],
    stopped: ["a bound function", "a bound function with a call site"],
    sites: [
      "a bound function, over a named logger",
      "a call site, over a named logger",
      "the place of a call site",
      "the place of a call site, beside its target",
    ],
    service: ["saved, the rest", "saved, to 100,000"],
    tracepoints: ["tracepoint", "tracepoint with named fields", "instrumented method"],
  };
  expect(Object.keys(names).toSorted()).toEqual(Object.keys(SOURCES).toSorted());
  const figures = Object.entries(names).flatMap(([source, all]) =>
    all.map((figure) => ({ source, figure, value: 0 })),
  );
  expect(judgeSources(figures)).toHaveLength(figures.length);
});
