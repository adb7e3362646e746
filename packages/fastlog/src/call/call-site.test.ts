import { transformSync } from "esbuild";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Project } from "../../test/fixtures/target/project.ts";
import { callerTarget } from "./call-site.ts";

// Real programs on a real Node: a test runner has a stack and an Error of its own.
const app = JSON.stringify({ name: "app", type: "module" });
const project = new Project({ "package.json": app });
afterAll(() => project.remove());

/** Runs the body of an async function in `src/server.js` of the package app: what it returns. */
function run(body: string, flags: readonly string[] = []): unknown {
  const file = "src/server.js";
  project.write(
    file,
    `import { callerPosition, callerTarget, target } from "probe";
     const result = await (async () => { ${body} })();
     console.log(JSON.stringify(result));`,
  );
  return project.run([...flags, file]);
}

describe("the target of a call is that of", () => {
  const esm = 'import { target } from "probe"; export const answer = target();';
  const cjs = 'const { target } = require("probe"); exports.answer = target();';
  const askedBy = (name: string) => run(`return (await import(${JSON.stringify(name)})).answer;`);

  test("the ES module that calls", () => {
    expect(run("return target();")).toBe("app::server");
  });

  test("the CommonJS module that calls", () => {
    project.write("node_modules/dep1/package.json", '{"name":"dep1","main":"lib/http.js"}');
    project.write("node_modules/dep1/lib/http.js", cjs);
    expect(askedBy("dep1")).toBe("dep1::http");
  });

  test("a scoped package, past a package.json that has a type only", () => {
    const manifest = { name: "@acme/db", exports: "./dist/esm/pool.js" };
    project.write("node_modules/@acme/db/package.json", JSON.stringify(manifest));
    project.write("node_modules/@acme/db/dist/esm/package.json", '{"type":"module"}');
    project.write("node_modules/@acme/db/dist/esm/pool.js", esm);
    expect(askedBy("@acme/db")).toBe("@acme/db::pool");
  });

  test("a workspace package behind a symbolic link", () => {
    project.write("packages/core/package.json", '{"name":"@app/core","exports":"./src/index.mjs"}');
    project.write("packages/core/src/index.mjs", esm);
    project.link("node_modules/@app/core", "packages/core");
    expect(askedBy("@app/core")).toBe("@app/core");
  });

  test("a package in pnpm's directory", () => {
    const real = "node_modules/.pnpm/foo@1.0.0/node_modules/foo";
    project.write(`${real}/package.json`, '{"name":"foo"}');
    project.write(`${real}/index.js`, cjs);
    project.link("node_modules/foo", real);
    expect(askedBy("foo")).toBe("foo");
  });

  test("the module without the query of its import", () => {
    project.write("src/fresh.js", esm);
    expect(askedBy("./fresh.js?t=1#a")).toBe("app::fresh");
  });
});

describe("the calling module is found", () => {
  const calls = {
    "in a constructor": "new (class { answer = target(); })().answer",
    "in a static block": "(() => { let a; (class { static { a = target(); } }); return a; })()",
    "in a getter": "({ get answer() { return target(); } }).answer",
    "in a generator": "[...(function* () { yield target(); })()][0]",
    "in an async function": "(async () => { await null; return target(); })()",
    "by a tagged template": "target`text`",
    "through bind": "target.bind(null)()",
    "through Reflect.apply": "Reflect.apply(target, null, [])",
    "through a Proxy": "new Proxy(target, {})()",
    "through map": "[1].map(target)[0]",
    "through JSON.stringify": "JSON.parse(JSON.stringify({ toJSON: target }))",
    "through a replacer": '"a".replace("a", target)',
    "through an awaited promise": "Promise.resolve().then(target)",
    "through an event": "new Promise((done) => emitter.on('x', () => done(target())).emit('x'))",
    "behind an emitter":
      "(() => { let a; emitter.on('y', function log() { a = callerTarget(log); }).emit('y'); return a; })()",
    "in eval": 'eval("target()")',
    "in eval within eval": "eval(\"eval('target()')\")",
    "in indirect eval": '(0, eval)("target()")',
    "in eval with a source URL": 'eval("target()\\n//# sourceURL=other.js")',
    "in new Function": 'new Function("return target()")()',
    "in new Function called by map": '[1].map(new Function("return target()"))[0]',
  };
  let targets: Record<string, unknown> = {};

  beforeAll(() => {
    const answers = Object.entries(calls).map(
      ([how, call]) => `${JSON.stringify(how)}: await (${call}),`,
    );
    targets = run(`
      const emitter = new (await import("node:events")).EventEmitter();
      globalThis.target = target;
      return { ${answers.join("\n")} };
    `) as typeof targets;
  });

  test.each(Object.keys(calls))("%s", (how) => {
    expect(targets[how]).toBe("app::server");
  });
});

describe("the target is main", () => {
  const cjs = 'console.log(JSON.stringify(require("probe").target()))';

  test("for code on the command line", () => {
    expect(project.run(["-e", cjs])).toBe("main");
  });

  test("for code on standard input", () => {
    expect(project.run(["-"], cjs)).toBe("main");
  });

  test.each([
    ["a data: module", 'import("data:text/javascript,export const answer = target()")'],
    ["a script in node:vm", '({ answer: (await import("node:vm")).runInThisContext("target()") })'],
  ])("for %s", (_what, imported) => {
    const body = `globalThis.target = target; return (await ${imported}).answer;`;
    expect(run(body)).toBe("main");
  });

  test("for a function that a timer calls", () => {
    const body = `return new Promise((done) => {
      setTimeout(function log() { done(callerTarget(log)); });
    });`;
    expect(run(body)).toBe("main");
  });

  test("for a function that is not running", () => {
    expect(run("return callerTarget(() => {});")).toBe("main");
  });
});

