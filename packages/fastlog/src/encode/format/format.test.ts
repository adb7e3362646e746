import { expect, test } from "vitest";
import { FastlogError } from "../../errors.ts";
import { Clock } from "../../time/clock.ts";
import { CustomEncoder } from "./custom.ts";
import { compileFormat } from "./format.ts";
import { JsonEncoder } from "./json.ts";
import { LineEncoder } from "./line-encoder.ts";
import { LogfmtEncoder } from "./logfmt.ts";
import { SyslogEncoder } from "./syslog.ts";

const IDENTITY = { pid: 1, thread: 0, host: "h", tag: "main" };

const encode = () => "";

test.each<[format: unknown, kind: unknown, printsTarget: boolean, printsPosition: boolean]>([
  ["text", LineEncoder, false, false],
  ["json", JsonEncoder, false, false],
  ["logfmt", LogfmtEncoder, false, false],
  ["syslog", SyslogEncoder, false, false],
  [{ template: "{message}" }, LineEncoder, false, false],
  [{ template: "{target} {line} {message}" }, LineEncoder, true, true],
  [{ syslog: {} }, SyslogEncoder, false, false],
  [{ syslog: { facility: "local0" } }, SyslogEncoder, false, false],
  [{ encode }, CustomEncoder, false, false],
  [{ encode, needs: { target: true } }, CustomEncoder, true, false],
  [{ encode, needs: { position: true } }, CustomEncoder, false, true],
])("the format %j has an encoder, and demands what that prints", (format, kind, ...demands) => {
  const compiled = compileFormat(format);
  const encoder = compiled?.encoder(IDENTITY, new Clock(), { color: false });
  expect(encoder).toBeInstanceOf(kind);
  expect([compiled?.printsTarget, compiled?.printsPosition]).toEqual(demands);
  expect([encoder?.printsTarget, encoder?.printsPosition]).toEqual(demands);
});

test.each([
  "xml",
  "JSON",
  "",
  null,
  undefined,
  1,
  {},
  [],
  { template: 1 },
  { syslog: "user" },
  { syslog: null },
  { encode: "json" },
  encode,
])("%j is no format", (format) => {
  expect(compileFormat(format)).toBeUndefined();
});

test.each([
  [{ template: "{what}" }, "ERR_FASTLOG_INVALID_TEMPLATE"],
  [{ syslog: { facility: "local8" } }, "ERR_FASTLOG_INVALID_OPTION"],
])("what is wrong inside of the format %j is named", (format, code) => {
  const compile = () => compileFormat(format);
  expect(compile).toThrow(FastlogError);
  expect(compile).toThrow(expect.objectContaining({ code }));
});
