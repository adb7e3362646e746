import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { NASTY } from "../../test/fixtures/unit/nasty.ts";
import { memory } from "../backend/memory.ts";
import type { Options } from "../config/options.ts";
import { Runtime } from "../lifecycle/runtime.ts";
import { targetOf } from "../target.ts";
import type { Logger } from "./logger.ts";
import type { LogAtFunction, LogFunction } from "./signatures.ts";
import type { CallSite } from "./site.ts";

// Each runtime watches for the end of the process.
process.setMaxListeners(0);

const HERE = targetOf(import.meta.url);
const boom = Object.assign(new TypeError("boom"), { code: "E1" });

type Call = readonly [first: unknown, ...args: unknown[]];
type Make = (template: string | undefined) => CallSite;

/** Text that a runtime writes, without the parts that depend on the time. */
function written(options: Options, run: (runtime: Runtime, make: Make) => void): string[] {
  const backend = memory();
  const runtime = new Runtime({});
  runtime.configure({ backend, filter: "trace", ...options });
  run(runtime, (template) => runtime.site(template, HERE, "/srv/app.js", 12, 7));
  runtime.flushSync();
  return backend.lines.map(timeless);
}

/** A line without what the time decides. */
function timeless(line: string): string {
  return line.replace(
    /("?)\b(hrtime|time)\1[:=]"?[^\s",}]+"?|\d{4}-\d\d-\d\d[T ][\d:.]+Z?|\t\d+\t\d+\t/g,
    "now",
  );
}

const logged = (log: LogFunction, [first, ...args]: Call) => log(first as string, ...args);

/** The call with a site in place of its message. */
const atSite = ([first, ...args]: Call, make: Make): Call => [make(first as string), ...args];

const CALLS: readonly (readonly [name: string, text: string, ...args: unknown[]])[] = [
  ["a message", "listening"],
  ["no text", ""],
  ["braces without arguments", "a {} {name} {:?} {{ }}"],
  ["placeholders", "user {} from {}", 7, "host"],
  ["three placeholders", "{} {} {}", 1, 2, 3],
  ["four placeholders", "{} {} {} {}", 1, 2, 3, 4],
  ["nine placeholders", "{} {} {} {} {} {} {} {} {}", 1, 2, 3, 4, 5, 6, 7, 8, 9],
  ["too few arguments", "{} {} {}", 1],
  ["too many arguments", "{}", 1, "b", { c: 1 }, boom, [5]],
  ["named placeholders", "user {id} {nope}", { id: 1, other: 2 }],
  ["inspected values", "{:?} {obj:?}", "text", { obj: { a: 1 } }],
  ["escaped braces", "{{}} {} }}", 1],
  ["fields", "done", { status: 200, ms: 1.5 }],
  ["an error behind it", "failed", boom],
  ["an error in it", "failed {}", boom, { host: "h" }],
  ["undefined behind it", "failed", undefined],
  ["a function behind it", "lazy {}", () => 1],
  ["a template longer than any cache takes", `${"x".repeat(3000)} {}`, 1],
  ["a record that is too long", "{} {}", "y".repeat(5000), { z: "z".repeat(5000) }],
  ["control characters", "a\n\u0000 {}", "b\u001b"],
];

const OPTIONS: readonly (readonly [name: string, options: Options])[] = [
  ["text", { format: "text" }],
  ["text with a position", { format: { template: "{level} {target} {message}" } }],
  ["json", { format: "json" }],
  ["logfmt", { format: "logfmt" }],
  ["syslog", { format: "syslog" }],
  ["a short record", { format: "json", maxRecord: 1024 }],
  ["a filter with a pattern", { format: "json", filter: "trace/user|failed|[{]" }],
  ["masked secrets", { format: "json", redact: { paths: ["status"], patterns: ["bearer"] } }],
];

describe.each(OPTIONS)("with the format %s", (_, options) => {
  test.each(CALLS)("a site logs as its text does: %s", (_name, text, ...args) => {
    const call: Call = [text, ...args];
    // Often, because templates are prepared only then.
    const log = (use: (runtime: Runtime, make: Make) => Call) =>
      written(options, (runtime, make) => {
        const used = use(runtime, make);
        for (let i = 0; i < 12; i++) logged(runtime.logger("app").info, used);
      });
    const plain = log(() => call);
    expect(log((_runtime, make) => atSite(call, make))).toEqual(plain);
  });
});

type Through = (runtime: Runtime, call: Call) => void;

const WAYS: readonly (readonly [name: string, way: Through])[] = [
  ["a plain function", (runtime, call) => logged(runtime.plain.warn, call)],
  ["a child", (runtime, call) => logged(runtime.logger("app").child({ a: 1 }).info, call)],
  [
    "a child with a prefix and redaction",
    (runtime, call) => {
      const options = { msgPrefix: "[{}] ", redact: ["status"] };
      logged(runtime.logger("app").child({ a: 1 }, options).info, call);
    },
  ],
  ["log", (runtime, call) => (runtime.plain.log as Logger["info"])("warn", ...call)],
  ["log without a level", (runtime, call) => logged(runtime.plain.log as LogFunction, call)],
  [
    "a level of its own",
    (runtime, call) => logged(runtime.createLevels({ notice: 35 }).notice, call),
  ],
  [
    "a context",
    (runtime, call) => runtime.withContext({ id: 1 }, () => logged(runtime.plain.error, call)),
  ],
];

describe.each(WAYS)("through %s", (_, way) => {
  test.each([...CALLS, ["the name of a level", "warn"] as const])(
    "a site logs as its text does: %s",
    (_name, text, ...args) => {
      const call: Call = [text, ...args];
      const options = { format: "json" } as const;
      const plain = written(options, (runtime) => way(runtime, call));
      expect(plain).toHaveLength(1);
      expect(written(options, (runtime, make) => way(runtime, atSite(call, make)))).toEqual(plain);
    },
  );
});

/** Stands for a value that fast-check itself would trip over. */
class Nasty {
  readonly make: () => unknown;

  constructor(index: number) {
    this.make = NASTY[index]?.[1] as () => unknown;
  }
}

test("a site logs as its text does, whatever the text and its arguments", () => {
  const piece = fc.constantFrom(
    "{}",
    "{a}",
    "{:?}",
    "{b:?}",
    "{{",
    "}}",
    "{",
    "}",
    "x ",
    "é",
    "\n",
  );
  const text = fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join(""));
  const value = fc.oneof(
    fc.anything(),
    fc.record({ a: fc.anything() }),
    fc.constantFrom(...NASTY.keys()).map((index) => new Nasty(index)),
    fc.constant(boom),
  );
  const calls = fc.array(fc.tuple(text, fc.array(value, { maxLength: 6 })), { maxLength: 5 });
  fc.assert(
    fc.property(calls, fc.constantFrom(...OPTIONS), (list, [, options]) => {
      const log = (use: (call: Call, make: Make) => Call) =>
        written(options, (runtime, make) => {
          for (const [first, args] of list) {
            const values = args.map((arg) => (arg instanceof Nasty ? arg.make() : arg));
            logged(runtime.logger("app").info, use([first, ...values], make));
          }
        });
      const [ofSites, ofTexts] = [atSite, (call: Call) => call].map(log);
      expect(ofSites).toEqual(ofTexts);
    }),
    { numRuns: 150 },
  );
});

describe("a site without a template stands before a call", () => {
  test.each<readonly [name: string, ...args: unknown[]]>([
    ["nothing"],
    ["a message", "listening"],
    ["placeholders", "a {} {}", 1, 2, { b: 3 }],
    ["many arguments", "{} {} {} {} {}", 1, 2, 3, 4, 5],
    ["an error", boom],
    ["an error and a message", boom, "failed {}", 3],
    ["fields and a message", { id: 1 }, "done {}"],
    ["fields", { id: 1, msg: "text" }],
    ["a function", () => "lazy"],
    ["undefined", undefined],
  ])("%s", (_, ...args) => {
    for (const [, options] of OPTIONS) {
      const log = (run: (runtime: Runtime, make: Make) => void) => written(options, run);
      const [first, ...others] = args;
      const plain = log((runtime) => (runtime.plain.info as (...args: unknown[]) => void)(...args));
      expect(
        log((runtime, make) => logged(runtime.plain.info, [make(undefined), ...args])),
      ).toEqual(plain);
      const at = (runtime: Runtime, given: readonly unknown[]) =>
        (runtime.plain.log as (...args: unknown[]) => void)(...given);
      if (args.length === 0) continue;
      expect(
        log((runtime, make) => at(runtime, [make(undefined), "error", first, ...others])),
      ).toEqual(log((runtime) => at(runtime, ["error", first, ...others])));
    }
  });

  test("an entry with its level, too", () => {
    const entry = { level: "warn", message: "disk full", free: 0 };
    const log = (args: (make: Make) => unknown[]) =>
      written({ format: "json" }, (runtime, make) =>
        (runtime.plain.log as (...given: unknown[]) => void)(...args(make)),
      );
    expect(log((make) => [make(undefined), entry])).toEqual(log(() => [entry]));
  });
});

describe("a site's position and target", () => {
  const format = { template: "{target} {file}:{line} {message}" } as const;

  test("are those of its records, in each form of a call", () => {
    const lines = written({ format }, (runtime, make) => {
      const { info } = runtime.plain;
      const log = runtime.plain.log as LogAtFunction;
      info(make("text") as never);
      info(make("{}") as never, 1);
      info(make("{} {} {} {} {}") as never, 1, 2, 3, 4, 5);
      info(make(undefined) as never, boom, "failed");
      log("warn", make("at {}") as never, 1);
      runtime.plain.child({}, { msgPrefix: "p " }).info(make("child") as never);
      runtime.logger("named").info(make("logger") as never);
    });
    const at = "/srv/app.js:12";
    expect(lines.map((line) => line.split(" err.")[0])).toEqual([
      `${HERE} ${at} text`,
      `${HERE} ${at} 1`,
      `${HERE} ${at} 1 2 3 4 5`,
      expect.stringContaining(`${HERE} ${at} failed`),
      `${HERE} ${at} at 1`,
      `${HERE} ${at} p child`,
      `named ${at} logger`,
    ]);
  });

  test("cost no look at the stack", () => {
    const limit = Error.stackTraceLimit;
    let looks = 0;
    const lines = written({ format, filter: "info,other=debug" }, (runtime, make) => {
      const site = make("{}");
      Object.defineProperty(Error, "stackTraceLimit", {
        configurable: true,
        get: () => limit,
        set: () => looks++,
      });
      try {
        for (let i = 0; i < 3; i++) {
          runtime.plain.info(site as never, i);
          runtime.plain.debug(site as never, i);
          (runtime.plain.log as LogAtFunction)("debug", site as never, i);
        }
      } finally {
        Object.defineProperty(Error, "stackTraceLimit", {
          configurable: true,
          enumerable: true,
          writable: true,
          value: limit,
        });
      }
    });
    expect(lines).toHaveLength(3);
    expect(looks).toBe(0);
  });

  test("decide what passes, by the directive of the site's target", () => {
    const backend = memory();
    const runtime = new Runtime({});
    runtime.configure({ backend, format: { template: "{message}" }, filter: "info,dep1=debug" });
    const [dep1, dep2] = ["dep1::http", "dep2"].map((target) =>
      runtime.site(`${target} {}`, target, "a.js", 1, 1),
    );
    const both = () => {
      runtime.plain.debug(dep1 as never, 1);
      runtime.plain.debug(dep2 as never, 1);
    };
    both();
    runtime.configure({ filter: "info,dep2=trace" });
    both();
    runtime.flushSync();
    expect(backend.lines).toEqual(["dep1::http 1", "dep2 1"]);
  });
});

test("a site logs as its text does to several backends, and after each change of them", () => {
  const log = (use: (call: Call, make: Make) => Call) => {
    const backends = [memory(), memory(), memory()] as const;
    const runtime = new Runtime({});
    const make: Make = (template) => runtime.site(template, HERE, "a.js", 1, 1);
    const call = use(["user {} {id}", 7, { id: 1 }], make);
    const formats: Options["format"][] = [{ template: "{message}" }, "logfmt", "json"];
    for (let round = 0; round < 3; round++) {
      runtime.configure({
        backend: [
          { backend: backends[0], format: { template: "{level} {message}" } },
          { backend: backends[1], format: { template: "{message}" }, filter: "info/7" },
          { backend: backends[2], format: formats[round] },
        ],
      });
      for (let i = 0; i < 12; i++) logged(runtime.logger("app").info, call);
    }
    runtime.flushSync();
    return backends.map(({ lines }) => lines.map(timeless));
  };
  const plain = log((call) => call);
  expect(plain.map((lines) => lines.length)).toEqual([36, 36, 36]);
  expect(log(atSite)).toEqual(plain);
});

test("a site logs as its text does inside of another record", () => {
  const log = (use: (call: Call, make: Make) => Call) =>
    written({ format: { template: "{message}" } }, (runtime, make) => {
      const inner = use(["inner {}", 1], make);
      const value = { toJSON: () => logged(runtime.logger("app").info, inner) };
      const outer = use(["outer {}", value], make);
      for (let i = 0; i < 12; i++) logged(runtime.logger("app").info, outer);
    });
  const plain = log((call) => call);
  expect(plain).toHaveLength(24);
  expect(log(atSite)).toEqual(plain);
});

test("a site is frozen", () => {
  const site = new Runtime({}).site("a {}", "app::http", "/srv/a.js", 12, 7);
  expect(Object.fromEntries(Object.entries(site))).toEqual({
    template: "a {}",
    target: "app::http",
    file: "/srv/a.js",
    line: 12,
    column: 7,
  });
  expect(Object.isFrozen(site)).toBe(true);
});

test.each([
  [7, "app", "ERR_FASTLOG_INVALID_TEMPLATE", "invalid template 7 of site()"],
  ["text", "", "ERR_FASTLOG_INVALID_TARGET", 'invalid target "" of site()'],
  ["text", undefined, "ERR_FASTLOG_INVALID_TARGET", "invalid target undefined of site()"],
])("a site of %j and the target %j is refused", (template, target, code, message) => {
  const runtime = new Runtime({});
  const make = () => runtime.site(template as string, target as string, "a.js", 1, 1);
  expect(make).toThrow(
    expect.objectContaining({ code, message: expect.stringContaining(message) }),
  );
});

test.each([
  ["its place is printed", { format: { template: "{level} {target} {file}:{line} {message}" } }],
  ["it is not", { format: { template: "{level} {target} {message}" } }],
  ["the filter has a pattern", { filter: "trace/done" }],
])("an event with a site has its target and place, where %s", (_, options: Options) => {
  const schema = { type: "object", properties: { id: { type: "integer" } } } as const;
  const events = (through: (runtime: Runtime, make: Make) => Logger | CallSite) =>
    written(options, (runtime, make) => {
      const done = runtime.defineEvent("info", "request done {id}", schema);
      done({ id: 7 }, through(runtime, make));
      done({ id: "x" }, through(runtime, make));
    });
  const named = events((runtime) => runtime.logger(HERE)).map((line) =>
    line.replace(/ \S*site\.test\.ts:\d+ /, " /srv/app.js:12 "),
  );
  expect(named).toHaveLength(2);
  expect(events((_runtime, make) => make(undefined))).toEqual(named);
});

test("an event with a site is closed by the filter of its target", () => {
  const lines = written({ filter: `trace,${HERE}=warn` }, (runtime, make) => {
    const schema = { type: "object", properties: {} } as const;
    runtime.defineEvent("info", "closed", schema)({}, make(undefined));
    runtime.defineEvent("warn", "open", schema)({}, make(undefined));
  });
  expect(lines).toEqual([expect.stringContaining("open")]);
});

describe("a line of a site has its position", () => {
  const at = { file: "/srv/app é\u001b.js", line: 12, target: "app::http" };

  test.each([
    "{file}:{line} {message}",
    "{message} ({file}:{line})",
    "{level}{target}{file}{line}{message}{file}",
    "{line} {message} {line} {target}",
    "{target} {pid} {file}{message}{tag}",
  ])("as %j says", (template) => {
    const backend = memory();
    const runtime = new Runtime({});
    runtime.configure({ backend, format: { template }, filter: "trace", color: false } as Options);
    const { file, line, target } = at;
    const site = runtime.site("text {}", target, file, line, 1);
    const other = runtime.logger("other");
    const expected = (own: string, level: string) =>
      template
        .replaceAll("{file}", "/srv/app é\\u001b.js")
        .replaceAll("{line}", String(line))
        .replaceAll("{target}", own)
        .replaceAll("{level}", level)
        .replaceAll("{pid}", String(process.pid))
        .replaceAll("{tag}", "main")
        .replaceAll("{message}", "text 1");
    const lines: string[] = [];
    for (let i = 0; i < 3; i++) {
      runtime.plain.info(site as never, 1);
      lines.push(expected(target, "INFO".padEnd(4)));
      other.info(site as never, 1);
      lines.push(expected("other", "INFO"));
      runtime.plain.error(site as never, 1);
      lines.push(expected(target, "ERROR"));
    }
    runtime.flushSync();
    expect(backend.lines).toEqual(lines);
  });

  test("also between two times", () => {
    const template = "{date} {file} {hrtime} {line} {message} {date}" as const;
    const [line] = written({ format: { template } }, (runtime, make) => {
      runtime.plain.info(make("text") as never);
    });
    expect(line).toMatch(/ \/srv\/app\.js \d+ 12 text now$/);
  });

  test("after another format has had it", () => {
    const backend = memory();
    const runtime = new Runtime({});
    const site = runtime.site("text", "app", "a.js", 1, 1);
    for (const template of ["{file} {message}", "{line} {message}", "{file} {message}"] as const) {
      runtime.configure({ backend, format: { template } });
      runtime.plain.info(site as never);
    }
    runtime.flushSync();
    expect(backend.lines).toEqual(["a.js text", "1 text", "a.js text"]);
  });
});
