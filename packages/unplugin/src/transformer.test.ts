import { mkdirSync, writeFileSync } from "node:fs";
import type { SourceMapPayload } from "node:module";
import { join } from "node:path";
import { expect, test } from "vitest";
import { folder } from "../../fastlog/test/folder.ts";
import { type Options, settingsOf } from "./options.ts";
import type { Report } from "./report.ts";
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
