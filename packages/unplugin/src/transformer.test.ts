import { mkdirSync, writeFileSync } from "node:fs";
import type { SourceMapPayload } from "node:module";
import { join } from "node:path";
import { expect, test } from "vitest";
import { folder } from "../../fastlog/test/folder.ts";
import { type Options, settingsOf } from "./options.ts";
import { type Report, reasonsOf } from "./report.ts";
import { Transformer } from "./transformer.ts";

/** Transforms a module of the package `app`. */
function transformed(
  code: string,
  options: Options = {},
  build: { isForBrowsers?: boolean; map?: SourceMapPayload; onDisk?: string; name?: string } = {},
) {
  const root = folder();
  mkdirSync(join(root, "src"));
  writeFileSync(join(root, "package.json"), `{ "name": "${build.name ?? "app"}" }`);
  const id = join(root, "src/a.js");
  writeFileSync(id, build.onDisk ?? code);
  let report: Report | undefined;
  const transformer = new Transformer(
    settingsOf({
      report: (made) => {
        report = made;
      },
      ...options,
    }),
  );
  const { isForBrowsers = false, map } = build;
  const made = transformer.transform(code, id, { root, isForBrowsers, map: () => map });
  transformer.tell();
  return { code: made?.code, report, root };
}

const CALLS = `import { debug, enabled, info } from "fastlog";
info("user {}", id);
debug("lost {}", load(), id.x);
if (enabled("debug")) rows.forEach(info);
`;

test("calls get the target of their module, and its path below the root", () => {
  const { code } = transformed(CALLS);
  expect(code).toContain('__fastlog_bound("app::a")');
  expect(code).toContain('__fastlog_site("user {}", "app::a", "src/a.js", 2, 1)');
  expect(code).toContain("__fastlog_info(__fastlog_0, id);");
});

test("paths may be absolute, or begin at another root", () => {
  const { code, root } = transformed(CALLS, { paths: "absolute" });
  expect(code).toContain(`"${root}/src/a.js", 2, 1)`);
  expect(transformed(CALLS, { root: "/" }).code).toMatch(/"tmp\/.*src\/a\.js", 2, 1\)/);
});

test("maxLevel removes calls, and keeps what of their arguments may have effects", () => {
  const { code } = transformed(CALLS, { maxLevel: "info" });
  expect(code).toContain("\nvoid (load());\nif (false) rows");
  expect(code).not.toContain("lost");
});

test("arguments may go with their call", () => {
  const { code } = transformed(CALLS, { maxLevel: "info", arguments: "drop" });
  expect(code).toContain("\n;\nif (false) rows");
});

test("guard evaluates arguments only where the level is on", () => {
  const { code } = transformed(CALLS, { guard: true });
  expect(code).toContain(
    '__fastlog_enabled("debug") && __fastlog_debug(__fastlog_1, load(), id.x);',
  );
  expect(code).toContain("\n__fastlog_info(__fastlog_0, id);");
});

test("what is built for browsers is not bound, but calls are removed", () => {
  const { code, report } = transformed(CALLS, { maxLevel: "info" }, { isForBrowsers: true });
  expect(code).not.toContain("fastlog/site");
  expect(code).toContain('info("user {}", id);\nvoid (load());');
  expect(report).toMatchObject({ bound: 0, removed: 2 });
  expect(transformed(CALLS, { bind: true }, { isForBrowsers: true }).code).toContain(
    "fastlog/site",
  );
});

test("the report counts the calls, and says why some were left", () => {
  const { report } = transformed(CALLS, { maxLevel: "info" });
  expect(report).toMatchObject({ bound: 1, removed: 2, left: 1 });
  expect(report?.findings).toEqual([
    { kind: "bound", file: "src/a.js", line: 2, column: 1, call: "info" },
    { kind: "removed", file: "src/a.js", line: 3, column: 1, call: "debug" },
    { kind: "removed", file: "src/a.js", line: 4, column: 5, call: "enabled" },
    {
      kind: "left",
      file: "src/a.js",
      line: 4,
      column: 36,
      call: "info",
      reason: "it is passed on: calls elsewhere are not seen",
    },
  ]);
});

test("the summary counts what is left by its reason, and names three places of each", () => {
  const uses = "f(info);\ng(info); f(log);\nh(info); i(info);\n";
  const code = `import { info, logger } from "fastlog";\nconst log = logger("x");\n${uses}`;
  expect(reasonsOf(transformed(code).report as Report)).toEqual([
    "4 left: it is passed on: calls elsewhere are not seen",
    "  src/a.js:3:3 info",
    "  src/a.js:4:3 info",
    "  src/a.js:5:3 info",
    '  and 1 more (report: "all" names all)',
    "1 left: the logger is passed on: its calls elsewhere are not bound",
    "  src/a.js:4:12 log",
  ]);
});

