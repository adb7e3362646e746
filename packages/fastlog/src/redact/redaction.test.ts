import { describe, expect, test } from "vitest";
import { Recording, type RecordingOptions } from "../../test/fixtures/unit/recording.ts";
import type { Logger } from "../call/logger.ts";
import { makeEvent } from "../call/make-logger.ts";
import { typedEvent } from "../event/event.ts";
import { Bindings, takeFields } from "../fields/bindings.ts";
import type { Redact } from "./redact.ts";

const PATHS = [
  "password",
  "req.headers.authorization",
  "*.token",
  "users[*].email",
  "**.secret",
  "*.config.key",
  'odd["a.b"]',
];

let planted = 0;
/** A text that must not come out. */
const plant = (): string => `PLANTED-${++planted}-`;

class Account {
  readonly name = "visible";
  readonly secret = plant();
}

const failure = (): Error =>
  Object.assign(new Error("visible"), {
    config: { key: plant(), url: "visible" },
    secret: plant(),
    cause: Object.assign(new Error("visible"), { secret: plant() }),
  });

const nest = (depth: number, value: object): object =>
  depth === 0 ? value : { inside: nest(depth - 1, value) };

/** Each logs secrets, and the text "visible". */
const CALLS: readonly (readonly [name: string, log: (log: Logger) => void])[] = [
  ["a field", (log) => log.info("visible", { password: plant() })],
  ["a field that is an object", (log) => log.info("visible", { password: { a: plant() } })],
  ["fields that come first", (log) => log.info({ password: plant() }, "visible")],
  ["fields alone", (log) => log.info({ password: plant(), a: "visible" })],
  ["a field twice", (log) => log.info("visible", { password: plant() }, { password: plant() })],
  ["a key in other case", (log) => log.info("visible", { Password: plant(), PASSWORD: plant() })],
  [
    "a header",
    (log) => log.info("visible", { req: { headers: { authorization: plant(), host: "h" } } }),
  ],
  [
    "a header in other case",
    (log) => log.info("visible", { req: { headers: { Authorization: plant() } } }),
  ],
  ["a path written flat", (log) => log.info("visible", { "req.headers.authorization": plant() })],
  ["any object's token", (log) => log.info("visible", { a: { token: plant(), b: "visible" } })],
  [
    "members of a list",
    (log) => log.info("visible", { users: [{ email: plant() }, { email: plant() }] }),
  ],
  ["a key with a dot", (log) => log.info("visible", { odd: { "a.b": plant() } })],
  ...Array.from({ length: 8 }, (_, depth): [string, (log: Logger) => void] => [
    `a key at depth ${depth}`,
    (log) => log.info("visible", nest(depth, { secret: plant() })),
  ]),
  ["a key in a map", (log) => log.info("visible", { map: new Map([["secret", plant()]]) })],
  ["a key in a set", (log) => log.info("visible", { set: new Set([{ secret: plant() }]) })],
  ["an instance", (log) => log.info("visible", { account: new Account() })],
  ["an instance as fields", (log) => log.info("visible", new Account())],
  [
    "what toJSON gives",
    (log) => log.info("visible", { a: { toJSON: () => ({ secret: plant() }) } }),
  ],
  [
    "a getter",
    (log) => {
      const secret = plant();
      log.info("visible", {
        a: Object.create(
          {},
          getter(() => secret),
        ),
      });
    },
  ],
  ["an error", (log) => log.error(failure(), "visible")],
  ["an error alone", (log) => log.error(failure())],
  ["an error under another name", (log) => log.error("visible", { reason: failure() })],
  ["an error in a placeholder", (log) => log.error("visible {}", failure())],
  ["an inspected error", (log) => log.error("visible {:?}", failure())],
  [
    "a function with properties that is inspected",
    (log) =>
      log.info(
        "visible {:?}",
        Object.assign(() => 1, { secret: plant() }),
      ),
  ],
  [
    "a msg whose getter throws",
    (log) => {
      const text = plant();
      const fields = {
        a: "visible",
        get msg(): never {
          throw new Error(text);
        },
      };
      log.info(fields);
    },
  ],
  [
    "an error whose message throws",
    (log) => {
      const text = plant();
      class Odd extends Error {
        override get message(): string {
          throw new Error(text);
        }
      }
      log.error("visible {}", new Odd());
      log.error(new Odd(), "visible");
      log.error(new Odd());
    },
  ],
  ["an object in a placeholder", (log) => log.info("visible {}", { password: plant() })],
  ["a list in a placeholder", (log) => log.info("visible {}", [{ secret: plant() }])],
  ["an inspected object", (log) => log.info("visible {:?}", { a: { token: plant() } })],
  ["a named placeholder", (log) => log.info("visible {password}", { password: plant() })],
  ["an inspected named one", (log) => log.info("visible {a:?}", { a: { secret: plant() } })],
  ["a named one that is an error", (log) => log.info("visible {secret}", { secret: failure() })],
  ["a tagged template", (log) => log.info`visible ${{ secret: plant() }}`],
  ["what is appended", (log) => log.info("visible", [{ secret: plant() }])],
  ["a child", (log) => log.child({ password: plant(), a: { secret: plant() } }).info("visible")],
  [
    "a child's child",
    (log) =>
      log
        .child({ secret: plant() })
        .child({ b: { token: plant() } })
        .info("visible", { c: 1 }),
  ],
  [
    "what a serializer gives",
    (log) => {
      const serializers = { user: () => ({ token: plant() }) };
      log.child({}, { serializers }).info("visible", { user: 1 });
    },
  ],
  [
    "a typed event",
    (log) => {
      const user = { type: "object", properties: { secret: { type: "string" } } } as const;
      const properties = { password: { type: "string" }, user } as const;
      const event = makeEvent(log, 30, typedEvent("visible", { type: "object", properties }));
      event({ password: plant(), user: { secret: plant() } });
      event({ password: plant(), user: { secret: plant(), extra: "breaks the schema" } });
    },
  ],
  [
    "a getter that throws beside one",
    (log) => {
      const fields = { secret: plant() };
      const throws = {
        get other(): never {
          throw new Error(`it was ${fields.secret}`);
        },
      };
      log.info("visible", { ...fields, inside: { ...fields, ...describeAll(throws) } });
      log.info("visible", Object.defineProperties({ ...fields }, describeAll(throws)));
    },
  ],
];

