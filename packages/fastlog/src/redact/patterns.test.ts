import { describe, expect, test } from "vitest";
import { LOOK_ALIKES, PLANTED } from "../../test/fixtures/secrets.ts";
import { Recording, type RecordingOptions } from "../../test/fixtures/unit/recording.ts";
import { OtlpRecording } from "../../test/otlp/otlp-recording.ts";
import type { Logger } from "../call/logger.ts";
import { makeEvent } from "../call/make-logger.ts";
import { JSON_PRESETS } from "../encode/format/json-preset-names.ts";
import { typedEvent } from "../event/event.ts";
import { Bindings, takeFields } from "../fields/bindings.ts";
import type { TimeSource } from "../time/clock.ts";
import type { RedactOptions } from "./redact.ts";
import { SECRET_NAMES } from "./secret/names.ts";

const PATTERNS: RedactOptions = { patterns: SECRET_NAMES };

/** An error whose stack begins with its message, as all do. */
function failure(text: string): Error {
  return new TypeError(text, { cause: new Error(`because ${text}`) });
}

class Account {
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
}

/** Each logs a text somewhere. */
const CALLS: readonly (readonly [name: string, log: (log: Logger, text: string) => void])[] = [
  ["a message", (log, text) => log.info(text)],
  ["a message with fields", (log, text) => log.info(text, { a: 1 })],
  ["a message behind fields", (log, text) => log.info({ a: 1 }, text)],
  ["an argument", (log, text) => log.info("x {} y {}", text, 1)],
  ["an argument that nothing takes", (log, text) => log.info("x", text)],
  ["many arguments", (log, text) => log.info("{} {} {} {} {}", 1, 2, text, 4, 5)],
  ["an inspected argument", (log, text) => log.info("x {:?}", text)],
  ["an inspected object", (log, text) => log.info("x {:?}", { a: [text] })],
  ["a named placeholder", (log, text) => log.info("x {a}", { a: text })],
  ["an inspected named placeholder", (log, text) => log.info("x {a:?}", { a: { b: text } })],
  ["an object in the message", (log, text) => log.info("x {}", { a: text })],
  ["an error in the message", (log, text) => log.error("x {}", failure(text))],
  ["an inspected error", (log, text) => log.error("x {:?}", failure(text))],
  ["a tagged template", (log, text) => log.info`x ${text} y`],
  ["a field", (log, text) => log.info("x", { a: text })],
  ["fields alone", (log, text) => log.info({ a: text })],
  ["several objects of fields", (log, text) => log.info("x", { a: 1 }, { b: text })],
  ["a name", (log, text) => log.info("x", { [text]: 1 })],
  ["a name inside a field", (log, text) => log.info("x", { a: { [text]: 1 } })],
  ["a member", (log, text) => log.info("x", { a: { b: { c: text } } })],
  ["a member beside others", (log, text) => log.info("x", { a: { b: 1, c: [text, null, true] } })],
  ["a list", (log, text) => log.info("x", { a: ["b", text] })],
  ["a Map", (log, text) => log.info("x", { a: new Map([[text, { b: text }]]) })],
  ["a Set", (log, text) => log.info("x", { a: new Set([text]) })],
  ["an instance", (log, text) => log.info("x", { a: new Account(text) })],
  ["a String object", (log, text) => log.info("x", { a: Object(text) })],
  ["a symbol", (log, text) => log.info("x", { a: Symbol(text), b: { c: Symbol(text) } })],
  ["what toJSON gives", (log, text) => log.info("x", { a: { toJSON: () => ({ b: text }) } })],
  ["a text that toJSON gives", (log, text) => log.info("x {}", { toJSON: () => text })],
  [
    "a getter",
    (log, text) => {
      const a = {
        get b() {
          return text;
        },
      };
      log.info("x", { a });
    },
  ],
  [
    "what a getter throws",
    (log, text) => {
      const a = {
        get b(): never {
          throw new Error(text);
        },
      };
      log.info("x {}", a, { a });
      log.info("x", Object.defineProperty({}, "c", { get: () => a.b, enumerable: true }));
    },
  ],
  ["an error alone", (log, text) => log.error(failure(text))],
  ["an error without a cause", (log, text) => log.error("x", new Error(text))],
  ["an error behind its message", (log, text) => log.error(failure(text), "x")],
  ["an error as a field", (log, text) => log.error("x", { reason: failure(text) })],
  ["an error inside a field", (log, text) => log.error("x", { a: { reason: new Error(text) } })],
  ["an error with members", (log, text) => log.error(Object.assign(new Error("x"), { a: text }))],
  ["an error with a code", (log, text) => log.error(Object.assign(new Error("x"), { code: text }))],
  ["an error with a name", (log, text) => log.error(Object.assign(new Error("x"), { name: text }))],
  ["several errors", (log, text) => log.error(new AggregateError([new Error(text)], text))],
  [
    "a cause that is deeper than the limit",
    (log, text) => {
      let error = new Error(text);
      for (let i = 0; i < 9; i++) error = new Error("x", { cause: error });
      log.error(error);
    },
  ],
  [
    "headers",
    (log, text) => {
      log.info("x", { headers: { cookie: text }, rawHeaders: ["Cookie", text] });
      log.info("x", { headers: [["cookie", text]] });
    },
  ],
  ["a request", (log, text) => log.info("x", { req: { method: "GET", url: text, headers: {} } })],
  [
    "what a serializer gives or throws",
    (log, text) => {
      const serializers = {
        a: () => ({ b: text }),
        c: () => text,
        d: () => {
          throw new Error(text);
        },
      };
      log.child({}, { serializers }).info("x", { a: 1, c: 1, d: 1 });
    },
  ],
  ["a child", (log, text) => log.child({ a: text, b: { c: text } }).info("x")],
  [
    "a child that is used often",
    (log, text) => {
      const child = log.child({ a: text }).child({ b: { c: text } });
      for (let i = 0; i < 9; i++) child.info("x {}", i, i % 2 === 0 ? { d: 1 } : { a: 1 });
    },
  ],
  ["a prefix", (log, text) => log.child({}, { msgPrefix: `${text} ` }).info("x")],
  [
    "a message that comes often",
    (log, text) => {
      for (let i = 0; i < 9; i++) log.info(text);
      for (let i = 0; i < 9; i++) log.info(text, { a: i });
      for (let i = 0; i < 9; i++) log.child({ i }).info(text);
    },
  ],
  [
    "a template that comes often",
    (log, text) => {
      for (let i = 0; i < 9; i++) log.info("x {} y", text);
    },
  ],
  [
    "a typed event",
    (log, text) => {
      const inner = { type: "object", properties: { b: { type: "string" } } } as const;
      const properties = { a: { type: "string" }, inner } as const;
      const event = makeEvent(log, 30, typedEvent("x {a}", { type: "object", properties }));
      event({ a: text, inner: { b: text } });
      const plain = makeEvent(log, 30, typedEvent("x", { type: "object", properties }));
      plain({ a: text, inner: { b: text } });
      Reflect.apply(plain, undefined, [{ a: 1, inner: text }]);
    },
  ],
  [
    "a record inside a record",
    (log, text) => {
      log.info("x", { a: { toJSON: () => log.info(`inner ${text}`) } });
    },
  ],
  ["a record that is too long", (log, text) => log.info(`${text} ${"x ".repeat(2_000)}${text}`)],
  [
    "a value of a record that is too long",
    (log, text) => {
      const long = "x ".repeat(1_000);
      log.info("x {}", long, { a: long, b: { c: long, d: text }, e: text });
    },
  ],
];

