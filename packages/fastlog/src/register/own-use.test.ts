import { expect, test } from "vitest";
import { isForOwnUse } from "./own-use.ts";

test.each([
  'import { info } from "fastlog";\nexport function f() { info("x"); }',
  "import { info } from 'fastlog'\nexport const f = () => info`x`",
  'import{info as i,error as e}from"fastlog";i("a");export{f};',
  'import * as log from "fastlog";\nexport default class A { run() { log.info("x"); } }',
  'import {\n  debug,\n  error,\n  type Logger,\n} from "fastlog";\nexport type A = Logger;\nexport const run = (log: Logger): Logger => log;',
  'import type { Logger } from "fastlog";\nimport { info } from "fastlog";\nexport interface A { log: Logger }',
  'import { info, type LogFunction, FastlogError } from "fastlog";\nexport { FastlogError };',
  'import { configure, flush } from "fastlog";\nexport { configure, flush };',
  'import { logger } from "fastlog";\nexport const log = logger(import.meta);',
  'import { error } from "fastlog";\nexport async function f() {\n  try { await g(); } catch (e) { error(e); }\n}',
  'import { error } from "fastlog";\nexport const codes = { error: 1, info: 2 };',
  'import { info } from "fastlog";\nexport const x = { start() { info("x"); try { y() } catch (info) { throw info } }, stop };',
  'import { info } from "fastlog";\n\nexport default { data: () => info("x"), more: info?.("y") };',
  'import fastlog = require("fastlog");\nfastlog.info("x");\nexport = run;',
  'const { info } = require("fastlog");\nexports.run = () => info("x");',
  'const log = require("fastlog");\nmodule.exports = function run() { log.info("x"); };',
  'const {\n  info,\n  debug: d,\n} = require("fastlog");\nmodule.exports = { run: () => d("x") };',
  'const { info } = await import("fastlog");\ninfo("x");',
  '"use strict";Object.defineProperty(exports,"__esModule",{value:true});exports.run=run;const fastlog_1=require("fastlog");function run(){(0,fastlog_1.info)("x")}',
  'require("fastlog").info("x");',
  'import "fastlog";',
])("a module that only logs is bound: %j", (source) => {
  expect(isForOwnUse(source)).toBe(true);
});

test.each([
  // For others, or not at all.
  "export const load = (name) => import(name);",
  'import { info } from "fastlogger";',
  'import { http } from "fastlog/http";',
  "",
  // Exported at once.
  'export * from "fastlog";',
  "export * as log from 'fastlog';",
  'export { info, debug as d } from "fastlog";',
  'export{info}from"fastlog"',
  'export {\n  info,\n  debug,\n} from "fastlog";',
  'import { configure } from "fastlog";\nconfigure({});\nexport * from "fastlog";',
  'export const { info } = await import("fastlog");',
  'export const {\n  info,\n} = await import("fastlog");',
  'export import log = require("fastlog");',
  'module.exports = require("fastlog");',
  'module.exports = { ...require("fastlog"), extra: 1 };',
  'exports.log = require("fastlog");',
  'Object.assign(exports, require("fastlog"));',
  '__exportStar(require("fastlog"), exports);',
  '__reExport(log_exports, require("fastlog"), module.exports);',
  // Exported later.
  'import { info } from "fastlog";\nexport { info };',
  'import { info as i } from "fastlog";\nexport { a, i as info, };',
  'import { info } from "fastlog";\nexport default info;',
  'import * as log from "fastlog";\nexport default log;',
  'import * as log from "fastlog";\nexport { log };',
  'import { info, warn } from "fastlog";\nexport const log = { info, warn };',
  'import { info, warn } from "fastlog";\nexport const log: Log = {\n  info,\n  notice: warn,\n};',
  'import { info, warn } from "fastlog";\nexport default {\n  run() { info("x"); },\n  warn,\n};',
  'import { info } from "fastlog";\nexport const log = Object.freeze({ say: info });',
  'import { info } from "fastlog";\nexport const say: LogFunction = info;',
  'import * as log from "fastlog";\nexport const { info, debug } = log;',
  'import * as log from "fastlog";\nexport const say = log.info;',
  'import { info } from "fastlog";\nexport const all = [info];',
  'const { info } = require("fastlog");\nmodule.exports = { info };',
  'const { info } = require("fastlog");\nmodule.exports.info = info;',
  'const log = require("fastlog");\nexports.info = log.info;',
  'const log = require("fastlog");\nmodule.exports = { ...log, extra: 1 };',
  'const log = require("fastlog");\nObject.assign(module.exports, log);',
  'const {\n  info,\n} = require("fastlog");\nexports.say = info;',
  // As TypeScript, Babel, swc and esbuild write it.
  'var fastlog_1 = require("fastlog");\nObject.defineProperty(exports, "info", { enumerable: true, get: function () { return fastlog_1.info; } });',
  'var _fastlog = require("fastlog");\nObject.defineProperty(exports, "info", {\n  enumerable: true,\n  get: function () {\n    return _fastlog.info;\n  }\n});',
  'var _fastlog = require("fastlog");\nObject.keys(_fastlog).forEach(function (key) {\n  Object.defineProperty(exports, key, { enumerable: true, get: function () { return _fastlog[key]; } });\n});',
  '_export(exports, {\n  info: function() {\n    return _fastlog.info;\n  }\n});\nconst _fastlog = require("fastlog");',
  '__export(log_exports, {\n  info: () => import_fastlog.info\n});\nmodule.exports = __toCommonJS(log_exports);\nvar import_fastlog = require("fastlog");',
])(
  "a module that hands the functions on, or does not name the package, is not bound: %s",
  (source) => {
    expect(isForOwnUse(source)).toBe(false);
  },
);

test("the source is searched in linear time", () => {
  const parts = [
    "export ",
    "export {",
    'from "fastlog" ',
    "= {",
    "(",
    "import ",
    "{ return ",
    "\n",
    ";",
  ];
  for (const part of parts) {
    const source = `import { info } from "fastlog";\n${part.repeat(200_000)}`;
    expect(typeof isForOwnUse(source)).toBe("boolean");
  }
});
