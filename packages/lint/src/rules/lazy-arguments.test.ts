import { describe, expect, test } from "vitest";
import { check, type Given, importing, type Report } from "./tester.ts";

function reportsOf(call: string, options: object = {}): readonly Report[] {
  return check("lazy-arguments", importing(call), { options }).reports;
}

/** The only report of a call, with its suggestions without the import. */
function reportOf(call: string, given: Given = {}): Report {
  const [report, ...others] = check("lazy-arguments", importing(call), given).reports;
  if (report === undefined || others.length > 0) throw new Error(`not one report of ${call}`);
  const length = importing("").length;
  const suggestions = Object.entries(report.suggestions).map(([id, source]) => [
    id,
    source.slice(length),
  ]);
  return { ...report, suggestions: Object.fromEntries(suggestions) };
}

describe("a call below debug is reported", () => {
  test.each([
    ['debug("state {}", dump());', "dump()"],
    ["debug(`state ${dump()}`);", "dump()"],
    ['debug("state " + dump());', "dump()"],
    ["debug(dump());", "dump()"],
    ['trace("state", { state: deep({ of: dump() }) });', "deep({ of: dump() })"],
    ['debug("state", { ...dump() });', "dump()"],
    ['debug("state {}", ...dump());', "dump()"],
    ['debug("state {}", new State(x));', "new State(x)"],
    ['debug("state {}", await x);', "await x"],
    ['debug("state {}", (await import("x")).state);', 'await import("x")'],
    ['debug("state {}", html`<b>`);', "html`<b>`"],
    ['debug("state {}", on ? dump() : 0);', "dump()"],
    ['debug("state {}", a?.dump());', "a?.dump()"],
    ['log("debug", "state {}", dump());', "dump()"],
    ['log("silly", "state {}", dump());', "dump()"],
    ['logger("x").verbose("state {}", dump());', "dump()"],
    ['debug(() => "x", dump());', "dump()"],
  ])("in %s, it is %s", (call, at) => {
    expect(reportsOf(call)).toMatchObject([{ id: "costly", at }]);
  });
});

describe("nothing is reported", () => {
  test.each([
    'info("state {}", dump());',
    'log("info", "state {}", dump());',
    "debug(() => `state ${dump()}`);",
    'debug("state {}", state.size, a + b, { id, ...more }, [1]);',
    'debug("handler {}", () => dump(), function () { dump(); }, class { x = dump(); });',
    'debug("took {} ms", Date.now() - start);',
    'debug("took {} ms", (performance.now() - start).toFixed(1));',
    'debug("{} {}", String(x), Math.max(a, b));',
    'debug("took {} ms", process.hrtime.bigint() - start);',
    'if (enabled("debug")) debug("state {}", dump());',
    'if (on && enabled("debug")) { work(); debug("state {}", dump()); }',
    'enabled("debug") && debug("state {}", dump());',
    'enabled("debug") ? debug("state {}", dump()) : 0;',
    'if (!enabled("debug")) other(); else debug("state {}", dump());',
    'const on = enabled("debug"); if (on) debug("state {}", dump());',
    'function f() { if (!enabled("debug")) return; debug("state {}", dump()); }',
    'for (const x of list) { if (!enabled("debug")) { a(); continue; } debug("{}", dump(x)); }',
    'const log2 = logger("x"); if (log2.isEnabled("debug")) log2.debug("state {}", dump());',
    'const log2 = logger("x"); if (log2.isLevelEnabled("debug")) log2.debug("{}", dump());',
    'if (enabled("debug")) { list.forEach((x) => debug("state {}", dump(x))); }',
    "other.debug(dump());",
    "const f = (debug) => debug(dump());",
  ])("in %s", (call) => {
    expect(reportsOf(call)).toEqual([]);
  });

  test("of the calls that the option allows", () => {
    const call = 'debug("{} {} {}", now(), size.of(x), list.toSorted());';
    expect(reportsOf(call, { allow: ["now", "size.*", "*.toSorted"] })).toEqual([]);
    expect(reportsOf(call, { allow: ["now", "size.*"] })).toMatchObject([
      { at: "list.toSorted()" },
    ]);
  });

  test("of levels other than those of the option", () => {
    const call = 'debug("{}", dump()); info("{}", dump());';
    expect(reportsOf(call, { levels: ["info"] })).toMatchObject([{ at: "dump()" }]);
    expect(reportsOf(call, { levels: [] })).toEqual([]);
  });
});

test.each([
  'if (enabled("debug")) other(); else debug("state {}", dump());',
  'if (on || enabled("debug")) debug("state {}", dump());',
  'function f() { debug("state {}", dump()); if (!enabled("debug")) return; }',
  'function f() { if (!enabled("debug")) other(); debug("state {}", dump()); }',
  'if (enabled) debug("state {}", dump());',
])("a check that does not stop the call is none: %s", (call) => {
  expect(reportsOf(call)).toHaveLength(1);
});