const TIME: TimeSource = { wall: () => 1_763_692_020_123, monotonic: () => 7n };

const FORMATS: readonly (RecordingOptions & { readonly name: string })[] = [
  { name: "text", format: "text" },
  { name: "template", format: { template: "{level} {message} {target}" } },
  { name: "json", format: "json" },
  ...JSON_PRESETS.map((preset) => ({ name: `json:${preset}`, format: `json:${preset}` as const })),
  { name: "logfmt", format: "logfmt" },
  { name: "syslog", format: "syslog" },
  { name: "pretty", format: "pretty" },
  { name: "json, with short records", format: "json", maxRecord: 1_024 },
  { name: "syslog, with short records", format: "syslog", maxRecord: 1_024 },
  {
    name: "custom",
    format: { encode: ({ message, fields }) => JSON.stringify([message, fields]) },
  },
];

/** In characters. Any part of a secret of twice the length has one of the parts that are searched for. */
const PART = 6;

/** Looks for parts of a secret in a line. */
function searchFor(secret: string): (line: string) => boolean {
  // The first and the last line of a key are no secret.
  const parts = (secret.match(new RegExp(`.{${PART}}`, "gs")) ?? []).filter(
    (part) => !/--|BEGIN|PRIVAT|ATE K|[ \\\n]/.test(part),
  );
  return (line) => parts.some((part) => line.includes(part));
}

