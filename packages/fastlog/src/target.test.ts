import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { Project } from "../test/fixtures/target/project.ts";
import { atEndOfStack } from "../test/fixtures/unit/deep.ts";
import { parseFilter } from "./filter/filter.ts";
import { LEVELS } from "./level.ts";
import { pathOf, targetOf } from "./target.ts";

const root = realpathSync(mkdtempSync(join(tmpdir(), "fastlog-target-")));
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** A new directory with this text, or this object, as its package.json. */
function makePackage(directory: string, manifest: unknown): string {
  const path = join(root, directory);
  mkdirSync(path, { recursive: true });
  const text = typeof manifest === "string" ? manifest : JSON.stringify(manifest);
  writeFileSync(join(path, "package.json"), text);
  return path;
}

const dep1 = makePackage("dep1", { name: "dep1" });

test("a target that was first needed at the end of the stack is right afterwards", () => {
  const files = Array.from({ length: 40 }, (_, i) =>
    join(makePackage(`deep${i}`, { name: `deep${i}` }), "http.js"),
  );
  let next = 0;
  atEndOfStack(30, () => void targetOf(files[next++ % files.length] as string));
  expect(files.map(targetOf)).toEqual(files.map((_, i) => `deep${i}::http`));
});

test.each([
  ["http.js", "dep1::http"],
  ["a/lib/http.js", "dep1::a::lib::http"],
  ["index.js", "dep1"],
  ["a/index.js", "dep1::a"],
  ["index/a.js", "dep1::index::a"],
  ["index.test.js", "dep1::index.test"],
])("the target of %s in the package dep1 is %s", (file, target) => {
  expect(targetOf(join(dep1, file))).toBe(target);
});

test.each([
  ["src/http.ts", "dep1::http"],
  ["lib/http.js", "dep1::http"],
  ["dist/http.js", "dep1::http"],
  ["dist/esm/http.js", "dep1::http"],
  ["out/http.js", "dep1::http"],
  ["out/src/http.js", "dep1::http"],
  ["build/http.js", "dep1::http"],
  ["build/esm/index.js", "dep1"],
  ["dist/cjs/http.js", "dep1::http"],
  ["dist/commonjs/http.js", "dep1::http"],
  ["lib/mjs/http.js", "dep1::http"],
  ["dist/src/http.js", "dep1::http"],
  ["dist/esm/src/http.js", "dep1::http"],
  ["dist/index.js", "dep1"],
  ["dist/lib/http.js", "dep1::lib::http"],
  ["src/lib/http.ts", "dep1::lib::http"],
  ["src/src/http.ts", "dep1::src::http"],
  ["src/esm/http.ts", "dep1::esm::http"],
  ["dist/esm.js", "dep1::esm"],
  ["lib.js", "dep1::lib"],
])("a build's directories add nothing: %s is %s", (file, target) => {
  expect(targetOf(join(dep1, file))).toBe(target);
});

test.each([
  ["a.js", "a"],
  ["a.mjs", "a"],
  ["a.cjs", "a"],
  ["a.ts", "a"],
  ["a.mts", "a"],
  ["a.cts", "a"],
  ["a.jsx", "a"],
  ["a.tsx", "a"],
  ["a.min.js", "a.min"],
  ["a.js.js", "a.js"],
  ["a", "a"],
  ["a.vue", "a.vue"],
  [".js", ".js"],
])("only the last extension of a script is dropped: %s is %s", (file, name) => {
  expect(targetOf(join(dep1, file))).toBe(`dep1::${name}`);
});

test("a file: URL has the target of its path, whatever its query and hash", () => {
  const url = pathToFileURL(join(dep1, "a b", "http.js")).href;
  for (const href of [url, `${url}?t=1`, `${url}#a`, `${url}?a=/b.js#c`]) {
    expect(targetOf(href)).toBe("dep1::a_b::http");
    expect(pathOf(href)).toBe(join(dep1, "a b", "http.js"));
  }
});

test("a plain path may have a query after its extension, and # and ? elsewhere", () => {
  expect(targetOf(join(dep1, "c#", "what?", "http.js?t=/1"))).toBe("dep1::c#::what?::http");
  expect(pathOf(join(dep1, "c#", "http.ts?namespace=1"))).toBe(join(dep1, "c#", "http.ts"));
});

test.each([
  ["[eval]"],
  ["[stdin]"],
  ["REPL1"],
  ["evalmachine.<anonymous>"],
  ["node:fs"],
  ["node:internal/timers"],
  ["wasm://wasm/1a2b"],
  ["data:text/javascript,0"],
  ["https://example.com/a.js"],
  ["file://another-host/a%2Fb.js"],
  ["lib/http.js"],
  [""],
])("the target of %j, which is no file, is main", (name) => {
  expect(targetOf(name)).toBe("main");
  expect(pathOf(name)).toBeUndefined();
});

