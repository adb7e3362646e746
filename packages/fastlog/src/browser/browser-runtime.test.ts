import { describe, expect, test } from "vitest";
import { TestPage } from "../../test/fixtures/unit/browser-page.ts";
import { FastlogError } from "../errors.ts";
import { BrowserRuntime } from "./browser-runtime.ts";
import type { BrowserOptions } from "./options.ts";

function make(prepare: (page: TestPage) => void = () => {}) {
  const page = new TestPage();
  prepare(page);
  const runtime = new BrowserRuntime(page);
  return { page, runtime, log: runtime.plain };
}

describe("the console", () => {
  test("gets a record by the method of its level", () => {
    const { page, runtime, log } = make();
    runtime.configure({ filter: "trace", styled: false });
    for (const level of ["fatal", "error", "warn", "info", "debug", "trace"] as const)
      log[level]("m");
    expect(page.shown).toEqual([
      ["error", "%s %s %s", "FATAL", "main", "m"],
      ["error", "%s %s %s", "ERROR", "main", "m"],
      ["warn", "%s %s %s", "WARN", "main", "m"],
      ["info", "%s %s %s", "INFO", "main", "m"],
      ["debug", "%s %s %s", "DEBUG", "main", "m"],
      ["debug", "%s %s %s", "TRACE", "main", "m"],
    ]);
  });

  test("gets objects and errors themselves, and no text as a format", () => {
    const { page, runtime } = make();
    const [cart, failure] = [{ items: [1] }, new Error("no answer")];
    runtime.logger("cart").error("failed %o %c", failure, { cart });
    const [method, format, ...args] = page.shown[0] ?? [];
    expect([method, format]).toEqual(["error", "%c%s%c %s%c %s"]);
    expect(args.slice(0, 6)).toEqual([
      expect.stringContaining("color:"),
      "ERROR",
      expect.stringContaining("color:"),
      "cart",
      "",
      "failed %o %c",
    ]);
    expect((args[6] as { cart: unknown }).cart).toBe(cart);
    expect(args[7]).toBe(failure);
  });

  test("may be off, another one, or broken", () => {
    const { page, runtime, log } = make();
    runtime.configure({ console: false });
    log.info("nowhere");
    const other = new TestPage();
    runtime.configure({ console: other.console });
    log.info("elsewhere");
    runtime.configure({
      console: {
        ...page.console,
        info() {
          throw new Error("no");
        },
      },
    });
    log.info("to a broken one");
    expect([page.shown, other.shown.length]).toEqual([[], 1]);
  });
});

describe("the filter", () => {
  const passing = ({ log, runtime }: ReturnType<typeof make>) => [
    log.isEnabled("info"),
    log.isEnabled("debug"),
    runtime.logger("cart").isEnabled("debug"),
  ];

  test("is info until the program sets one", () => {
    const made = make();
    expect(passing(made)).toEqual([true, false, false]);
    made.runtime.configure({ filter: "warn,cart=trace" });
    expect(passing(made)).toEqual([false, false, true]);
    made.runtime.setFilter("debug");
    expect(passing(made)).toEqual([true, true, true]);
  });

  test("of localStorage has the last word over the option, and setFilter over both", () => {
    const made = make((page) => {
      page.stored = "warn,cart=debug";
    });
    made.runtime.configure({ filter: "trace" });
    expect(passing(made)).toEqual([false, false, true]);
    made.runtime.setFilter("info");
    made.runtime.configure({ filter: "off" });
    expect(passing(made)).toEqual([true, false, false]);
  });

  test("of the address counts only if the program allows it", () => {
    const made = make((page) => {
      page.search = "?a=1&LOG=debug";
    });
    expect(passing(made)).toEqual([true, false, false]);
    made.runtime.configure({ query: true });
    expect(passing(made)).toEqual([true, true, true]);
  });

  test("of a page that must not read its storage is the program's", () => {
    const { log } = make((page) =>
      Object.defineProperty(page, "localStorage", {
        get: () => {
          throw new Error("SecurityError");
        },
      }),
    );
    expect(log.isEnabled("info")).toBe(true);
  });

  test("of the page is taken as far as it is valid, and the rest is told", () => {
    const { page, log } = make((page) => {
      page.stored = "debug,a=loud";
    });
    expect(log.isEnabled("debug")).toBe(true);
    expect(page.shown).toEqual([["warn", "%s", expect.stringContaining('unknown level "loud"')]]);
  });

  test("may have a pattern that messages must match", () => {
    const { page, runtime, log } = make();
    runtime.setFilter("info/timeout|refused");
    log.info("read {}", "timeout");
    log.info("read ok");
    expect(page.shown).toHaveLength(1);
  });

  test("that is wrong is refused by the program's calls, and nothing changes", () => {
    const { runtime, log } = make();
    const code = "ERR_FASTLOG_INVALID_FILTER";
    expect(() => runtime.setFilter("a=loud")).toThrow(expect.objectContaining({ code }));
    expect(() => runtime.configure({ filter: "a=loud", styled: false })).toThrow(FastlogError);
    expect(log.isEnabled("info")).toBe(true);
  });

  test("decides for functions that were taken out, children, and more targets than are kept", () => {
    const { runtime } = make();
    const { debug } = runtime.logger("a");
    const child = runtime.logger("a").child({ x: 1 });
    const many = Array.from({ length: 2_000 }, (_, i) => runtime.logger(`t${i}`));
    runtime.setFilter("debug");
    expect([child, ...many].filter((log) => !log.isEnabled("debug"))).toEqual([]);
    expect(debug).toBeTypeOf("function");
    expect(child.level).toBe("debug");
  });
});