test.each([
  ["a member of an unknown name", `import * as F from "fastlog"; F[k]("x");`, "F"],
  ["the rest of the module", `import * as F from "fastlog"; const { info, ...rest } = F;`, "F"],
  ["a module object that is passed on", `const F = require("fastlog"); f(F);`, "F"],
  ["a module object that is exported", `import * as F from "fastlog"; export { F };`, "F"],
  ["an import that is passed on", `f(await import("fastlog"));`, 'await import("fastlog")'],
  ["an import with then", `import("fastlog").then(f);`, 'import("fastlog")'],
  ["a field", `import { logger } from "fastlog"; class A { log = logger("x"); }`, "logger"],
  ["a member", `import { logger } from "fastlog"; exports.log = logger("x");`, "logger"],
  ["a list", `import { logger } from "fastlog"; const list = [logger("x")];`, "logger"],
  ["a result", `import { logger } from "fastlog"; const f = () => logger("x");`, "logger"],
])("a strict build fails at %s", (_, code, call) => {
  const { report } = transformed(code);
  expect(report?.findings).toEqual([expect.objectContaining({ kind: "left", line: 1, call })]);
  expect(() => transformed(code, { strict: true })).toThrow("src/a.js:1:");
});

test.each([
  [
    "private fields",
    `class A { #log = logger("x"); m() { this.#log.info("a"); const { child } = this.#log; child({}).info("b"); } }`,
  ],
  [
    "static fields of a class of which only members are read",
    `class A { static log = logger("x"); m() { A.log.info("a"); } static n() { this.log.info("b"); } }`,
  ],
  [
    "properties of a constant object",
    `const o = { log: logger("x"), say: info }; o.log.info("a"); o.say("b");`,
  ],
  [
    "one of two loggers",
    `const log = a ? logger("a") : logger("b"); log.info("a"); log.info("b");`,
  ],
])("calls of %s are bound, and nothing is left", (_, code) => {
  const { report } = transformed(`import { info, logger } from "fastlog"; ${code}`, {
    strict: true,
  });
  expect(report).toMatchObject({ bound: 2, left: 0 });
});

test.each([
  `const log = console; class A { log = log; m() { this.log.info("x"); } } f(log);`,
  `const F = { info() {} }; const k = "info"; F[k]("x"); export { F };`,
  `const log = logger("x"); log.info("a"); if (log && typeof log === "object") log?.info("b");`,
  `info("a", { b: 1 }); withContext({ a: 1 }, f); done({ a: 1 }, logger("x"));`,
  `export { flush, withContext as w } from "fastlog"; export { withContext };`,
])("what has no calls elsewhere is not reported: %s", (code) => {
  const names = "defineEvent, info, logger, withContext";
  const event = `const done = defineEvent("info", "e", { type: "object" });`;
  const { report } = transformed(`import { ${names} } from "fastlog"; ${event} ${code}`);
  expect(report?.findings.filter(({ kind }) => kind === "left") ?? []).toEqual([]);
});

test("a strict build fails where a call is left, and says where and why", () => {
  expect(() => transformed(CALLS, { strict: true })).toThrow(
    "fastlog: a call was left (option strict)\n  src/a.js:4:36 info left: it is passed on",
  );
  expect(transformed(CALLS.replace("forEach(info)", "x"), { strict: true }).report?.left).toBe(0);
});

test.each([
  ["has no word of it", "export const a = 1;"],
  ["only speaks of it", "// fastlog\nexport const a = 'fastlog';"],
  ["imports types of it", `import type { Logger } from "fastlog";`],
  [
    "was transformed already",
    `import { site as __fastlog_site } from "fastlog/site"; import { info } from "fastlog"; info("a");`,
  ],
])("a file that %s stays as it is", (_, code) => {
  expect(transformed(code).code).toBeUndefined();
});

test("the package itself stays as it is", () => {
  expect(transformed(CALLS, {}, { name: "fastlog" }).code).toBeUndefined();
});

test("a file that cannot be parsed stays as it is, and is reported", () => {
  const { code, report } = transformed(`import { info } from "fastlog"; info(`);
  expect(code).toBeUndefined();
  expect(report?.findings).toEqual([
    expect.objectContaining({ kind: "left", reason: expect.stringContaining("cannot be parsed") }),
  ]);
});

test("code that another tool has changed has the lines of its source, by that tool's map", () => {
  // The first line of the code is the seventh of the source, the second its ninth.
  const map = { version: 3, sources: ["a.ts"], names: [], mappings: "AAMA;AAEA" };
  const build = { map: map as unknown as SourceMapPayload, onDisk: "the source" };
  const { code } = transformed(`import { info } from "fastlog";\ninfo("a");\n`, {}, build);
  expect(code).toContain('__fastlog_site("a", "app::a", "src/a.js", 9, 1)');
});
