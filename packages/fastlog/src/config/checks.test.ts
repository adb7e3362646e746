import { describe, expect, test } from "vitest";
import { memory } from "../backend/memory.ts";
import { EXPECTED_FORMAT } from "../encode/format/format.ts";
import { FastlogError } from "../errors.ts";
import { Bindings } from "../fields/bindings.ts";
import { Sanitizer } from "../fields/sanitizer.ts";
import { checkOptions } from "./checks.ts";
import { environmentOptions } from "./environment.ts";
import type { Options } from "./options.ts";
import { settingsOf } from "./settings.ts";

const LEVELS = "expected fatal, error, warn, info, debug or trace";
const FORMAT = EXPECTED_FORMAT;

describe("options", () => {
  test("that are usable are taken as they are, without those that are undefined", () => {
    const backend = memory();
    const options: Options = {
      filter: "info",
      format: { template: "{message}" },
      tag: "main",
      backend,
      flushOn: "error",
      maxRecord: 1_024,
      buffer: 0,
      signals: true,
    };
    expect(checkOptions(options)).toEqual(options);
    expect(checkOptions({ tag: undefined, filter: "info" })).toEqual({ filter: "info" });
    expect(checkOptions({})).toEqual({});
  });

  test.each<[options: unknown, message: string]>([
    [undefined, "invalid options undefined (expected an object)"],
    [null, "invalid options null (expected an object)"],
    ["info", 'invalid options "info" (expected an object)'],
    [
      { level: "info" },
      expect.stringMatching(
        /^unknown option "level" \(expected filter, format, color, fields, redact, .*\); did you mean "filter"\?$/,
      ),
    ],
    [{ constructor: 1 }, expect.stringContaining('unknown option "constructor"')],
    [{ filter: 30 }, "invalid option filter=30: expected a string"],
    [{ filter: null }, "invalid option filter=null: expected a string"],
    [{ tag: 7 }, "invalid option tag=7: expected a string"],
    [{ tag: "x".repeat(257) }, expect.stringMatching(/: expected at most 256 bytes$/)],
    [{ tag: "\u001b".repeat(43) }, expect.stringMatching(/: expected at most 256 bytes$/)],
    [{ tag: "é".repeat(129) }, expect.stringMatching(/: expected at most 256 bytes$/)],
    [{ format: "xml" }, `invalid option format="xml": ${FORMAT}`],
    [{ format: {} }, `invalid option format={}: ${FORMAT}`],
    [{ format: { template: 1 } }, `invalid option format={"template":1}: ${FORMAT}`],
    [{ format: null }, `invalid option format=null: ${FORMAT}`],
    [{ flushOn: "off" }, `invalid option flushOn="off": ${LEVELS}`],
    [{ flushOn: "INFO" }, `invalid option flushOn="INFO": ${LEVELS}`],
    [{ flushOn: 30n }, `invalid option flushOn=30n: ${LEVELS}`],
    [
      { maxRecord: 1_023 },
      "invalid option maxRecord=1023: expected a whole number from 1024 to 16777216",
    ],
    [{ maxRecord: 16_777_217 }, expect.stringContaining("from 1024 to 16777216")],
    [{ maxRecord: 2_048.5 }, expect.stringContaining("expected a whole number")],
    [
      { maxRecord: "2048" },
      'invalid option maxRecord="2048": expected a whole number from 1024 to 16777216',
    ],
    [{ buffer: -1 }, "invalid option buffer=-1: expected a whole number from 0 to 1099511627776"],
    [{ buffer: Number.NaN }, expect.stringContaining("expected a whole number")],
    [{ buffer: Number.POSITIVE_INFINITY }, expect.stringContaining("expected a whole number")],
    [
      { flushAfter: -1 },
      "invalid option flushAfter=-1: expected a whole number of milliseconds from 0 to 60000",
    ],
    [{ flushAfter: 0.5 }, expect.stringMatching(/^invalid option flushAfter=0.5: .* 60000$/)],
    [{ flushAfter: 60_001 }, expect.stringMatching(/^invalid option flushAfter=60001: .* 60000$/)],
    [{ flushAfter: "90s" }, expect.stringMatching(/^invalid option flushAfter="90s": .* 60000$/)],
    [{ flushAfter: "5" }, expect.stringContaining("; did you mean 5?")],
    [{ flushAfter: "5ms" }, expect.stringContaining("; did you mean 5?")],
    [{ flushAfter: "2s" }, expect.stringContaining("; did you mean 2000?")],
    [{ flushAfter: false }, expect.stringContaining("; did you mean 0?")],
    [
      { backend: [{ backend: "stdout", flushAfter: "1ms" }] },
      expect.stringContaining('invalid option backend[0].flushAfter="1ms": expected'),
    ],
    [{ maxDepth: 0 }, "invalid option maxDepth=0: expected a whole number from 1 to 64"],
    [{ maxBreadth: 0 }, "invalid option maxBreadth=0: expected a whole number from 1 to 65536"],
    [{ fields: 1 }, "invalid option fields=1: expected an object of fields"],
    [{ fields: [1] }, "invalid option fields=[1]: expected an object of fields"],
    [{ redact: "password" }, expect.stringContaining("invalid option redact")],
    [{ serializers: [] }, "invalid option serializers=[]: expected an object of functions"],
    [{ serializers: { req: 1 } }, "invalid option serializers.req=1: expected a function"],
    [{ color: "always" }, 'invalid option color="always": expected "auto", true or false'],
    [{ color: 1 }, 'invalid option color=1: expected "auto", true or false'],
    [{ signals: "yes" }, 'invalid option signals="yes": expected true, false or { end, reopen }'],
    [{ isolated: 1 }, "invalid option isolated=1: expected true or false"],
    [
      { backend: 1 },
      "invalid option backend=1: expected a URL or a backend; it has no method submit()",
    ],
    [{ backend: null }, expect.stringContaining("it has no method submit()")],
    [
      { backend: { ...memory(), close: undefined } },
      expect.stringContaining("it has no method close()"),
    ],
    [{ backend: { ...memory(), name: 1 } }, expect.stringContaining("it has no name")],
    [
      { backend: memory },
      "invalid option backend=[Function: memory]: expected a URL or a backend; call the function to make one",
    ],
    [{ tag: Symbol("s") }, "invalid option tag=Symbol(s): expected a string"],
  ])("such as %o are refused", (options, message) => {
    const check = (): unknown => checkOptions(options);
    expect(check).toThrow(FastlogError);
    expect(check).toThrow(expect.objectContaining({ code: "ERR_FASTLOG_INVALID_OPTION", message }));
  });

  test("with a template that is none are refused with what is wrong with it", () => {
    const check = (): unknown => checkOptions({ format: { template: "{what}{message}" } });
    expect(check).toThrow(
      expect.objectContaining({
        code: "ERR_FASTLOG_INVALID_TEMPLATE",
        message: expect.stringContaining('unknown token "{what}"'),
      }),
    );
  });

  test("that are long or cannot be shown are refused all the same", () => {
    const cycle: { self?: object } = {};
    cycle.self = cycle;
    expect(() => checkOptions({ filter: cycle })).toThrow("invalid option filter=object: ");
    const long = { filter: ["x".repeat(10_000)] };
    expect(() => checkOptions(long)).toThrow(
      /^invalid option filter=\["x{198}…: expected a string$/,
    );
  });
});

describe("settings", () => {
  test("have defaults for all that is not given", () => {
    expect(settingsOf({})).toEqual({
      format: expect.objectContaining({ printsTarget: false, printsPosition: false }),
      hasFormat: false,
      color: "auto",
      sanitizer: new Sanitizer(),
      base: undefined,
      identity: { pid: process.pid, thread: 0, host: expect.any(String), tag: "main" },
      flushOn: "fatal",
      maxRecord: 65_536,
      buffer: undefined,
      overflow: undefined,
      exitTimeout: 1_000,
    });
  });

  test("are what is given", () => {
    const given: Options = {
      tag: "t",
      flushOn: "warn",
      maxRecord: 2_048,
      buffer: 1,
      format: "text",
    };
    expect(settingsOf(given)).toMatchObject({
      identity: { tag: "t" },
      flushOn: "warn",
      maxRecord: 2_048,
      buffer: 1,
    });
    expect(settingsOf({ tag: "", format: { template: "{message}" } })).toMatchObject({
      identity: { tag: "" },
    });
    expect(settingsOf({ format: { template: "{target} {message}" } }).format).toMatchObject({
      printsTarget: true,
    });
    expect(settingsOf({ redact: [] }).sanitizer.isTrivial).toBe(true);
    expect(settingsOf({ redact: { paths: [] } }).sanitizer.isTrivial).toBe(true);
    expect(settingsOf({ redact: ["a"] }).sanitizer.isTrivial).toBe(false);
    expect(settingsOf({ fields: { a: 1 } }).base).toEqual(new Bindings({ a: 1 }));
    expect(settingsOf({ maxDepth: 2, maxBreadth: 3, maxRecord: 2_048 }).sanitizer.limits).toEqual({
      maxDepth: 2,
      maxBreadth: 3,
      maxLength: 2_048,
    });
  });
});

describe("the environment", () => {
  const read = (environment: Record<string, string>) => {
    const reports: [string, string][] = [];
    const options = environmentOptions(environment, (...report) => reports.push(report));
    return { options, reports };
  };

  test.each<[environment: Record<string, string>, options: Options]>([
    [{}, {}],
    [{ LOG: "info" }, {}],
    [{ LOG_FORMAT: "", LOG_TAG: "", LOG_BACKEND: "" }, {}],
    [{ LOG_FORMAT: "text" }, { format: "text" }],
    [{ LOG_FORMAT: "logfmt" }, { format: "logfmt" }],
    [{ LOG_FORMAT: "syslog" }, { format: "syslog" }],
    [{ LOG_FORMAT: "{level} {message}" }, { format: { template: "{level} {message}" } }],
    [{ LOG_TAG: "worker-1" }, { tag: "worker-1" }],
    [{ LOG_BACKEND: "stderr" }, { backend: "stderr" }],
  ])("%j means the options %j", (environment, options) => {
    expect(read(environment)).toEqual({ options, reports: [] });
  });

  test("has what cannot be used reported and left out", () => {
    const environment = { LOG_FORMAT: "xml", LOG_TAG: "x".repeat(300), LOG_BACKEND: "stderr" };
    const { options, reports } = read(environment);
    expect(options).toEqual({ backend: "stderr" });
    expect(reports).toEqual([
      ["LOG_FORMAT", `invalid option format="xml": ${FORMAT}`],
      ["LOG_TAG", expect.stringMatching(/expected at most 256 bytes$/)],
    ]);
    const template = read({ LOG_FORMAT: "{what} {message}" });
    expect(template.options).toEqual({});
    expect(template.reports).toEqual([["LOG_FORMAT", expect.stringContaining('"{what}"')]]);
  });
});

test.each([
  ["level", "filter"],
  ["transport", "backend"],
  ["base", "fields"],
  ["name", "tag"],
])("the option %s is refused with %s, which was meant", (name, meant) => {
  expect(() => checkOptions({ [name]: "x" })).toThrow(`did you mean "${meant}"?`);
});