const SEARCHES = PLANTED.map(({ text, secret }) => ({ text, leak: searchFor(secret) }));

const SOME = SEARCHES.filter((_, i) => i % 5 === 0);

test("there are more than forty secrets and look-alikes", () => {
  expect(PLANTED.length).toBeGreaterThan(40);
  expect(LOOK_ALIKES.length).toBeGreaterThan(40);
});

test.each(SECRET_NAMES)("%s masks what is planted for it, alone", (name) => {
  const recording = new Recording({ redact: { patterns: [name] } });
  const planted = PLANTED.filter(({ pattern }) => pattern === name);
  expect(planted.length).toBeGreaterThan(0);
  for (const { text, secret } of planted) {
    recording.app.info(text);
    expect(recording.line()).not.toContain(secret);
  }
});

describe.each(FORMATS)("in the format $name", ({ name, ...format }) => {
  test.each(CALLS)("no secret comes out of %s", (_, log) => {
    const recording = new Recording({ ...format, time: TIME, redact: PATTERNS });
    // The formats of a kind share their code: some of the secrets are enough for each.
    for (const { text, leak } of name.includes(":") ? SOME : SEARCHES) {
      log(recording.app, text);
      const lines = recording.lines();
      expect(lines.length).toBeGreaterThan(0);
      expect(lines.find(leak)).toBeUndefined();
    }
  });

  test("no secret comes out of the fields of every record, or of a context", () => {
    for (const { text, leak } of SEARCHES) {
      const recording = new Recording({
        ...format,
        time: TIME,
        redact: PATTERNS,
        fields: { a: text },
      });
      const { sanitizer } = recording.dispatcher;
      const bindings = new Bindings(takeFields({ b: { c: text }, d: text }, sanitizer));
      for (let i = 0; i < 20; i++) {
        recording.contexts.run({ fields: {}, bindings }, () => recording.app.info("x"));
      }
      expect(recording.lines().find(leak)).toBeUndefined();
    }
  });

  test("look-alikes are written as without patterns", () => {
    const plain = new Recording({ ...format, time: TIME });
    const masked = new Recording({ ...format, time: TIME, redact: PATTERNS });
    for (const text of LOOK_ALIKES) {
      for (const { app } of [plain, masked]) {
        app.info(text);
        app.info("x {}", text, { a: text, b: { [text]: [text] }, [text]: 1 });
      }
      expect(masked.lines()).toEqual(plain.lines());
    }
  });
});

describe("a secret that is split over the pieces of a message", () => {
  test.each(PLANTED)("does not come out: $pattern in $text", ({ text, secret }) => {
    const recording = new Recording({ time: TIME, redact: PATTERNS });
    const leak = searchFor(secret);
    const long = text.length > 400;
    for (let at = 0; at <= text.length; at += long ? 97 : 3) {
      const [before, behind] = [text.slice(0, at), text.slice(at)];
      recording.app.info("{}{}", before, behind);
      recording.app.info("{}{}{}", before.slice(0, 5), before.slice(5), behind);
      // The same template again, so that its pieces are encoded.
      const pieces = [before, "", behind];
      const strings: TemplateStringsArray = Object.freeze(Object.assign(pieces, { raw: pieces }));
      for (let i = 0; i < 3; i++) recording.app.info(strings, "", "");
    }
    expect(recording.lines().find(leak)).toBeUndefined();
  });

  test("does not come out if it is the number of a card, of numbers", () => {
    const recording = new Recording({ redact: PATTERNS });
    recording.app.info("{}", 4111111111111111);
    recording.app.info("{} {} {} {}", 4111, 1111, 1111, 1111);
    recording.app.info("no 4111-{}-{}-1111!", 1111, 1111);
    recording.app.info("{}{}", 41111111, 11111111);
    recording.app.info("{}{}", 4111111111111111n, "");
    recording.app.info("x", { a: 4111111111111111, b: [4111111111111111n] });
    expect(recording.lines()).toEqual([
      "[Redacted]",
      "[Redacted]",
      "no [Redacted]!",
      "[Redacted]",
      "[Redacted]",
      'x a=[Redacted] b=["[Redacted]"]',
    ]);
  });

  test("leaves the pieces of other messages as they are", () => {
    const recording = new Recording({ redact: PATTERNS });
    recording.app.info("{} of {} in {} ms, {}", 1_763_692_020, 1_763_692_021, 1.5, -1);
    recording.app.info("{} {} {}", "bea", "b", "user@");
    recording.app.info("{}: {} {}", true, null, { a: 1 });
    expect(recording.lines()).toEqual([
      "1763692020 of 1763692021 in 1.5 ms, -1",
      "bea b user@",
      'true: null {"a":1}',
    ]);
  });
});

