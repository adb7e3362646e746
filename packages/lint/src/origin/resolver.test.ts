import { describe, expect, test } from "vitest";
import { check, type Given } from "../rules/tester.ts";

/** How many calls the rule `placeholders` finds, whose message has the value X. */
function found(source: string, given: Given = {}): number {
  const text = source.replaceAll("X", "`x ${x}`");
  return check("placeholders", text, given).reports.length;
}

describe("a function is fastlog's", () => {
  test.each([
    ['import { info } from "fastlog"; info(X);'],
    ['import { info as say } from "fastlog"; say(X);'],
    ['import { "info" as say } from "fastlog"; say(X);'],
    ['import * as fl from "fastlog"; fl.info(X);'],
    ['import * as fl from "fastlog"; fl["info"](X);'],
    ['import { info } from "fastlog/browser"; info(X);'],
    ['import { logger } from "fastlog"; logger("x").info(X);'],
    ['import { logger } from "fastlog"; const log = logger(import.meta); log.info(X);'],
    ['import { logger } from "fastlog"; const { info: say } = logger("x"); say(X);'],
    ['import { logger } from "fastlog"; const { child } = logger("x"); child({}).info(X);'],
    ['import { logger } from "fastlog"; logger("x").child({ id }).child({}).error(X);'],
    ['import { logger } from "fastlog"; let log; log = logger("x"); log.info(X);'],
    [
      'import { logger } from "fastlog"; let log = null; function f() { log ??= logger("x"); } log.info(X);',
    ],
    ['import { logger } from "fastlog"; const log = options.log ?? logger("x"); log.info(X);'],
    ['import { logger } from "fastlog"; const log = on ? logger("x") : logger("y"); log.info(X);'],
    ['import { info, debug } from "fastlog"; const say = on ? info : debug; say(X);'],
    ['import { logger } from "fastlog"; function f(log = logger("x")) { log.info(X); }'],
    ['import { logger } from "fastlog"; const deps = { log: logger("x") }; deps.log.info(X);'],
    [
      'import { logger } from "fastlog"; export class A { log = logger("x"); f() { this.log.info(X); } }',
    ],
    [
      'import { logger } from "fastlog"; class A { #log = logger("x"); f() { return () => this.#log.info(X); } }',
    ],
    [
      'import { logger } from "fastlog"; class A { static log = logger("x"); f() { A.log.info(X); } }',
    ],
    [
      'import { logger } from "fastlog"; class A { constructor(id) { this.log = logger("x").child({ id }); } f() { this.log.info(X); } }',
    ],
    [
      'import { createLevels } from "fastlog"; const { notice } = createLevels({ notice: 35 }); notice(X);',
    ],
    [
      'import { createLevels } from "fastlog"; const levels = createLevels({ notice: 35 }); levels.logger("x").notice(X);',
    ],
    ['const { info } = await import("fastlog"); info(X);'],
    ['import { logger } from "fastlog"; logger("x").limit("10/s").info(X);'],
    ['import { bound } from "fastlog/site"; const { info } = bound("app"); info(X);'],
    ['const fl = await import("fastlog"); fl.info(X);'],
    [
      'import { createRequire } from "node:module"; const require = createRequire(import.meta.url); require("fastlog").info(X);',
    ],
  ])("in %s", (source) => {
    expect(found(source)).toBe(1);
  });

  test.each([
    ['const { info } = require("fastlog"); info(X);'],
    ['const { info: say = other } = require("fastlog"); say(X);'],
    ['const fl = require("fastlog"); fl.info(X);'],
    ['const log = require("fastlog").logger("x"); log.info(X);'],
    ['function f() { return require("fastlog").info(X); }'],
  ])("in a script: %s", (source) => {
    expect(found(source, { isScript: true })).toBe(1);
  });

  test.each([
    ['import type { Logger } from "fastlog"; export function f(log: Logger) { log.info(X); }'],
    [
      'import { type Logger as L } from "fastlog"; class A { constructor(private readonly log: L) {} f() { this.log.info(X); } }',
    ],
    [
      'import type { Logger } from "fastlog"; class A { log: Logger; constructor(log: Logger) { this.log = log; } f() { this.log.info(X); } }',
    ],
    ['import type { Logger } from "fastlog"; declare const log: Logger; log!.info(X);'],
    ['import fl = require("fastlog"); fl.info(X);'],
    ['import { logger } from "fastlog"; const log = logger("x") as unknown as Mine; log.info(X);'],
    [
      'import { logger } from "fastlog"; class A { private readonly log = logger("x"); f() { this.log?.info(X); } }',
    ],
  ])("in TypeScript: %s", (source) => {
    expect(found(source, { isTyped: true })).toBe(1);
  });
});

