import { expect, test } from "vitest";
import { memory } from "../backend/memory.ts";
import { dropLease, grantLease } from "../config/lease-changes.ts";
import { Runtime } from "./runtime.ts";

// Each runtime watches for the end of the process.
process.setMaxListeners(0);

const FORMAT = { template: "{level} {target} {message}" } as const;

function make(environment: Record<string, string> = {}) {
  const backend = memory();
  const runtime = new Runtime(environment);
  runtime.configure({ backend, format: FORMAT });
  const lines = () => {
    runtime.flushSync();
    return backend.lines.map((line) => line.replace(/until=\S+/, "until=T"));
  };
  return { runtime, lines, app: runtime.logger("app") };
}

test("each change of a lease is one record at warn of fastlog, whatever the filter", () => {
  const { runtime, lines } = make({ LOG: "off" });
  grantLease(runtime, { kind: "opens", spec: "app=debug", for: "1m", id: "ada" });
  grantLease(runtime, { kind: "opens", spec: "app=debug", for: "2m", id: "ada" });
  dropLease(runtime, "ada");
  expect(dropLease(runtime, "ada")).toBe(false);
  expect(lines()).toEqual([
    'WARN fastlog lease begun lease=ada filter="app=debug" until=T',
    'WARN fastlog lease renewed lease=ada filter="app=debug" until=T',
    'WARN fastlog lease dropped lease=ada filter="app=debug"',
  ]);
});

test("a lease opens gates that are in use, children and the program's own filter included, and closes them", () => {
  const { runtime, lines, app } = make();
  const child = app.child({ a: 1 });
  grantLease(runtime, { kind: "opens", spec: "app=debug", id: "ada" });
  app.debug("one");
  child.debug("two");
  runtime.logger("other").debug("three");
  runtime.configure({ filter: "warn" });
  app.debug("four");
  app.info("five");
  dropLease(runtime, "ada");
  app.info("six");
  expect(lines().filter((line) => !line.includes("fastlog"))).toEqual([
    "DEBUG app one",
    "DEBUG app two a=1",
    "DEBUG app four",
    "INFO app five",
  ]);
});

test("the patterns of a lease are for what it opens", () => {
  const { runtime, lines, app } = make();
  grantLease(runtime, { kind: "opens", spec: "app=debug/time(d)? out", id: "ada" });
  app.debug("timed {}", "out");
  app.debug("other");
  app.info("other");
  expect(lines().slice(1)).toEqual(["DEBUG app timed out", "INFO app other"]);
});

test("a level of a logger is not narrowed by a lease on another target", () => {
  const { runtime, lines, app } = make();
  const child = app.child({}, { level: "trace" });
  grantLease(runtime, { kind: "opens", spec: "dep1=debug/x", id: "ada" });
  child.trace("kept");
  expect(lines().slice(1)).toEqual(["TRACE app kept"]);
});

test("setFilter with a time replaces the filter, LOG's too, and a further one ends that", () => {
  const { runtime, lines, app } = make({ LOG: "warn" });
  runtime.setFilter("app=debug", { for: "1m" });
  expect([app.isEnabled("debug"), runtime.logger("b").isEnabled("fatal")]).toEqual([true, false]);
  runtime.setFilter("info");
  expect(app.isEnabled("debug")).toBe(false);
  expect(runtime.leases.all.filter(({ kind }) => kind !== "dropped")).toEqual([]);
  expect(lines()).toEqual([
    'WARN fastlog filter for a time begun filter="app=debug" until=T',
    'WARN fastlog filter for a time dropped filter="app=debug" now=info',
  ]);
});

test.each([
  [{ for: "never" }, /invalid option for="never": expected a time from 1 to 86400000 ms/],
  [{ until: 1 }, /unknown option "until" of setFilter\(\) \(expected for\)/],
  ["10m", /invalid option setFilter="10m": expected { for: "10m" }/],
])("setFilter(…, %j) is refused, and nothing changes", (options, message) => {
  const { runtime, lines, app } = make();
  expect(() => runtime.setFilter("debug", options as never)).toThrow(message);
  expect([app.isEnabled("debug"), lines()]).toEqual([false, []]);
});