describe("the suggestion of a function", () => {
  test.each([
    ["debug(`state ${dump()}`);", "debug(() => `state ${dump()}`);"],
    ["debug(`state ${dump()}`, { id });", "debug(() => `state ${dump()}`, { id });"],
    ['debug("state " + dump());', 'debug(() => "state " + dump());'],
    ["debug(dump());", "debug(() => dump());"],
    ['debug("state {}", dump());', "debug(() => `state ${dump()}`);"],
    [
      'debug("{} {} `${{}}`", id, dump(), { ip });',
      "debug(() => `${id} ${dump()} \\`\\${}\\``, { ip });",
    ],
    ['debug("{}", (a, dump()));', "debug(() => `${(a, dump())}`);"],
    ['log("trace", "state {}", dump());', 'log("trace", () => `state ${dump()}`);'],
    ["debug((`state ${dump()}`), id);", "debug(() => (`state ${dump()}`), id);"],
  ])("of %s is %s", (call, expected) => {
    expect(reportOf(call).suggestions["function"]).toBe(expected);
  });

  test.each([
    ['debug("state", { state: dump() });', "fields"],
    ['debug("state {id}", { id: dump() });', "a field that is shown"],
    ['debug("{:?}", dump());', "a value that is inspected"],
    ["debug({ state: dump() });", "fields alone"],
    ['debug({ id }, "state {}", dump());', "a message after fields"],
    ['debug("state {}", await dump());', "what is waited for"],
    ['debug("state {}", ...dump());', "a list"],
    ['debug("state {}", id, dump());', "a value behind the message"],
    ['debug("state {}", /* all */ dump());', "a comment"],
  ])("is not made of %s: a function has no place for %s", (call) => {
    expect(reportOf(call).suggestions).not.toHaveProperty("function");
  });
});

describe("the suggestion of a check", () => {
  test.each([
    ['debug("state {}", dump());', 'if (enabled("debug")) debug("state {}", dump());'],
    [
      'const l = logger("x"); l.trace("{}", dump());',
      'const l = logger("x"); if (l.isEnabled("trace")) l.trace("{}", dump());',
    ],
    [
      'if (on) debug("{}", dump()); else other();',
      'if (on) { if (enabled("debug")) debug("{}", dump()); } else other();',
    ],
    [
      'switch (x) { case 1: debug("{}", dump()); }',
      'switch (x) { case 1: if (enabled("debug")) debug("{}", dump()); }',
    ],
    ['log("debug", "{}", dump());', 'if (enabled("debug")) log("debug", "{}", dump());'],
  ])("in front of %s makes it %s", (call, expected) => {
    expect(reportOf(call).suggestions["guard"]).toBe(expected);
  });

  test("imports what it calls", () => {
    const source = 'import { debug } from "fastlog";\ndebug("{}", dump());';
    expect(check("lazy-arguments", source).reports[0]?.suggestions["guard"]).toBe(
      'import { debug, enabled } from "fastlog";\nif (enabled("debug")) debug("{}", dump());',
    );
  });

  test("uses the name that the file has for it", () => {
    const source = 'import { debug, enabled as isOn } from "fastlog";\ndebug("{}", dump());';
    expect(check("lazy-arguments", source).reports[0]?.suggestions["guard"]).toContain(
      'if (isOn("debug"))',
    );
  });

  test("uses the namespace", () => {
    const source = 'import * as fl from "fastlog";\nfl.debug("{}", dump());';
    expect(check("lazy-arguments", source).reports[0]?.suggestions["guard"]).toContain(
      'if (fl.enabled("debug")) fl.debug',
    );
  });

  test.each([
    'import { debug } from "fastlog";\nconst enabled = 1;\ndebug("{}", dump());',
    'import { debug, enabled } from "fastlog";\n{ const enabled = 1; debug("{}", dump()); }',
    'import { logger } from "fastlog";\nconst { debug } = logger("x");\ndebug("{}", dump());',
    'import { logger } from "fastlog";\nlogger("x").debug("{}", dump());',
    'import { logger } from "fastlog";\nconst l = logger("x"); l?.debug("{}", dump());',
    'import { debug } from "fastlog";\nconst f = () => debug("{}", dump());',
  ])("is not made where it would not work or not fit: %s", (source) => {
    const { reports } = check("lazy-arguments", source);
    expect(reports).toHaveLength(1);
    expect(reports[0]?.suggestions).not.toHaveProperty("guard");
  });
});

describe("JSON.stringify", () => {
  test("is not needed, because values are written as JSON", () => {
    const report = reportOf('debug("state {}", JSON.stringify(state));');
    expect(report.id).toBe("stringify");
    expect(report.suggestions["value"]).toBe('debug("state {}", state);');
  });

  test("with more arguments, or inside of others, is a call like any other", () => {
    expect(reportOf('debug("state {}", JSON.stringify(state, keys));').id).toBe("costly");
    expect(reportOf("debug(`state ${JSON.stringify(state)}`);").suggestions).not.toHaveProperty(
      "value",
    );
  });
});