describe("a censor of the program", () => {
  const logged = (censor: (secret: unknown, path: string[], pattern?: string) => unknown) => {
    const recording = new Recording({ redact: { paths: ["a"], patterns: ["card"], censor } });
    const lines = (log: (app: Logger) => void): readonly string[] => {
      log(recording.app);
      return recording.lines();
    };
    return { lines, app: recording.app };
  };

  test("gets the secret, no path, and the name of the pattern", () => {
    const calls: unknown[][] = [];
    const { lines } = logged((...all) => {
      calls.push(all);
      return "***";
    });
    expect(lines((app) => app.info("by {}", "4111111111111111", { a: 1 }))).toEqual([
      "by *** a=***",
    ]);
    expect(calls).toEqual([
      ["4111111111111111", [], "card"],
      [1, ["a"]],
    ]);
  });

  test("may give another value than a text", () => {
    const [nothing, number] = [logged(() => undefined), logged(() => 7)];
    expect(nothing.lines((app) => app.info("by 4111111111111111."))).toEqual(["by ."]);
    expect(number.lines((app) => app.info("by 4111111111111111."))).toEqual(["by 7."]);
  });

  test("that throws leaves the text out, and the rest of the record is written", () => {
    const { lines } = logged(() => {
      throw new Error("no");
    });
    const secret = "by 4111111111111111";
    const written = lines((app) => {
      app.info(secret);
      app.info(secret, { b: 1 });
      app.info("{}", secret, { b: secret, c: [secret, 1] });
    });
    const withheld = "[withheld: redaction failed]";
    expect(written).toEqual([
      withheld,
      `${withheld} b=1`,
      `${withheld} b="${withheld}" c=["${withheld}",1]`,
    ]);
  });

  test("may log: its records come after the one that is masked", () => {
    const { lines, app } = logged((_, __, pattern) => {
      app.info("masking a {}", pattern);
      return "***";
    });
    const text = "by 4111111111111111";
    const written = lines(() => {
      app.info(text);
      app.info("x", { b: { c: text } });
    });
    expect(written[0]).toBe("by ***");
    expect(written).toContain('x b={"c":"by ***"}');
    expect(written.filter((line) => line === "masking a card")).toHaveLength(written.length - 2);
  });
});

test("fields that were bound before patterns are configured are masked", () => {
  const open = new Recording({ format: "json" });
  const child = open.app.child({ card: "4111111111111111", a: { card: "4111 1111 1111 1111" } });
  const closed = new Recording({ format: "json", redact: PATTERNS });
  Object.assign(open.dispatcher, { pipeline: closed.pipeline });
  for (let i = 0; i < 20; i++) child.info("x");
  const masked = { card: "[Redacted]", a: { card: "[Redacted]" } };
  for (const line of closed.lines()) expect(JSON.parse(line)).toMatchObject(masked);
});

describe.each(["protobuf", "json"] as const)("in OTLP as %s", (encoding) => {
  const texts = (backend: OtlpRecording): string[] =>
    backend.records.map((record) =>
      JSON.stringify(record, (_, value) => (typeof value === "bigint" ? String(value) : value)),
    );

  test.each(CALLS)("no secret comes out of %s", (_, log) => {
    for (const { text, leak } of SOME) {
      const backend = new OtlpRecording(encoding);
      const recording = new Recording({ backend, redact: PATTERNS });
      log(recording.app, text);
      recording.pipeline.flushSync();
      expect(backend.records.length).toBeGreaterThan(0);
      expect(texts(backend).find(leak)).toBeUndefined();
    }
  });
});

test("a notice of fastlog does not show the password of a URL, even without patterns", () => {
  const recording = new Recording();
  recording.pipeline.sinks[0]?.tell?.(() => "tcp://u:hunter2@h:1: ECONNREFUSED");
  expect(recording.lines().join()).toContain("tcp://u:[Redacted]@h:1: ECONNREFUSED");
});
