import { describe, expect, expectTypeOf, test } from "vitest";
import { parseMessage } from "../message/message-template.ts";
import type { FieldName, Fields, LogAtFunction, LogFunction, Placeholders } from "./signatures.ts";

const info: LogFunction = () => {};
const error: LogFunction = info;
const log: LogAtFunction = () => {};

interface Request {
  id: number;
  url?: string;
}

const id: number = 7;
const text: string = "a {} {} {}";
const args: unknown[] = [];
const err = new Error("x");
const unknown: unknown = err;
const request: Request = { id };
const request2: Request | undefined = Math.random() < 2 ? request : undefined;

describe("a log call takes", () => {
  test("a message", () => {
    info("message");
    info(text);
    info(`user ${id}`);
    log("warn", "message");
  });

  test("a message as it is, braces and all, where no argument follows", () => {
    info("{}");
    info('{"a": {}}');
    info("user {id} from {}");
    log("warn", "{} {name}");
  });

  test("an argument for each {}, of any type", () => {
    info("user {} from {}", id, "ip");
    info("{} {} {}", null, undefined, Symbol("x"));
    info("{} {}", () => 1, request);
    info("{:?} {}", unknown, err);
    log("warn", "user {} from {}", id, "ip");
  });

  test("fields that the message names", () => {
    info("user {id} logged in", { id, ip: "ip" });
    info("{id} {id:?}", request);
    info("{url}", request);
    info("{id}", request2);
    info("{} {id}", 1, request);
    info("{a} {b}", { a: 1 }, { b: 2 });
    info("{a.b} {c-d} {$e}", { "a.b": 1, "c-d": 2, $e: 3 });
    error("{host}", err, { host: "h" });
    error("{host}", { host: "h" }, err);
    log("warn", "user {id} logged in", { id });
  });

  test("fields whose type may have those that the message names", () => {
    info("{id}", {} as Readonly<Record<string, unknown>>);
    info("{id}", {} as object);
    info("{id}", unknown);
    info("{id}", request as Request | { name: string });
  });

  test("more arguments than the message has placeholders", () => {
    info("done", { status: 200, ms: 1.5 });
    info("done", request, 1, "x", [2]);
    info("{}", 1, 2, request, err);
    error("upstream failed", err, { host: "h" });
    log("error", "upstream failed", err, { host: "h" });
  });

  test("fields before the message", () => {
    info({ status: 200 }, "done");
    info({ status: 200 }, "x {}", 1);
    info(request, "user {id} from {}", "ip");
    info(request, "{} {id}", 1);
    log("warn", { status: 200 }, "done {}", 1);
  });

  test("an error, alone or before the message", () => {
    error(err);
    error(err, "message {}", 1);
    error(err, "{host}", { host: "h" });
    error(err, { host: "h" });
    // The error itself is the argument that is left for the placeholder.
    error(err, "failed: {}");
    log("error", err, "message {}", 1);
  });

  test("any thrown value", () => {
    try {
      throw err;
    } catch (thrown) {
      error(thrown);
      error(thrown, "message {}", 1);
      error("failed: {}", thrown);
      error("failed", thrown, { host: "h" });
    }
    Promise.reject(err).catch(error);
  });

  test("a value typed unknown as its first argument", () => {
    info(unknown);
    info(unknown, "message");
    info(unknown, { id });
    info(unknown, ...args);
    log("warn", unknown);
  });

  test("any other value", () => {
    info(null);
    info(undefined, 1);
    info(1n, true);
    info([1, 2], "{}");
    info(new Map(), "{} {}");
    info(text as string | Error, 1);
  });

  test("a function that makes the message", () => {
    info(() => `state ${id}`);
    info(() => "state {} {}", 1);
    info((): unknown => id, { id });
    log("debug", () => `state ${id}`);
  });

  test("a tagged template", () => {
    info`user ${id} took ${1.5}ms`;
    info`{} ${"{} {}"}`;
  });

  test("arguments whose number is not known", () => {
    info("{} {} {id}", ...args);
    info("{} {} {id}", 1, ...args);
    info(request, "{} {} {}", ...args);
    info("{} {}", ...([1] as [number, string?]));
    info("{} {}", ...([] as [] | [number, number]));
    info(...(["{}", 1] as [string, number]));
  });

  test("a message whose type is not literal, or only in part", () => {
    info(text, 1);
    info(`${text} {}`, 1);
    info(`{${text}}`, 1);
    info(text as "{}" | "{} {}", 1);
    const messages = { one: "{}", two: "{} {}" } as const;
    for (const name of ["one", "two"] as const) info(messages[name], 1);
  });

  test("text with other braces than a placeholder's", () => {
    info("{{}} {{id}}", 1);
    info("{ } { id } {1} {id", 1);
    info('{"a": 1, "b": [2]}', 1);
    info("{é} {a b} {a:b}", 1);
    info("100 %s {0}", 1);
  });

  test("a value of type never", () => {
    const never = undefined as never;
    info(never);
    info(never, "{} {}", 1);
    info("{} {name}", 1, never, unknown);
  });
});