test("a child narrows its level, and never opens what the filter closes", () => {
  const { runtime } = make();
  const log = runtime.logger("a");
  expect(log.child({}, { level: "warn" }).isEnabled("info")).toBe(false);
  expect(log.child({}, { level: "trace" }).isEnabled("debug")).toBe(false);
  expect(log.child({}, { level: "silent" }).level).toBe("silent");
});

test("a record that is being written may log, and not for ever", () => {
  const { page, runtime, log } = make();
  const noisy = {
    toJSON() {
      log.info("inside {}", noisy);
      return "J";
    },
  };
  runtime.configure({ styled: false });
  log.info("outside {}", noisy);
  expect(page.shown.at(-1)).toEqual(["info", "%s %s %s", "INFO", "main", "outside J"]);
  expect(page.shown.length).toBeLessThan(20);
});

test("records have the configured fields and target, and go to the beacon as well", async () => {
  const { page, runtime, log } = make();
  runtime.configure({ beacon: "/logs", fields: { app: "shop" }, target: "web" });
  log.child({ user: 7 }).info("done", { ms: 5 });
  runtime.logger("cart").debug("not at info");
  expect(runtime.beacon).toMatchObject({ records: 0, dropped: 0 });
  await runtime.flush();
  expect(JSON.parse(page.beacons[0] ?? "")).toEqual({
    level: 30,
    time: 1_000,
    target: "web",
    msg: "done",
    app: "shop",
    user: 7,
    ms: 5,
  });
});

test.each([
  ["https://shop.example/src/cart/view.ts?t=1", "cart::view"],
  ["https://shop.example/assets/index.js", "index"],
  ["https://shop.example/cart/index.js", "cart"],
  ["https://shop.example/", "main"],
])("the target of a module at %s is %s", (url, target) => {
  expect(make().runtime.logger({ url }).target).toBe(target);
});

test.each<[options: unknown, message: string]>([
  [{ beacn: 1 }, "unknown option beacn (in a browser, expected filter, query, console"],
  [{ format: "json" }, "unknown option format"],
  [{ query: 1 }, "invalid option query=1: expected true or false"],
  [{ beacon: "" }, "invalid option beacon="],
  [{ beacon: {} }, 'invalid option beacon.url=undefined: expected an address such as "/logs"'],
  [{ beacon: { url: "/l", interval: 0 } }, "invalid option beacon.interval=0"],
  [{ beacon: { url: "/l", level: "loud" } }, "invalid option beacon.level=loud"],
  [null, "invalid options null (expected an object)"],
])("the options %j are refused, and nothing changes", (options, message) => {
  const { runtime } = make();
  expect(() => runtime.configure(options as BrowserOptions)).toThrow(
    expect.objectContaining({
      code: "ERR_FASTLOG_INVALID_OPTION",
      message: expect.stringContaining(message),
    }),
  );
  expect(runtime.beacon).toBeUndefined();
});