describe("the package", () => {
  const named = (directory: string, name: unknown) =>
    targetOf(join(makePackage(directory, { name }), "a.js"));

  test("may be scoped", () => {
    expect(named("scoped", "@acme/db")).toBe("@acme/db::a");
  });

  test.each([
    ["rxjs/operators", "rxjs::operators::a"],
    ["@acme/db/testing", "@acme/db::testing::a"],
    ["@/db", "@::db::a"],
    ["@acme", "@acme::a"],
    ["a b=c,d\n", "a_b_c_d::a"],
  ])("of name %j makes the target %s, which a directive can spell", (name, target) => {
    expect(named(`spelling-${encodeURIComponent(name)}`, name)).toBe(target);
  });

  test.each([
    ["no name", { type: "module" }],
    ["an empty name", { name: " " }],
    ["a name that is no string", { name: 1 }],
    ["no object", null],
    ["no JSON", "{"],
    ["nothing", ""],
  ])("is not one whose package.json has %s", (what, manifest) => {
    makePackage(what, { name: "outer" });
    expect(targetOf(join(makePackage(`${what}/dist/esm`, manifest), "a.js"))).toBe("outer::a");
    expect(targetOf(join(makePackage(`${what}/sub`, manifest), "a.js"))).toBe("outer::sub::a");
  });

  test("is not one whose package.json is a directory", () => {
    makePackage("dep1/directory", { name: "directory" });
    mkdirSync(join(root, "dep1/directory/sub/package.json"), { recursive: true });
    expect(targetOf(join(root, "dep1/directory/sub/a.js"))).toBe("directory::sub::a");
  });

  test("may have a byte order mark in its package.json", () => {
    expect(targetOf(join(makePackage("bom", '\uFEFF{"name":"bom"}'), "a.js"))).toBe("bom::a");
  });

  test.each([
    ["foo/lib/a.js", "foo::a"],
    ["@acme/db/a.js", "@acme/db::a"],
    [".pnpm/foo@1.0.0/node_modules/foo/a.js", "foo::a"],
    ["foo/node_modules/@acme/db/dist/esm/a.js", "@acme/db::a"],
    ["single.js", "single"],
    ["index.js", "node_modules"],
    ["@acme/single.js", "single"],
  ])("of node_modules/%s, unless a package.json says otherwise, makes %s", (file, target) => {
    expect(targetOf(join(dep1, "node_modules", file))).toBe(target);
  });

  test("is named by its package.json in node_modules too, as if installed by an alias", () => {
    makePackage("dep1/node_modules/alias", { name: "@acme/real" });
    expect(targetOf(join(dep1, "node_modules/alias/a.js"))).toBe("@acme/real::a");
  });
});

test.each([
  ["C:\\app\\node_modules\\@acme\\db\\lib\\pool.js", "@acme/db::pool"],
  ["C:/app/node_modules/dep1/a/b.cjs", "dep1::a::b"],
  ["\\\\server\\share\\node_modules\\dep1\\index.js", "dep1"],
  ["file:///C:/app/node_modules/dep1/a.js", "dep1::a"],
])("the target of the Windows path %s is %s", (path, target) => {
  expect(targetOf(path)).toBe(target);
});

test.each([
  ["Z:\\nowhere\\server.js", "server"],
  ["Z:\\nowhere\\index.js", "nowhere"],
  ["Z:\\a=b.js", "a_b"],
])("a file outside any package goes by its base name: %s is %s", (path, target) => {
  expect(targetOf(path)).toBe(target);
});

/** Every target can be named by a directive, and that directive decides for it. */
function expectSpellable(target: string): void {
  expect(target).not.toMatch(/[\s,=\p{Cc}]/u);
  const { filter, errors } = parseFilter(`off,${target}=debug`);
  expect(errors).toEqual([]);
  expect(filter.threshold(target)).toBe(LEVELS.debug);
}

describe("whatever the file is called", () => {
  const anyText = fc.oneof(fc.string({ unit: "binary" }), fc.string({ unit: "grapheme" }));
  const anyName = fc.oneof(
    anyText,
    fc.constantFrom("src", "dist", "index.js", "node_modules", ".."),
  );
  const anyPath = fc.array(anyName, { maxLength: 6 }).map((names) => names.join("/"));
  const prefix = fc.constantFrom("", "/", "file:", "file:///", "C:\\", "\\\\", "data:", `${dep1}/`);

  test("it has a target, which a directive can spell", () => {
    fc.assert(
      fc.property(prefix, anyPath, (start, path) => expectSpellable(targetOf(start + path))),
    );
  });

  test("a query changes nothing", () => {
    fc.assert(
      fc.property(anyPath, anyText, (path, query) => {
        const url = pathToFileURL(join(dep1, `${path.replaceAll("\0", "")}/a.js`)).href;
        expect(targetOf(`${url}?${query.replaceAll("#", "")}`)).toBe(targetOf(url));
      }),
    );
  });

  test("and whatever the package is called, a directive can spell its target", () => {
    let count = 0;
    fc.assert(
      fc.property(anyPath, fc.boolean(), (name, scoped) => {
        const directory = makePackage(`any/${count++}`, { name: scoped ? `@${name}` : name });
        expectSpellable(targetOf(join(directory, "src/a.js")));
      }),
    );
  });
});

test("a caller in JavaScript may pass any value", () => {
  for (const value of [undefined, null, 1, {}, Symbol("a")]) {
    expect(targetOf(value as unknown as string)).toBe("main");
  }
});

test("imports with new queries and from new directories do not fill the memory", () => {
  const project = new Project({
    "main.mjs": `
      import { targetOf } from "probe";
      const long = "x".repeat(5_000);
      for (let i = 0; i < 30_000; i++) {
        targetOf(import.meta.url + "?t=" + i + long);
        targetOf("/" + i + long + "/a.js");
      }
      console.log(JSON.stringify(targetOf(import.meta.url)));
    `,
    "package.json": '{"name":"app"}',
  });
  try {
    expect(project.run(["--max-old-space-size=80", "main.mjs"])).toBe("app::main");
  } finally {
    project.remove();
  }
});