describe("a generic function", () => {
  test("logs values of its type parameters", () => {
    function ofAny<T>(value: T, key: keyof T): void {
      info(value);
      info(value, "{}", 1);
      info("{}", value);
      info("{} {key}", value[key], { key });
      info({ value }, "{value}");
    }
    function ofFields<T extends Request>(fields: T): void {
      info("{id}", fields);
      info("{id} {more}", { ...fields, more: 1 });
      info(fields, "{id}");
    }
    function ofErrors<T extends Error>(thrown: T): void {
      error(thrown);
      error(thrown, "message {}", 1);
    }
    ofAny(request, "id");
    ofFields(request);
    ofErrors(err);
    function ofTooFew<T>(value: T): void {
      // @ts-expect-error an argument is missing, whatever the type is
      info("{} {}", value);
    }
    ofTooFew(1);
  });

  test("wraps a log function", () => {
    function wrap(through: LogFunction, message: string, ...more: unknown[]): void {
      through(message, ...more);
      through(message, { more }, ...more);
    }
    function wrapLiteral<M extends string>(message: M, ...more: readonly unknown[]): void {
      info(message);
      info(message, ...more);
      info(`prefix ${message} {}`, 1);
    }
    function wrapList<A extends unknown[]>(...more: A): void {
      info("{} {id}", ...more);
      info(err, "{} {id}", ...more);
    }
    wrap(info, "{}", 1);
    wrapLiteral("{}", 1);
    wrapList(1);
    const through: LogFunction = (first, ...more) => info(first, ...more);
    const parameters = (...all: Parameters<LogFunction>): void => info(...all);
    through("{}", 1);
    parameters("{}", 1);
  });
});

describe("a log call without", () => {
  test("a first argument does not compile", () => {
    // @ts-expect-error nothing to log
    info();
    // @ts-expect-error nothing to log
    log();
  });

  test("an argument for each {} does not compile", () => {
    // @ts-expect-error one is missing
    info("user {} from {}", id);
    // @ts-expect-error one is missing
    info("{:?} {}", id);
    // @ts-expect-error {{}} takes none, {} does
    info("{{}} {{{}}} {}", id);
    // @ts-expect-error one is missing
    log("warn", "user {} from {}", id);
    // @ts-expect-error one is missing in either
    info(text as "{} {}" | "{} {} {}", id);
    // @ts-expect-error one is missing, whatever the text is
    info(`${text} {} {}`, id);
  });

  test("a field that the message names does not compile", () => {
    // @ts-expect-error there is no name
    info("user {name} logged in", { id });
    // @ts-expect-error there is no name
    info("user {name:?} logged in", request);
    // @ts-expect-error a number has no fields
    info("user {name} logged in", id);
    // @ts-expect-error {} takes the fields
    info("{} {id}", request);
    // @ts-expect-error an error is the field err, and has no others
    info("{host}", err);
    // @ts-expect-error there is no host
    error("{host}", err, { hots: "h" });
    // @ts-expect-error there is no name
    log("warn", "user {name} logged in", { id });
  });

  test("an argument for each placeholder of a message after fields does not compile", () => {
    // @ts-expect-error there is no name
    info(request, "user {name} {}", 1);
    // @ts-expect-error one is missing
    info(request, "{} {} {}", 1);
    // @ts-expect-error an error has no fields
    error(err, "{host} {}", 1);
  });

  test("a message after fields and without arguments is literal, and compiles", () => {
    info(request, "user {name}");
    error(err, "{host}");
    error(unknown, "{} {}");
  });
});

