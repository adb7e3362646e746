import { describe, expect, test } from "vitest";
import { fuse } from "../bundle/fuse.js";

/** What the functions of a module give, called with those arguments. */
async function answers(code: string, calls: readonly unknown[][]): Promise<unknown[]> {
  const module = await import(`data:text/javascript,${encodeURIComponent(code)}`);
  return calls.map((call) => module.run(...call));
}

const BELOW = `
  export function run(n) { const half = below(n, 10); return [n, half]; }
  function below(x, most) { if (x >= most) return most; const n = x / 2; return n; }`;

describe("a call that gives way to what it calls", () => {
  test.each([
    ["is a declaration", BELOW, [[4], [10], [11]]],
    [
      "is a statement",
      `export function run(list) { add(list, 1); return list; }
       function add(to, what) { if (to.length > 1) return; to.push(what); }`,
      [[[]], [[1]], [[1, 2]]],
    ],
    [
      "is what is returned",
      `export function run(n) { return twice(n) ?? -1; }
       function twice(n) { if (n > 0) return n * 2; }`,
      [[1], [0]],
    ],
    [
      "is a condition",
      `export function run(n) { if (!isBig(n)) return "small"; return "big"; }
       function isBig(n) { return n > 9; }`,
      [[1], [10]],
    ],
    [
      "is the last of several conditions, and is not made where an earlier one does not hold",
      `export function run(n, seen = []) {
         if (n > 0 && n < 5 && look(n, seen)) return ["yes", seen]; else return ["no", seen]; }
       function look(n, seen) { seen.push(n); return n % 2 === 1; }`,
      [[0], [1], [2], [7]],
    ],
    [
      "stands behind an else",
      `export function run(n) { let a = 0; if (n) a = 1; else if (zero(n)) a = 2; return a; }
       function zero(n) { return n === 0; }`,
      [[0], [1], [undefined]],
    ],
    [
      "has fewer arguments than there are parameters",
      `export function run(n) { const all = join(n); return all; }
       function join(a, b) { a ??= 7; return [a, b]; }`,
      [[1], [undefined]],
    ],
    [
      "is in a loop",
      `export function run(n) { let sum = 0; for (const i of [1, 2, n]) { const d = below(i, 2); sum += d; } return sum; }
       function below(x, most) { for (let k = 0; ; k++) { if (k === most || k === x) return k; } }`,
      [[0], [9]],
    ],
  ] as const)("%s", async (_, code, calls) => {
    const [, called = ""] = /function (\w+)\((?!.*function)/s.exec(code) ?? [];
    const fused = fuse(code, { run: { [called]: called } });
    expect(fused.slice(0, fused.lastIndexOf(`function ${called}`))).not.toContain(`${called}(`);
    const copies = () => structuredClone(calls) as unknown as unknown[][];
    expect(await answers(fused, copies())).toEqual(await answers(code, copies()));
  });

  test("may be that of another object's method, which keeps its this", async () => {
    const code = `
      export function run(n) { const b = new B(new A(n)); return [b.sum(2), b.a.n]; }
      const A = class _A { constructor(n) { this.n = n; } add(n) { this.n += n; return (() => this.n)(); } };
      const B = class { constructor(a) { this.a = a; this.sum = (n) => { const m = this.a.add(n); return { m, n }; } } };`;
    const fused = fuse(code, { "B.sum": { "this.a.add": "A.add" } });
    expect(fused).not.toContain("a.add(");
    expect(await answers(fused, [[1]])).toEqual(await answers(code, [[1]]));
  });

  test("may itself be among what gives way", async () => {
    const code = `
      export function run(n) { const a = one(n); return a; }
      function one(n) { const a = two(n + 1); return a + n; }
      function two(n) { return n * 10; }`;
    const fused = fuse(code, { one: { two: "two" }, run: { one: "one" } });
    const [, run = ""] = /run\(n\)(.*)function one/s.exec(fused) ?? [];
    expect(run).not.toMatch(/one\(|two\(/);
    expect(await answers(fused, [[1], [5]])).toEqual(await answers(code, [[1], [5]]));
  });

  test("may have names that stand in destructuring and in objects", async () => {
    const code = `
      export function run(n) { const a = 1; const o = swap({ a: n, b: a }); return [o, a]; }
      function swap(o) { const { a, b: c } = o; return { c, a, o: o.a }; }`;
    const fused = fuse(code, { run: { swap: "swap" } });
    expect(await answers(fused, [[1]])).toEqual(await answers(code, [[1]]));
  });

  test.each([
    [
      "a condition whose function has no value at its end does not hold",
      `export function run(n) { if (n > 0 && look(n)) return "yes"; return "no"; }
       function look(n) { if (n > 5) return true; }`,
      { run: { look: "look" } },
      [[1], [9]],
    ],
    [
      "a function of that very name is meant where a bundle has numbered both",
      `export function run(n) { const a = store2(n); return a; }
       function store(n) { return "other " + n; }
       function store2(n) { return "own " + n; }`,
      { run: { store: "store" } },
      [[1]],
    ],
    [
      "a private method of that name is another one",
      `export function run() { const r = go(new A()); return r; }
       function go(a) { const r = a.open(); return r; }
       class A { open() { return "public"; } #open() { return "private"; } other() { return this.#open(); } }`,
      { go: { "a.open": "A.open" } },
      [[]],
    ],
    [
      "a function inside it keeps its own this",
      `export function run() { const r = go(new A()); return r; }
       function go(a) { const r = a.make(); return r.get(); }
       class A { constructor() { this.x = 1; } make() { const x = this.x; return { x: x + 1, get() { return this.x; } }; } }`,
      { go: { "a.make": "A.make" } },
      [[]],
    ],
  ])("means the same: %s", async (_, code, plan, calls) => {
    const fused = fuse(code, plan as unknown as Record<string, Record<string, string>>);
    expect(fused).not.toBe(code);
    expect(await answers(fused, calls as unknown[][])).toEqual(
      await answers(code, calls as unknown[][]),
    );
  });

  test("is found where a bundle has numbered a name", () => {
    const code = "function run(n) { const clock2 = n; clock2.read(); } class Clock { read() {} }";
    expect(fuse(code, { run: { "clock.read": "Clock.read" } })).not.toContain("clock2.read(");
  });
});

describe("a plan is refused", () => {
  test.each([
    ["that names a call that is not there", { run: { other: "below" } }, "run does not call other"],
    ["that names a function that is not there", { run: { below: "x" } }, "there is no function x"],
    ["whose host is not there", { x: { below: "below" } }, "there is no function x"],
  ])("%s", (_, plan, message) => {
    expect(() => fuse(BELOW, plan as Record<string, Record<string, string>>)).toThrow(message);
  });

  test.each([
    ["behind another value", "function run(n) { const a = n + f(n); }", "f is called behind"],
    ["behind an alternative", "function run(n) { if (n || f(n)) return; }", "f is called behind"],
    ["as an argument", "function run(n) { g(f(n)); }", "f is called behind"],
    ["behind ??=, which may not call it", "function run(n) { n ??= f(n); }", "f is called behind"],
    ["behind +=, which reads first", "function run(n) { n += f(n); }", "f is called behind"],
    ["in a second declarator", "function run(n) { const a = n, b = f(a); }", "f is called behind"],
  ])("whose call stands %s", (_, code, message) => {
    expect(() => fuse(`${code} function f(n) { return n; }`, { run: { f: "f" } })).toThrow(message);
  });

  test("whose function has a parameter with a default", () => {
    const code = "function run() { f(1); } function f(a, b = 2) {}";
    expect(() => fuse(code, { run: { f: "f" } })).toThrow("a parameter has a default");
  });

  test.each([
    [
      "that reads a module's name which its host hides",
      "const limit = 10; function run(n) { const limit = 1; f(n); } function f(x) { return x < limit; }",
      "its limit is another one there",
    ],
    [
      "in which a name means two things",
      "const s = 3; function run(n) { f(n); } function f(x) { [1].map((s) => s * x); return s; }",
      "s is one thing in it, and another in a function inside it",
    ],
    [
      "that has a var",
      "function run(n) { f(n); } function f(n) { var seen; if (n) seen = n; return seen; }",
      "it has a var",
    ],
    [
      "that uses arguments",
      "function run(a) { f(a); } function f(x) { return arguments.length; }",
      "it uses arguments",
    ],
    [
      "that is given more than it takes",
      "function run(n) { f(n, effect()); } function f(x) { return x; }",
      "it is given more than it takes",
    ],
    ["that is async", "function run(n) { f(n); } async function f(n) { return n; }", "it is async"],
    [
      "that calls itself",
      "function run(n) { f(n); } function f(n) { if (n) f(n - 1); }",
      "it calls itself",
    ],
  ])("for a function %s", (_, code, message) => {
    expect(() => fuse(code, { run: { f: "f" } })).toThrow(message);
  });

  test.each([
    [
      "that uses super",
      "class A extends P { hi() { const n = super.name(); return n; } }",
      "it uses super",
    ],
    [
      "that a class overrides",
      'class A { hi() { return "A"; } } class B extends A { hi() { return "B"; } }',
      "a class that extends A has its own",
    ],
  ])("for a method %s", (_, classes, message) => {
    const code = `function run(a) { a.hi(); } ${classes}`;
    expect(() => fuse(code, { run: { "a.hi": "A.hi" } })).toThrow(message);
  });
});
