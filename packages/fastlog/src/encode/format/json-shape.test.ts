import { describe, expect, test } from "vitest";
import { FastlogError } from "../../errors.ts";
import { compileFormat } from "./format.ts";

const cyclic: { self?: unknown } = {};
cyclic.self = cyclic;

test.each<[json: object, message: string]>([
  [
    { preset: "gpc" },
    'format.json.preset="gpc": expected pino, ecs, gcp, datadog, loki, otel or bunyan',
  ],
  [{ preset: "stackdriver" }, 'did you mean "gcp"?'],
  [{ preset: 1 }, "format.json.preset=1: expected pino"],
  [{ messageKey: "m" }, 'unknown option "format.json.messageKey" (expected preset, time,'],
  [{ messageKey: "m" }, 'did you mean "msg"?'],
  [{ levle: "l" }, 'did you mean "level"?'],
  [
    { time: { form: "iso" } },
    'format.json.time.form="iso": expected ms, s, us, ns, ns-string, rfc3339, rfc3339-us, rfc3339-ns',
  ],
  [{ time: { form: "rfc339" } }, 'did you mean "rfc3339"?'],
  [{ time: 7 }, "format.json.time=7: expected a key, false, or { key, form }"],
  [
    { time: { name: "t" } },
    'format.json.time={"name":"t"}: expected a key, false, or { key, form }',
  ],
  [{ pid: { form: "hex" } }, 'format.json.pid={"form":"hex"}: expected a key, false, or { key }'],
  [{ pid: "" }, 'format.json.pid="": expected a key of 1 to 256 characters'],
  [{ pid: { key: [] } }, "format.json.pid.key=[]: expected a key"],
  [{ pid: { key: ["a", 1] } }, 'format.json.pid.key=["a",1]: expected a key'],
  [{ pid: "\ud800" }, "format.json.pid="],
  [
    { level: { form: "loud" } },
    'format.json.level.form="loud": expected number, name, upper, gcp, datadog, otel or an object of levels',
  ],
  [
    { level: { form: { inof: "I" } } },
    'format.json.level.form.inof="I": expected the levels fatal, error, warn, info, debug or trace; did you mean "info"?',
  ],
  [
    { level: { form: { info: null } } },
    "format.json.level.form.info=null: expected a string, a number, or false",
  ],
  [{ service: {} }, "format.json.service.key=undefined: expected a key, as the preset has none"],
  [{ msg: false }, "format.json.msg=false: expected one key: no message is left out"],
  [{ msg: [{ key: "a" }, { key: "b" }] }, "expected one key"],
  [{ fields: [{ key: "a" }, { key: "b" }] }, "expected one key"],
  [{ err: 5 }, "format.json.err=5: expected a key, or { key, names, lifted }"],
  [{ err: { name: "x" } }, 'unknown option "format.json.err.name" (expected key, names, lifted)'],
  [{ err: { names: { stak: "x" } } }, 'did you mean "stack"?'],
  [
    { err: { names: { stack: "s", message: "s" } } },
    'format.json.err.names={"stack":"s","message":"s"}: expected a name that no other member of an error has',
  ],
  [
    { err: { names: { stack: "type" } } },
    'format.json.err.names={"stack":"type"}: expected a name',
  ],
  [
    { err: { lifted: { stack: "msg" } } },
    'format.json.err.lifted.stack="msg": expected a key that',
  ],
  [{ err: { lifted: { stack: "" } } }, 'format.json.err.lifted.stack="": expected a key'],
  [
    { traceId: { form: "binary" } },
    'format.json.traceId.form="binary": expected hex, decimal, resource',
  ],
  [{ spanId: { key: ["a", "b"] } }, "expected a key of the record"],
  [{ order: "time" }, 'format.json.order="time": expected a list of time, level'],
  [{ order: ["message"] }, 'format.json.order[0]="message": expected time, level'],
  [{ order: ["message"] }, 'did you mean "msg"?'],
  [{ order: ["msg", "msg"] }, "expected each part once"],
  [{ order: ["fields"] }, "expected a part that each record has before the fields"],
  [{ level: { form: { info: false } }, order: ["level", "fields"] }, "before the fields"],
  [{ values: { svc: "x" } }, 'unknown option "format.json.values.svc"'],
  [{ values: { service: 5 } }, "format.json.values.service=5: expected a string"],
  [{ constants: [] }, "format.json.constants=[]: expected an object"],
  [
    { constants: { a: { b: () => 1 } } },
    "format.json.constants.a.b=[Function: b]: expected a string, number",
  ],
  [{ constants: { a: Number.NaN } }, "expected a string, number, boolean, null"],
  [{ constants: { a: new Date(0) } }, "format.json.constants.a=[Date]: expected a string, number"],
  [{ constants: cyclic }, "expected at most 16 levels"],
  [{ constants: { a: [cyclic] } }, "expected at most 16 levels"],
  [{ constants: { a: "x".repeat(5_000) } }, "expected at most 4096 characters of JSON"],
  [{ constants: { a: ["\ud800"], "\ud800": 1 } }, "without lone surrogates"],
  [{ pid: "level" }, 'format.json.pid=["level"]: expected a key that no other part has'],
  [{ pid: { key: ["level", "pid"] } }, "expected a key that no other part has"],
  [{ constants: { msg: 1 } }, 'format.json.msg=["msg"]: expected a key that no other part has'],
  [{ fields: "msg" }, 'format.json.fields=["msg"]: expected a key that no other part has'],
  [{ err: "msg" }, 'format.json.err="msg": expected a key that no other part has'],
  [{ truncated: "time" }, 'format.json.truncated="time": expected a key that no other part has'],
  [{ traceId: "msg" }, 'format.json.traceId="msg": expected a key that no other part has'],
  [{ preset: "otel", traceId: "Resource" }, 'format.json.traceId="Resource"'],
])("the options %j are refused: %s", (json, message) => {
  const compile = () => compileFormat({ json });
  expect(compile).toThrow(FastlogError);
  expect(compile).toThrow(expect.objectContaining({ code: "ERR_FASTLOG_INVALID_OPTION" }));
  expect(compile).toThrow(message);
});

describe("a preset by its name", () => {
  test("is the one with its options", () => {
    const byName = compileFormat("json:ecs");
    expect(byName?.name).toBe("json");
    expect(byName?.identity).toBe(compileFormat({ json: { preset: "ecs" } })?.identity);
    expect(byName?.identity).not.toBe(compileFormat("json")?.identity);
  });

  test("that is none is refused, and the meant one is named", () => {
    expect(() => compileFormat("json:elastic")).toThrow('format.json.preset="elastic"');
    expect(() => compileFormat("json:datdog")).toThrow('did you mean "datadog"?');
  });
});
