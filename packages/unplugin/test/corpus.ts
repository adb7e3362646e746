import type { Module } from "./programs.ts";

/**
 * Programs that log in all ways in which a program can. `effect(x)` takes note of `x` and returns it. One that is no list of
 * modules is the ES module `a.js`.
 */
export const SNIPPETS: { readonly [what: string]: string | readonly Module[] } = {
  "a message": `import { info } from "fastlog"; info("ready");`,
  "a message with braces and no arguments": `import { info } from "fastlog"; info("{} {{}} {name}");`,
  "an empty message": `import { info } from "fastlog"; info("");`,
  placeholders: `import { info } from "fastlog"; info("user {} from {}", effect(1), effect("x"));`,
  "too few arguments": `import { info } from "fastlog"; info("user {} from {}", 1);`,
  "named placeholders": `import { info } from "fastlog"; info("user {id} {:?} {{}}", { a: 1 }, { id: 7, more: true });`,
  fields: `import { info } from "fastlog"; info("done", { ms: 1.5, at: { x: 1 } });`,
  "many arguments": `import { warn } from "fastlog"; warn("{} {} {} {} {} {}", 1, 2, 3, 4, 5, 6, { seven: 7 });`,
  "no arguments": `import { info } from "fastlog"; info(); info(/* none */);`,
  "an error": `import { error } from "fastlog"; const e = new Error("broken"); e.stack = "Error: broken"; error(e); error(e, "failed {}", 1); error("failed", { err: e });`,
  "fields first": `import { info } from "fastlog"; info({ id: 1 }, "user {}", 2); info({ msg: "m", id: 1 });`,
  "a function as message": `import { info } from "fastlog"; info(() => "lazy"); info(() => effect("computed"), 1);`,
  "a number as message": `import { info } from "fastlog"; info(5); info(null); info(undefined, "x {}", 1); info([1, 2]);`,
  "a variable as message": `import { info } from "fastlog"; const m = "user {}"; info(m, 1);`,
  "a joined message": `import { info } from "fastlog"; info("a" + effect("b"), 1); info("a {}" + "b", 1);`,
  "a template literal":
    'import { info } from "fastlog"; info(`ready`); info(`user ${effect(1)} {}`, 2);',
  "a template literal of several lines":
    'import { info } from "fastlog";\ninfo(`a\nb {}`, 1);\ninfo("after");',
  "a tagged template":
    'import { info } from "fastlog"; info`user ${effect(1)} from ${effect({ a: 1 })}`; info`none {} {{}}`; info`{} ${1} }`;',
  "a tagged template with an error":
    'import { error } from "fastlog"; const e = new Error("x"); e.stack = "s"; error`failed: ${e}`;',
  "a tagged template with escapes":
    'import { info } from "fastlog"; info`\\u00e9\\n${1}`; info`\\unicode ${1}`;',
  "a tagged template with lists":
    'import { info } from "fastlog"; info`a ${(effect(1), effect(2))} b ${[1, 2]}`;',
  "all levels": `import { fatal, error, warn, info, debug, trace } from "fastlog"; fatal("f"); error("e"); warn("w"); info("i"); debug("d"); trace("t");`,
  "debug with effects": `import { debug, info } from "fastlog"; debug("a {} {}", effect(1), effect(2)); info("b");`,
  "debug with fields that have effects": `import { debug, info } from "fastlog"; const o = {}; debug("a", { x: effect(1), [effect("k")]: effect(2), ...o, y: { z: [effect(3), -effect(4)] } }); info("b");`,
  "debug with conditional effects": `import { debug, info } from "fastlog"; let t = true; debug("a", t && effect(1), t || effect(2), t ? effect(3) : effect(4), null ?? effect(5)); info("b");`,
  "debug with assignments": `import { debug, info } from "fastlog"; let i = 0, o = { p: 1, q: 2 }; debug("a", i++, (i += 2), delete o.p, (o.z = 3)); info("b {}", i, o);`,
  "debug with new, tagged templates and sequences":
    'import { debug, info } from "fastlog"; class K { constructor(x) { effect(x); } } debug("a", new K(1), effect`x`, (effect(2), effect(3))); info("b");',
  "debug with awaits": `import { debug, info } from "fastlog"; async function f() { debug("a", await effect(1), { x: await Promise.resolve(effect(2)) }); info("b"); } await f();`,
  "debug with yields": `import { debug, info } from "fastlog"; function* f() { debug("a", yield 1, { x: yield 2 }); info("b"); } for (const x of f()) effect(x);`,
  "debug with import()": `import { debug, info } from "fastlog"; debug("a", await import("fastlog") && effect(1)); info("b");`,
  "debug with spread": `import { debug, info } from "fastlog"; function* g() { effect(1); yield 2; } const rest = (...args) => debug("a", ...args, ...[effect(3)], ...g()); rest(4, 5); info("b");`,
  "debug with getters, which are not effects": `import { debug, info } from "fastlog"; const o = { a: { b: 1 } }; debug("x {}", o.a.b, o?.a, o[effect("a")], typeof o, !o, o.a + 1); info("b");`,
  "debug with functions and classes": `import { debug, info } from "fastlog"; debug("x", () => effect(1), function () { effect(2); }, class { static x = effect(3); }, class { y = effect(4); }); info("b");`,
  "debug with optional calls": `import { debug, info } from "fastlog"; const o = { f: effect }; debug("x", o?.f(1), o.g?.(effect(2)), o?.[effect("f")](3)); info("b");`,
  "debug with logging arguments": `import { debug, info } from "fastlog"; debug("outer {}", info("inner"), debug("lost", info("kept")));`,
  "debug as the only statement": `import { debug, info } from "fastlog"; if (true) debug("a"); else debug("b"); for (const x of [1, 2]) debug("c", effect(x)); while (false) debug("d"); label: debug("e"); do debug("f"); while (false); info("g");`,
  "debug as an expression": `import { debug, info } from "fastlog"; const r = debug("a", effect(1)); const t = [debug("b"), 1].length, u = true ? debug("c") : info("d"), v = (debug("e"), 2); effect([r, t, u, v, !debug("f"), void debug("g"), debug("h") ?? 3]); true && debug("i"); debug("j") || info("k"); info("l {}", debug("m"));`,
  "debug in arrow functions": `import { debug, info } from "fastlog"; const f = () => debug("a", effect(1)); const g = async () => await debug("b"); effect(f()); await g(); info("c");`,
  "debug whose result is used in odd ways": `import { debug, info } from "fastlog"; try { debug("a").x; } catch { info("b"); } effect((debug("c")) ** 2); effect(debug("d")?.x); effect(\`\${debug("e")}\`); info("f");`,
  "lines without semicolons": `import { debug, info } from "fastlog"\nlet a = 1\ndebug("x", effect(a))\n;(() => info("y"))()\nconst b = effect(2)\ndebug("z")\n;[1].forEach(() => info("w"))\nlet c = b\ndebug("v", effect(3)) || info("u")\n++a\ndebug("t")\n;\`x\`.length\ninfo("s")`,
  "return and debug": `import { debug, info } from "fastlog"; function f(x) { if (x) return debug("a", effect(1))\n info("b"); return debug(\n"c"\n) } effect(f(true)); effect(f(false));`,
  enabled: `import { enabled, info } from "fastlog"; effect(enabled("error")); if (enabled("info")) info("a"); enabled("WARN") && info("b");`,
  "log with a level": `import { log } from "fastlog"; log("warn", "disk {}", "full"); log("WARNING", "x"); log("debug", "d {}", effect(1)); log("error", { a: 1 }, "m"); const l = "info"; log(l, "v {}", 1);`,
  "log without a level": `import { log } from "fastlog"; log("started"); log("user {}", 1); log("debug"); log({ a: 1 }); log();`,
  "log with an object": `import { log } from "fastlog"; log({ level: "error", message: "m {}", a: 1 }); log({ level: "debug", message: "d" }); log({ level: "warn" }, 1);`,
  "log with spread": `import { log } from "fastlog"; const args = ["m {}", 1]; log("warn", ...args); log(...["info", "x"]);`,
  "renamed imports": `import { info as say, debug as d, "warn" as w } from "fastlog"; say("a {}", 1); d("b"); w("c");`,
  "a namespace": `import * as log from "fastlog"; log.info("a {}", 1); log["warn"]("b"); log.logger("x").info("c"); log?.debug?.("d"); const { error: e } = log; e("f"); const n = "info"; log[n]("g");`,
  "two imports": `import { info } from "fastlog"; import { warn as w, info as i2 } from "fastlog"; info("a"); w("b"); i2("c");`,
  "imports behind code": `import { basename } from "node:path"; effect(basename("a/b")); import { info } from "fastlog"; info("a"); f(); function f() { info("b"); }`,
  "an import for its effects": `import "fastlog"; import { info } from "fastlog"; info("a");`,
  "a named logger": `import { logger } from "fastlog"; const log = logger("x::y"); log.info("a {}", 1); log.debug("b", effect(2)); log.log("warn", "c {}", 3); log.verbose("v"); logger("z").warn("d");`,
  "a logger of the module": `import { logger } from "fastlog"; const log = logger(import.meta); log.info("a {}", 1); effect(log.target);`,
  "a logger by a chain over lines": `import { logger } from "fastlog";\nlogger("x")\n  .child({ a: 1 })\n  .info(\n    "a {}",\n    1,\n  );`,
  children: `import { logger } from "fastlog"; const log = logger("x"); const child = log.child({ req: 1 }), deep = child.child({ b: effect(2) }, { level: "warn" }); child.info("a {}", 1); deep.debug("b"); log.child({ c: 3 }).warn("c");`,
  "destructured functions of a logger": `import { logger } from "fastlog"; const { info, debug: d, warn = 1, child } = logger("x"); info("a {}", 1); d("b", effect(2)); warn("w"); void child;`,
  "a logger in a member": `import { logger } from "fastlog"; class A { log = logger("x"); static s = logger("s"); run() { this.log.info("a {}", 1); A.s.debug("b"); } } new A().run(); const o = { log: logger("o") }; o.log.warn("c");`,
  "a logger that changes": `import { logger } from "fastlog"; let log = logger("x"); log.info("a {}", 1); log = { info: (...given) => effect(given) }; log.info("b {}", 2); let other = logger("y"); other.info("c");`,
  "a logger as a parameter": `import { logger } from "fastlog"; const log = logger("x"); function f(log) { log.info("a {}", 1); } f({ info: (...given) => effect(given) }); f(log);`,
  "the state of a logger": `import { logger } from "fastlog"; const log = logger("x"); effect(log.isEnabled("info")); effect(log.isLevelEnabled("error")); effect(log.level); log.silent("x"); log.setBindings({ a: 1 }); log.info("b");`,
  "a copy of a function": `import { info } from "fastlog"; const say = info; say("a {}", 1); let later = info; later("b {}", 2);`,
  "functions that are passed on": `import { info, warn } from "fastlog"; ["a", "b"].forEach((m) => info(m)); [1].map(info); const table = { info, w: warn }; table.info("c {}", 1); table.w("d");`,
  "functions by call, apply and bind": `import { info } from "fastlog"; info.call(null, "a {}", 1); info.apply(undefined, ["b {}", 2]); const c = info.bind(null, "c {}"); c(3); Reflect.apply(info, null, ["d"]);`,
  "a conditional function": `import { info, warn } from "fastlog"; for (const bad of [true, false]) (bad ? warn : info)("a {}", bad);`,
  "an optional call": `import { info, debug } from "fastlog"; info?.("a {}", 1); debug?.("b", effect(2)); effect(info?.("c"));`,
  "functions in parentheses": `import { info, debug } from "fastlog"; (info)("a"); (0, info)("b {}", 1); (debug)("c"); ((0, debug))("d", effect(2));\n(info)\n("e");`,
  "arguments in parentheses": `import { info, debug } from "fastlog"; info(("a {}"), (1)); info((effect("m"), "n"), 2); info(/* ( */ ("x"), /* , */ (effect(1), effect(2)),); debug("y", (effect(3)), (effect(4), effect(5)));`,
  "comments in a call": `import { info } from "fastlog"; info /* a ( */ ( // b (\n "c {}" /* d */ , /* e */ 1 /* f */ , ); info(/* x */ err(), 1); function err() { return "m {}"; }`,
  "spread arguments": `import { info } from "fastlog"; const args = ["a {}", 1]; info(...args); info("b {} {}", ...[1, 2]);`,
  "shadowing by parameters": `import { info } from "fastlog"; function f(info) { info("a", 1); } f((...x) => effect(x)); const g = ({ info }) => info("b"); g({ info: effect }); info("c");`,
  "shadowing by variables": `import { info, debug } from "fastlog"; { const info = effect; info("a"); } { let debug = effect; debug("b"); } for (const info of [effect]) info("c"); try { throw effect; } catch (info) { info("d"); } { function info(x) { effect(x); } info("e"); } info("f"); switch (1) { case 1: let info = effect; info("g"); }`,
  "shadowing by var below": `import { info } from "fastlog"; function f() { try { info("a"); } catch (e) { effect(e.name); } if (false) { var info = 1; } } f(); info("b");`,
  "shadowing by functions and classes": `import { info } from "fastlog"; const f = function info(n) { effect(n); if (n > 0) info(n - 1); }; f(1); const C = class info { static x = effect(typeof info); }; void C; info("a");`,
  "names that are no variables": `import { info } from "fastlog"; const o = { info: 1, debug() { return effect("m"); }, get warn() { return 2; } }; o.debug(); effect(o.info); info: for (;;) { break info; } class A { info() { effect("n"); } static info = 3; } new A().info(); effect(A.info); info("a");`,
  "default parameters": `import { info } from "fastlog"; function f(a = info("a {}", 1), { b = info("b") } = {}) { return [a, b]; } f(); const g = (x = info("c")) => x; g();`,
  classes: `import { info, debug } from "fastlog"; class A { #p = info("field"); static { info("static block"); debug("d"); } static s = info("static"); get g() { return info("getter"); } constructor() { info("constructor"); debug("e", effect(1)); } async m() { info("method"); } static async *gen() { info("gen"); } } const a = new A(); a.g; await a.m(); for await (const x of A.gen()) void x;`,
  "generators and async functions": `import { info } from "fastlog"; async function* f() { info("a"); yield 1; await null; info("b {}", yield 2); } for await (const x of f()) effect(x);`,
  events: `import { defineEvent } from "fastlog"; const done = defineEvent("info", "request done", { type: "object", properties: { status: { type: "integer" } } }); done({ status: effect(200) }); done({ status: 1 },); done(({ status: 2 })); done({ status: 3 } /* , */);`,
  "events through a logger": `import { defineEvent, logger } from "fastlog"; const done = defineEvent("warn", "e", { type: "object", properties: {} }); const log = logger("x").child({ a: 1 }); done({ b: 2 }, log); [{ c: 3 }].forEach(done);`,
  "events below info": `import { defineEvent, info } from "fastlog"; const d = defineEvent("debug", "lost event", { type: "object", properties: {} }); d({ x: effect(1) }); info("a");`,
  "levels of the program": `import { createLevels, info } from "fastlog"; const { notice, fine, logger, levels } = createLevels({ notice: 35, fine: { number: 15, color: "magenta" } }); notice("a {}", 1); fine("b {}", effect(2)); const log = logger("own"); log.notice("c {}", 3); log.fine("d"); log.info("e"); effect(levels.notice); info("f");`,
  "levels whose numbers are not constant": `import { createLevels } from "fastlog"; const n = 36; const own = createLevels({ hint: n }); own.hint("a {}", 1); own.logger("x").hint("b");`,
  contexts: `import { info, withContext } from "fastlog"; withContext({ req: 1 }, () => info("a {}", 1)); await withContext({ r: 2 }, async () => { await null; info("b"); });`,
  "dynamic import": `const { info, debug } = await import("fastlog"); info("a {}", 1); debug("b", effect(2)); const log = await import("fastlog"); log.warn("c");`,
  "dynamic import inside of a function": `async function f() { const { info, debug } = await import("fastlog"); info("a {}", 1); debug("b", effect(2)); } await f();`,
  "dynamic import by then": `await import("fastlog").then(({ info }) => info("a {}", 1)); await import("fastlog").then((log) => log.info("b"));`,
  "code that is made of strings": `import { info } from "fastlog"; info("a"); effect((0, eval)("1 + 1"));`,
  "messages with every kind of character": `import { info } from "fastlog"; info("é😀\\u2028\\u2029\\0\\n\\t\\"\\\\ {}", "ü"); info('it\\'s'); info("\\ud800");`,
  "lines that end with CR and LF": `import { info, debug } from "fastlog";\r\ndebug("a",\r\n  effect(1),\r\n);\r\ninfo("b {}", 1);\r\n// c\r\ninfo(\r\n"d");`,
  "other line ends": 'import { info } from "fastlog";\u2028info("a");\u2029info("b");\rinfo("c");',
  "a byte order mark": `\uFEFFimport { info } from "fastlog"; info("a");`,
  "a hashbang": `#!/usr/bin/env node\nimport { info } from "fastlog"; info("a");`,
  directives: `"use strict"; "use client"; import { info } from "fastlog"; info("a"); function f() { "use strict"; info("b"); return this; } effect(f());`,
  "import attributes and export from": [
    { name: "b.js", code: `export const b = 1; export default function () { return 2; }` },
    {
      name: "a.js",
      code: `import { b } from "b.js"; export * from "b.js"; export { default as c } from "b.js"; import { info } from "fastlog"; info("a {}", b);`,
    },
  ],
  "exported functions": [
    {
      name: "log.js",
      code: `import { info, warn } from "fastlog"; export { info, warn as w }; info("own"); export { debug } from "fastlog"; export const error2 = warn;`,
    },
    {
      name: "a.js",
      code: `import { info, w, debug, error2 } from "log.js"; info("a {}", 1); w("b"); debug("c"); error2("d");`,
    },
  ],
  "an exported logger": [
    {
      name: "log.js",
      code: `import { logger } from "fastlog"; export const log = logger("shared"); export default log; log.info("own");`,
    },
    {
      name: "a.js",
      code: `import def, { log } from "log.js"; log.info("a {}", 1); def.warn("b");`,
    },
  ],
  "exported functions of the module": `import { info } from "fastlog"; export default function f() { info("a"); } export async function g() { info("b {}", 1); } export const h = () => info("c"); f(); await g(); h();`,
  "a circle of imports": [
    {
      name: "b.js",
      code: `import { info } from "fastlog"; import { early, late } from "a.js"; info("b"); early(1); try { late(); } catch (e) { effect(e.name); } export const b = 1;`,
    },
    {
      name: "a.js",
      code: 'import { b } from "b.js"; import { info, debug, enabled, log } from "fastlog"; export function early(n) { info("early {}", n); info`tagged ${n}`; info({ n }, "fields first"); debug("d", effect(n)); effect(enabled("info")); log("warn", "at {}", n); log("only"); const say = info; say(() => "lazy"); info(() => "lazy {}", 1); } export const late = () => info("late"); early(2); late(); info("a {}", b);',
    },
  ],
  "a circle of imports with a namespace and renamed functions": [
    {
      name: "b.js",
      code: `import * as fl from "fastlog"; import early from "a.js"; fl.info("b"); early(1); export const b = 1;`,
    },
    {
      name: "a.js",
      code: `import { b } from "b.js"; import * as l from "fastlog"; import { info as i } from "fastlog"; export default function early(n) { l.info("early {}", n); i("i {}", n); l.logger("x").warn("w {}", n); [n].forEach((x) => i("each {}", x)); } early(2); l.info("a {}", b);`,
    },
  ],
  require: [
    {
      name: "a.cjs",
      code: `const { info, debug: d } = require("fastlog"); info("a {}", 1); d("b", effect(2)); f(); function f() { info("c"); }`,
    },
  ],
  "require of a module object": [
    {
      name: "a.cjs",
      code: `"use strict"; const log = require("fastlog"); log.info("a {}", 1); log.debug("b", effect(2)); const { warn } = log; warn("c"); log.logger("x").info("d"); module.exports = log; exports.info = log.info;`,
    },
  ],
  "require with var, beside others": [
    {
      name: "a.cjs",
      code: `var path = require("node:path"), fl = require("fastlog"), x = effect(path.basename("a/b")); fl.info("a {}", 1); var log = fl.logger("y"), n = 1; log.info("b"); fl.debug("c", effect(n));`,
    },
  ],
  "require by a chain": [
    {
      name: "a.cjs",
      code: `const log = require("fastlog").logger("x"); log.info("a {}", 1); const { info } = require("fastlog"); info("b"); require("fastlog").warn("c {}", 2);`,
    },
  ],
  "require inside of a function": [
    {
      name: "a.cjs",
      code: `function f() { const { info, debug } = require("fastlog"); info("a {}", 1); debug("b", effect(2)); } f(); if (true) { const { warn } = require("fastlog"); warn("c"); }`,
    },
  ],
  "require behind the first calls": [
    {
      name: "a.cjs",
      code: `effect(typeof f); const { info } = require("fastlog"), r = f(); function f() { info("a {}", 1); return 2; } info("b {}", r);`,
    },
  ],
  "require that fails to be certain": [
    {
      name: "a.cjs",
      code: `var info = require("fastlog").info; info("a {}", 1); info = effect; info("b"); var warn = require("fastlog").warn; if (true) { function warn(x) { effect(x); } } warn("c");`,
    },
  ],
  "require under another name": [
    {
      name: "a.cjs",
      code: `const load = require; const { info } = load("fastlog"); info("a {}", 1); { const require = () => ({ info: effect }); const { info } = require("fastlog"); info("b"); }`,
    },
  ],
  "sloppy mode": [
    {
      name: "a.cjs",
      code: `const { info } = require("fastlog"); function f() { return this === globalThis; } effect(f()); info("a", { n: 010 }); with ({ info: effect }) info("b"); undeclared = 1; effect(delete globalThis.undeclared);`,
    },
  ],
  "eval that declares": [
    {
      name: "a.cjs",
      code: `const { info } = require("fastlog"); function f() { eval("var info = effect"); info("a"); } f(); info("b");`,
    },
  ],
  "what TypeScript compiles to": [
    {
      name: "a.cjs",
      code: `"use strict";\nObject.defineProperty(exports, "__esModule", { value: true });\nexports.f = f;\nconst fastlog_1 = require("fastlog");\nconst log = (0, fastlog_1.logger)("x");\nfunction f(a) {\n  (0, fastlog_1.info)("a {}", a);\n  (0, fastlog_1.debug)("b", effect(a));\n  log.warn("c");\n}\nf(1);`,
    },
  ],
  "what Babel compiles to": [
    {
      name: "a.cjs",
      code: `"use strict";\nvar _fastlog = require("fastlog");\nvar _ns = _interopRequireWildcard(require("fastlog"));\nfunction _interopRequireWildcard(e) { return e; }\n(0, _fastlog.info)("a {}", 1);\n_ns.debug("b", effect(2));`,
    },
  ],
  "a module that returns": [
    {
      name: "a.cjs",
      code: `const { info } = require("fastlog"); info("a"); if (true) return; info("b");`,
    },
  ],
  types: [
    {
      name: "a.ts",
      code: `import { info, debug, logger, type Logger, type Options } from "fastlog"; import type { LogFunction } from "fastlog"; const say: LogFunction = info; const log = logger("x") as Logger; say("a {}", 1 as number); log!.info("b" satisfies string, (2)!); (info as any)("c" as const); debug(<string>"d", effect(3) as unknown); function f<T>(this: void, x: T, info2: typeof info): x is T & {} { info("e {}", x); info2("f"); return true; } f<number>(1, info); const o: Options = {}; void o; declare const info3: typeof debug; abstract class A { abstract info(): void; constructor(private readonly y = info("g"), public z?: number) {} } new (class extends A { override info() { info("h"); } })().info(); type info = string; interface debug { info: 1 }`,
    },
  ],
  "enums and namespaces": [
    {
      name: "a.ts",
      code: `import { info, debug } from "fastlog"; enum E { info = 1, b = info } namespace N { export const x = 1; info("a {}", x); export namespace M { export function debug(s: string) { effect(s); } debug("b"); } } const enum C { D = 2 } effect(E.b); effect(C.D); debug("c", effect(3)); N.M.debug("d"); info("e");`,
    },
  ],
  decorators: [
    {
      name: "a.ts",
      code: `import { info, debug } from "fastlog"; function deco(..._: any[]): any { info("deco"); } function made(x: string) { debug("made", effect(x)); return deco; } @deco class A { @made("m") m() { info("method"); } @made("p") p = info("field"); } new A().m();`,
    },
  ],
  using: [
    {
      name: "a.ts",
      code: `import { info, debug } from "fastlog"; { using r = { [Symbol.dispose]() { info("disposed"); } }; debug("a", effect(1)); info("b {}", typeof r); }`,
    },
  ],
  JSX: [
    {
      name: "a.jsx",
      code: `import { info, debug } from "fastlog"; const h = (...x) => effect(x.length); const X = <div a={info("a")} {...{ b: 1 }}>{info("b {}", 1)} text <b>{debug("c")}</b></div>; debug("d", <i on={() => 1}>{effect(2)}</i>); void X; info("e");`,
    },
  ],
  "JSX with types": [
    {
      name: "a.tsx",
      code: `import { info, debug } from "fastlog"; const h = (...x: unknown[]) => effect(x.length); const f = <T,>(x: T) => { info("a {}", x); return <a b={x as any}/>; }; f<number>(1); debug("b", f(2));`,
    },
  ],
  "a namespace by unknown names": `import * as F from "fastlog"; const k = "info"; F[k]("a {}", 1); const { info, ...rest } = F; info("b"); rest.warn("c"); (function (x) { x.info("d"); })(F); const G = F; G.info("e {}", effect(2)); let H = F; H.info("f"); H = { info: effect }; H.info("g");`,
  "an exported namespace": [
    {
      name: "log.js",
      code: `import * as F from "fastlog"; export { F }; export const G = F; export default F; export { logger } from "fastlog"; F.info("own");`,
    },
    {
      name: "a.js",
      code: `import H, { F, G, logger } from "log.js"; F.info("a {}", 1); G.warn("b"); H.error("c"); logger("x").info("d");`,
    },
  ],
  "a module object that is passed on": [
    {
      name: "a.cjs",
      code: `const F = require("fastlog"); const k = "warn"; F[k]("a"); const { info, ...rest } = F; rest.error("b"); f(F); info("c {}", 1); function f(x) { x.info("d"); } exports.log = F.logger("x"); exports.log.info("e"); module.exports = { F, l: F.logger("y") }; module.exports.l.warn("f"); const list = [F.logger("z")]; list[0].info("g");`,
    },
  ],
  "an awaited module that is passed on": `const f = (x) => x.info("a"); f(await import("fastlog")); const { info, ...rest } = await import("fastlog"); info("b {}", 1); rest.warn("c");`,
  "loggers in private fields": `import { debug, logger } from "fastlog"; class A { #log = logger("y"); #info = this.#log.info; #made; static #s = logger(import.meta); static #none = null; constructor() { this.#made = logger("z").child({ a: 1 }); } m(other) { this.#log.info("a {}", effect(1)); this.#log.debug("b {}", effect(2)); this.#info("c {}", 1); this.#made.warn("d"); A.#s.info("e {}", 3); other.#log.debug("f"); const { child } = this.#log; (() => this.#log?.error(\`g \${effect(4)}\`))(); A.#none?.info("h"); this.#log.log("warn", "i"); return child; } static { this.#s.info("j"); A.#s.debug("k", effect(5)); } } new A().m(new A());`,
  "private fields that may hold something else": `import { logger } from "fastlog"; class A { #log = logger("x"); #l2; constructor(l) { this.#l2 = l ?? logger("y"); } set(l) { this.#log = l; return this; } m() { this.#log.info("a {}", 1); this.#l2.info("b {}", 2); } } new A().m(); new A({ info: (...x) => effect(x) }).set({ info: (...x) => effect(x) }).m(); class B { #log = { info: effect }; m() { this.#log.info("c"); } } new B().m();`,
  "private fields of classes in classes": `import { logger } from "fastlog"; class A { #log = logger("x"); m() { this.#log.info("a {}", 1); return new (class { #log = { info: (...x) => effect(x) }; n = () => this.#log.info("b {}", 2); })().n(); } } new A().m();`,
  "loggers in public fields": `import { logger } from "fastlog"; class A { l2 = logger("x"); constructor() { this.log = logger("y"); } m() { this.l2.info("a {}", 1); this.log.debug("b", effect(2)); } } const a = new A(); a.m(); a.l2 = a.log = { info: (...x) => effect(x), debug: (...x) => effect(x) }; a.m();`,
  "loggers in static fields": `import { logger } from "fastlog"; class A { static log = logger("x"); static m() { A.log.info("a {}", 1); this.log.debug("b", effect(2)); } } A.m(); A.log.warn("c {}", 3); new A(); class B { static log = logger("y"); } ((C) => { C.log = { info: (...x) => effect(x) }; })(B); B.log.info("d {}", 4);`,
  "static fields of a class of which only members are read": `import { logger } from "fastlog"; class A { static log = logger("x"); static m() { A.log.info("a {}", 1); this.log.debug("b", effect(2)); } } A.m(); A.log.warn("c {}", 3); new A(); const { log } = A; log.info("d");`,
  "static fields of a class that is extended": `import { logger } from "fastlog"; class A { static log = logger("x"); static m() { this.log.info("a {}", 1); } } class B extends A { static log = { info: (...x) => effect(x) }; } A.m(); B.m();`,
  "loggers in objects": `import { info, logger, warn } from "fastlog"; const o = { log: logger("o"), "say": info, w: warn, child: logger("p").child({ a: 1 }) }; o.log.info("a {}", 1); o.log.debug("b", effect(2)); o.say("c {}", 3); o["w"]("d"); const { log, child } = o; log.warn("e"); child.info("f {}", 4); function f() { o.log.error("g {}", effect(5)); } f();`,
  "loggers in objects that others may change": `import { logger } from "fastlog"; const other = () => ({ info: (...x) => effect(x) }); const a = { log: logger("a") }; ((o) => { o.log = other(); })(a); a.log.info("a {}", 1); const b = { log: logger("b") }; b.log.info("b"); b.log = other(); b.log.info("c {}", 2); const c = { log: logger("c"), set() { this.log = other(); } }; c.set(); c.log.info("d {}", 3); const d = { log: logger("d"), ...{ log: other() } }; d.log.info("e {}", 4); const k = "log", e = { log: logger("e") }; e[k] = other(); e.log.info("f {}", 5); const g = { log: logger("g"), log: other() }; g.log.info("g {}", 6); const h = { log: logger("h") }; [h.log] = [other()]; h.log.info("h {}", 7); let i = { log: logger("i") }; i = { log: other() }; i.log.info("i {}", 8); const j = { log: logger("j") }; for (j.log of [other()]) j.log.info("j {}", 9);`,
  "loggers that are returned, chosen and defaults": `import { logger } from "fastlog"; const make = (n) => logger(n); make("a").info("a {}", 1); function get() { const l = logger("b"); return l; } get().warn("b"); const c = effect(true) ? logger("c") : logger("d"); c.info("c {}", 2); const d = effect(null) ?? logger("e"); d.info("d {}", 3); function f(l = logger("f")) { l.info("e {}", 4); } f(); f({ info: (...x) => effect(x) }); for (const l of [logger("g")]) l.info("f"); let m; m = logger("h"); m.info("g {}", 5); (effect(false) ? logger("i") : console.none ?? logger("j")).info("h {}", 6);`,
  "one of two loggers": `import { logger } from "fastlog"; const a = logger("a"), b = logger("b"); const f = (x) => (effect(x) ? a : b).info("a {}", x); f(true); f(false); (effect(0) ? a : b).debug("b {}", effect(1)); const c = effect(1) ? a : b.child({ n: 1 }); c.warn("c"); c.debug("d", effect(2));`,
  "members that are made of themselves": `import { logger } from "fastlog"; class A { static a = A?.b; static b = A.a; #c; #d; constructor() { this.#c = this.#d; this.#d = this.#c; } m() { try { this.#c.info("x"); } catch (e) { effect(e.name); } } static log = logger("x"); } new A().m(); try { A.a.info("y"); } catch (e) { effect(e.name); } A.log.info("a {}", 1); const o = { p: () => o.p, log: A.log }; o.log.warn("b"); effect(typeof o.p());`,
  "fields whose names are keys of patterns": `import { logger } from "fastlog"; class A { #log = logger("x"); #n = 0; m() { ({ a: this.#n, b: this.#log = this.#log } = { a: 1 }); this.#log.info("a {}", this.#n); [this.#log] = [{ info: (...x) => effect(x) }]; this.#log.info("b {}", 2); } } new A().m(); class B { #log = logger("y"); static { const b = new B(); b.#log ??= null; b.#log.info("c {}", 3); delete b.x; } }`,
  "loggers in fields, early in a circle of imports": [
    {
      name: "b.js",
      code: `import { info } from "fastlog"; import { early } from "a.js"; try { early(1); } catch (e) { effect(e.name); } info("b");`,
    },
    {
      name: "a.js",
      code: `import "b.js"; import { logger, warn } from "fastlog"; const o = { log: logger("o"), w: warn }; class K { static log = logger("k"); #l = logger("l"); m() { this.#l.info("c {}", 1); this.#l.info({ a: 1 }, "d"); } } export function early(n) { class In { #log = logger("in"); m() { this.#log.info("in {}", n); this.#log.info({ n }, "fields"); } } new In().m(); o.w("d", effect(n)); o.log.info("a {}", n); K.log.info("b {}", n); K.log.info({ n }); new K().m(); } early(2);`,
    },
  ],
  "aliases of this": `import { logger } from "fastlog"; class A { #l = logger("x"); m() { const self = this; return function () { self.#l.info("a {}", 1); this?.l?.info("b"); }; } } new A().m()();`,
  "require by a function of its own": `import { createRequire } from "node:module"; const require = createRequire(import.meta.url); const { info } = require("fastlog"); info("a {}", 1); createRequire(import.meta.url)("fastlog").warn("b");`,
  "types of fields": [
    {
      name: "a.ts",
      code: `import { logger, type Logger } from "fastlog"; class A { private static readonly log = logger("a"); private readonly l1: Logger = logger("b"); readonly l2 = logger("c"); private l3: Logger; protected l4 = logger("d"); constructor(private readonly l5: Logger) { this.l3 = logger("e") as Logger; } m(): void { A.log.info("a {}", 1); this.l1.debug("b", effect(2)); this.l2.info("c {}", 3); this.l3!.warn("d {}", 4); this.l4.info("e {}", 5); this.l5.info("f {}", 6); const { l1 } = this; l1.info("g {}", 7); } } new A(logger("f")).m();`,
    },
  ],
};