test("the position is a path, with the line of the call", () => {
  project.write(
    "src/a b.js",
    `import { position } from "probe";
     globalThis.position = position;
     const direct = position();
     const mapped = [1].map(position)[0];
     const evaluated = eval("\\n\\n\\nposition()");
     console.log(JSON.stringify({ direct, mapped, evaluated }));`,
  );
  const path = project.path("src/a b.js");
  expect(project.run(["src/a b.js"])).toEqual({
    direct: { file: path, line: 3 },
    mapped: { file: path, line: 4 },
    evaluated: { file: path, line: 5 },
  });
});

test("without a caller the position is ? and 0", () => {
  expect(run("return callerPosition(() => {});")).toEqual({ file: "?", line: 0 });
});

test("with source maps, the target is the generated file's, the position the source's, and stacks stay mapped", () => {
  const source = `import { position, target } from "probe";
    interface Unused { readonly nothing: never }
    const stack = () => new Error("here").stack!.includes("pool.ts");
    console.log(JSON.stringify([stack(), target(), position(), stack()]));`;
  const options = { loader: "ts", sourcemap: "inline", sourcefile: "../src/pool.ts" } as const;
  const { code } = transformSync(source, options);
  project.write("dist/http.js", code);
  const position = { file: project.path("src/pool.ts"), line: 4 };
  expect(project.run(["--enable-source-maps", "dist/http.js"])).toEqual([
    true,
    "app::http",
    position,
    true,
  ]);
});

describe("Error is left as it was", () => {
  /** Asks after a setup: the targets, and whether what holds for `Error` holds afterwards. */
  const ask = (setup: string, flags: readonly string[] = []) =>
    run(
      `const { isDeepStrictEqual } = await import("node:util");
       let formatted = 0;
       const describe = () => ["stackTraceLimit", "prepareStackTrace"]
         .map((name) => Object.getOwnPropertyDescriptor(Error, name));
       ${setup}
       const before = describe();
       const targets = [target(), [1].map(target)[0], target()];
       return { targets, formatted, unchanged: isDeepStrictEqual(describe(), before) };`,
      flags,
    );

  const found = ["app::server", "app::server", "app::server"];

  test.each([
    ["by default", ""],
    ["with a formatter of the program's own", "Error.prepareStackTrace = () => formatted++;"],
    [
      "with a formatter behind an accessor",
      `let formatter = () => formatted++;
       const accessor = { get: () => formatter, set: (value) => (formatter = value) };
       Object.defineProperty(Error, "prepareStackTrace", accessor);`,
    ],
    ["without a formatter", "delete Error.prepareStackTrace;"],
    ["without a limit", "delete Error.stackTraceLimit;"],
    ["with both undefined", "Error.prepareStackTrace = Error.stackTraceLimit = undefined;"],
    ["with a limit of none", "Error.stackTraceLimit = 0;"],
    ["with a class in its place", "globalThis.Error = class extends Error {};"],
  ])("%s", (_state, setup) => {
    expect(ask(setup)).toEqual({ targets: found, formatted: 0, unchanged: true });
  });

  const readOnly = (name: string) =>
    `Object.defineProperty(Error, "${name}", { value: Error.${name}, writable: false });`;

  test.each([
    ["when it is frozen", "Object.freeze(Error);", []],
    ["with --frozen-intrinsics", "", ["--frozen-intrinsics"]],
    ["when its limit is read-only", readOnly("stackTraceLimit"), []],
    ["when its formatter is read-only", readOnly("prepareStackTrace"), []],
    ["when it cannot capture", "delete Error.captureStackTrace;", []],
  ])("%s, and the target is main", (_state, setup, flags) => {
    const targets = ["main", "main", "main"];
    expect(ask(setup, flags)).toEqual({ targets, formatted: 0, unchanged: true });
  });

  test("when the stack is full", () => {
    const body = `
      const { stackTraceLimit, prepareStackTrace } = Error;
      let changes = 0;
      const descend = () => {
        try { target(); } catch {}
        if (Error.stackTraceLimit !== stackTraceLimit) changes++;
        if (Error.prepareStackTrace !== prepareStackTrace) changes++;
        descend();
      };
      try { descend(); } catch {}
      return [changes, target()];`;
    expect(run(body)).toEqual([0, "app::server"]);
  });
});

test("the target is main for as long as a getter on Error throws", () => {
  const limit = Object.getOwnPropertyDescriptor(Error, "stackTraceLimit") as PropertyDescriptor;
  const ask = (): string => callerTarget(ask);
  const known = ask();
  try {
    Object.defineProperty(Error, "stackTraceLimit", {
      configurable: true,
      get() {
        throw new TypeError("no");
      },
    });
    expect(ask()).toBe("main");
  } finally {
    Object.defineProperty(Error, "stackTraceLimit", limit);
  }
  expect(ask()).toBe(known);
});