function getter(get: () => string): PropertyDescriptorMap {
  return { secret: { get, enumerable: true } };
}

function describeAll(object: object): PropertyDescriptorMap {
  return Object.getOwnPropertyDescriptors(object);
}

const FORMATS: readonly RecordingOptions[] = [
  { format: "text" },
  { format: "json" },
  { format: "logfmt" },
  { format: "syslog" },
  { format: { encode: ({ message, fields }) => JSON.stringify([message, fields]) } },
];

describe.each(FORMATS)("in the format $format", (format) => {
  test.each(CALLS)("no secret comes out of %s", (_, log) => {
    const before = planted;
    const recording = new Recording({ ...format, redact: PATHS });
    log(recording.app);
    const lines = recording.lines().join("\n");
    expect(planted).toBeGreaterThan(before);
    expect(lines).toContain("visible");
    expect(lines).not.toContain("PLANTED");
  });

  test("no secret comes out of the fields of every record, or of a context", () => {
    const fields = { password: plant(), a: { secret: plant() } };
    const recording = new Recording({ ...format, redact: PATHS, fields });
    const bindings = new Bindings(
      takeFields({ b: { token: plant() } }, recording.dispatcher.sanitizer),
    );
    recording.contexts.run({ fields: {}, bindings }, () => recording.app.info("visible"));
    expect(recording.line()).not.toContain("PLANTED");
  });

  test.each<[name: string, redact: Redact]>([
    ["a function", { paths: PATHS, censor: () => "***" }],
    ["removal", { paths: PATHS, remove: true }],
    ["nothing", { paths: PATHS, censor: null }],
    [
      "a function that throws",
      {
        paths: PATHS,
        censor(value) {
          throw new Error(String(value));
        },
      },
    ],
  ])("no secret comes out where the censor is %s", (_, redact) => {
    for (const [, log] of CALLS) {
      const recording = new Recording({ ...format, redact });
      log(recording.app);
      const lines = recording.lines();
      expect(lines.length).toBeGreaterThan(0);
      expect(lines.join("\n")).not.toContain("PLANTED");
    }
  });
});

test("there are more than thirty of them", () => {
  expect(CALLS.length).toBeGreaterThan(30);
});

describe("what is redacted", () => {
  const lineOf = (redact: Redact, log: (log: Logger) => void): string => {
    const recording = new Recording({ redact });
    log(recording.app);
    return recording.line();
  };

  test("says so", () => {
    const line = lineOf(["a", "b.c"], (log) => log.info("x {a}", { a: 1, b: { c: 2, d: 3 } }));
    expect(line).toBe('x [Redacted] a=[Redacted] b={"c":"[Redacted]","d":3}');
  });

  test("is what the censor gives for its value and path", () => {
    const censor = (value: unknown, path: string[]) => `${path.join("/")}:${String(value).length}`;
    const line = lineOf({ paths: ["a", "*.c"], censor }, (log) => {
      log.info("x", { a: "1234", b: { c: "12" } });
    });
    expect(line).toBe('x a=a:4 b={"c":"b/c:2"}');
  });

  test("is gone where it is to be removed", () => {
    const line = lineOf({ paths: ["a", "*.c"], remove: true }, (log) => {
      log.info("x", { a: "1234", b: { c: "12", d: 1 } });
    });
    expect(line).toBe('x b={"d":1}');
  });

  test("is withheld as a whole where the censor throws, and the record says so", () => {
    const censor = (): never => {
      throw new Error("no");
    };
    const line = lineOf({ paths: ["a", "b.c"], censor }, (log) => {
      log.info("x", { a: 1, b: { c: 1, d: "unrelated" }, e: 2 });
    });
    const withheld = '"[withheld: redaction failed]"';
    expect(line).toBe(`x a=${withheld} b=${withheld} e=2`);
  });

  test("is bound fields too when it is configured behind them", () => {
    const open = new Recording({ format: "json" });
    const child = open.app.child({ password: "PLANTED", a: 1 });
    const closed = new Recording({ format: "json", redact: ["password"] });
    Object.assign(open.dispatcher, { pipeline: closed.pipeline });
    child.info("x");
    expect(JSON.parse(closed.line())).toMatchObject({ password: "[Redacted]", a: 1 });
  });
});