describe("a function is not fastlog's", () => {
  test.each([
    ['import { info } from "other"; info(X); "fastlog";'],
    ['import { configure } from "fastlog"; configure(X);'],
    ['import { stdout } from "fastlog"; stdout.info(X);'],
    ['import { info } from "fastlog"; function f(info) { info(X); }'],
    ['import { info } from "fastlog"; { const info = other; info(X); }'],
    ['import { info } from "fastlog"; console.info(X);'],
    ['import { logger } from "fastlog"; let log = logger("x"); log = other; log.info(X);'],
    ['import { logger } from "fastlog"; const log = on ? logger("x") : other; log.info(X);'],
    ['import { logger } from "fastlog"; logger("x").bindings(X);'],
    ['import { logger } from "fastlog"; logger("x").silent(X);'],
    ['import { logger } from "fastlog"; logger("x")[level](X);'],
    [
      'import { logger } from "fastlog"; class A { log = logger("x"); f() { return function () { this.log.info(X); }; } }',
    ],
    ['const a = b, b = a; a.info(X); "fastlog";'],
    ['import fastlog from "fastlog"; fastlog.info(X);'],
    ['info(X); "fastlog";'],
    ['const f = list.map(({ log }) => log.info(X)); "fastlog";'],
  ])("in %s", (source) => {
    expect(found(source)).toBe(0);
  });

  test("if require is another function", () => {
    const source = 'function f(require) { require("fastlog").info(X); }';
    expect(found(source, { isScript: true })).toBe(0);
  });

  test("if the type of the same name is another module's", () => {
    const source =
      'import type { Logger } from "pino"; function f(log: Logger) { log.info(X); } "fastlog";';
    expect(found(source, { isTyped: true })).toBe(0);
  });
});

describe("the settings name", () => {
  test.each([
    [{ loggers: ["log"] }, "log.info(X);"],
    [{ loggers: ["req.log"] }, "req.log.info(X);"],
    [{ loggers: ["this.log"] }, "class A extends B { f() { this.log.info(X); } }"],
    [{ loggers: ["*.log"] }, "(ctx.request.log).child({}).info(X);"],
    [{ modules: ["#log"] }, 'import { info } from "#log"; info(X);'],
    [{ modules: ["log.js"] }, 'import { info } from "../../log.js"; info(X);'],
    [{ modules: ["log.js"] }, 'import log from "./log.js"; log.info(X);'],
    [{ modules: ["log.js"] }, 'import { log } from "./log.js"; log.info(X);'],
    [{ modules: ["log.js"] }, 'import { log } from "./log.js"; log("warn", X);'],
    [{ modules: ["log.js"] }, 'import { dbLog } from "./log.js"; dbLog.info(X);'],
    [{ modules: ["@app/log"] }, 'import * as log from "@app/log"; log.info(X);'],
  ])("%j for %s", (settings, source) => {
    expect(found(source, { settings })).toBe(1);
    expect(found(source, { options: settings })).toBe(1);
    expect(found(source)).toBe(0);
  });

  test("nothing that the file shows to be something else", () => {
    const settings = { loggers: ["log"], modules: ["log.js"] };
    expect(found('import { log } from "fastlog"; log("warn", X);', { settings })).toBe(1);
    expect(found('import { info } from "./mylog.js"; info(X);', { settings })).toBe(0);
  });

  test("whatever stands in them", () => {
    for (const settings of [{ loggers: "log" }, { loggers: [1] }, { modules: null }]) {
      expect(found("log.info(X);", { settings })).toBe(0);
    }
  });
});