describe("a log function", () => {
  test("is assignable to other log functions' types", () => {
    const ofText: (message: string, ...more: unknown[]) => void = info;
    const ofConsole: typeof console.log = info;
    const ofAnything: <T>(value: T) => void = info;
    const ofPino: PinoFunction = info;
    expectTypeOf(info).toExtend<(fields: object, message?: string) => void>();
    for (const through of [ofText, ofConsole, ofAnything, ofPino]) through("x");
  });

  test("can be handed on, bound and called as functions are", () => {
    ["x"].forEach(info);
    info.call(undefined, "{}", 1);
    info.apply(undefined, ["{}", 1]);
    info.bind(undefined)("{}", 1);
    info.bind(undefined, "{}")(1);
    setImmediate(info, "{}", 1);
  });

  test("can be made from any function that accepts as much", () => {
    const ofAll: LogFunction = (..._all: unknown[]) => {};
    const ofTwo: LogFunction = (_first: unknown, ..._more: unknown[]) => {};
    const ofNone: LogFunction = () => {};
    const at: LogAtFunction = (_level: unknown, _first?: unknown, ..._more: unknown[]) => {};
    for (const through of [ofAll, ofTwo, ofNone]) through("{}", 1);
    at("warn", "{}", 1);
    expectTypeOf(info).returns.toEqualTypeOf<void>();
  });
});

/** What pino's `LogFn` was up to its version 9; Fastify takes loggers of that kind. */
interface PinoFunction {
  <T extends object>(obj: T, msg?: string, ...args: unknown[]): void;
  (obj: unknown, msg?: string, ...args: unknown[]): void;
  (msg: string, ...args: unknown[]): void;
}

test("fields are objects, with an index signature or not", () => {
  expectTypeOf<Request>().toExtend<Fields>();
  expectTypeOf<{ readonly id: number }>().toExtend<Fields>();
  expectTypeOf<Readonly<Record<string, unknown>>>().toExtend<Fields>();
  expectTypeOf<object>().toExtend<Fields>();
  const literal: Fields = { id, text };
  expectTypeOf(literal).toExtend<object>();
  expectTypeOf<string>().not.toExtend<Fields>();
  expectTypeOf<null>().not.toExtend<Fields>();
  expectTypeOf<unknown[]>().not.toExtend<Fields>();
  expectTypeOf<Map<string, unknown>>().not.toExtend<Fields>();
  expectTypeOf<() => void>().not.toExtend<Fields>();
});

test("the compiler finds the placeholders that the parser finds", () => {
  same("", 0, {});
  same("message", 0, {});
  same("user {} from {}", 2, {});
  same("user {id} from {ip}, {id}", 0, { id: true, ip: true });
  same("{} {a} {:?} {b:?}", 2, { a: true, b: true });
  same("{{}} {{a}} {{{}}} {{{a}}}", 1, { a: true });
  same("{{{}", 1, {});
  same("{{{{}}}}{}{{", 1, {});
  same("{}}{}}}", 2, {});
  same("{a{b}c}", 0, { b: true });
  same("{a {} b}", 1, {});
  same("{ {a} } {b", 0, { a: true });
  same("}{", 0, {});
  same("{", 0, {});
  same("{:?", 0, {});
  same("{?} {:} {a:} {:a} {a:?:?} {a?}", 0, {});
  same("{a.b-c} {$d} {_e1}", 0, { "a.b-c": true, $d: true, _e1: true });
  same("{1a} {.a} {-a} {a b} {é} {aé} {ſ}", 0, {});
  same('{"a": {"b": [{}, 1]}, c}', 1, {});
  same("function () { return {}; }", 1, {});
});

/** Checks the message with the parser; that the other arguments are right, the compiler checks. */
function same<M extends string>(
  message: M,
  positional: Placeholders<M>[0]["length"],
  names: Readonly<Record<FieldName<Placeholders<M>[1]>, true>>,
): void {
  const found = parseMessage(message).placeholders.map(({ name }) => name);
  expect(found.filter((name) => name === undefined)).toHaveLength(positional);
  const named = new Set(found.filter((name) => name !== undefined));
  expect([...named].sort()).toEqual(Object.keys(names).sort());
}
