import { expect, test } from "vitest";
import { udp } from "../backend/datagram/udp.ts";
import { stdout } from "../backend/fd/standard.ts";
import { file } from "../backend/file/file.ts";
import { tcp, tls, unix } from "../backend/stream/factories.ts";
import { checkOptions } from "../config/checks.ts";
import { FastlogError } from "../errors.ts";
import { Runtime } from "../lifecycle/runtime.ts";

/** The message of the FastlogError that an action throws. */
function messageOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    expect(error).toBeInstanceOf(FastlogError);
    return (error as FastlogError).message;
  }
  return "";
}

const configuring = (options: object) => () => new Runtime({}).configure(options);

test.each([
  ["prettyPrint", "format"],
  ["timestamp", "format"],
  ["formatters", "format"],
  ["silent", "filter"],
  ["Backend", "backend"],
  ["feilds", "fields"],
  ["maxdepth", "maxDepth"],
  ["flushInterval", "flushAfter"],
  ["periodicFlush", "flushAfter"],
])("the option %s is refused, and %s is suggested", (name, meant) => {
  expect(messageOf(() => checkOptions({ [name]: 1 }))).toMatch(`; did you mean "${meant}"?`);
});

test.each(["hooks", "x", "constructor"])(
  "the option %s is refused without a suggestion",
  (name) => {
    const message = messageOf(() => checkOptions({ [name]: 1 }));
    expect(message).toContain("unknown option");
    expect(message).not.toContain("did you mean");
  },
);

test.each([
  ["dev", '"pretty"'],
  ["JSON", '"json"'],
  ["ndjson", '"json"'],
  ["logfnt", '"logfmt"'],
  ["{level} {message}", '{ template: "{level} {message}" }'],
])("the format %j is refused, and %s is suggested", (format, meant) => {
  const message = messageOf(configuring({ format }));
  expect(message).toContain(`invalid option format=${JSON.stringify(format)}`);
  expect(message).toContain(`; did you mean ${meant}?`);
});

test.each([
  [{ backend: "stdout", level: "error" }, "filter"],
  [{ backend: "stdout", fitler: "error" }, "filter"],
  [{ backend: "stdout", flushInterval: 10 }, "flushAfter"],
])("an entry %j is refused, and %s is suggested", (entry, meant) => {
  expect(messageOf(configuring({ backend: [entry] }))).toContain(`; did you mean "${meant}"?`);
});

test.each([
  ["maxsize=10mb", "maxSize"],
  ["maxFiles=5", "keep"],
  ["zippedArchive=true", "gzip"],
  ["every=daily", "1d"],
  ["maxSize=10m", "10mb"],
  ["maxSize=10MiB", "10mb"],
  ["gzip=yes", "true"],
])("the parameter %s of a file is refused, and %s is suggested", (parameter, meant) => {
  const message = messageOf(configuring({ backend: `file:///never?${parameter}` }));
  expect(message).toContain(`; did you mean "${meant}"?`);
});

test("a size that is out of range is refused without a suggestion", () => {
  const message = messageOf(configuring({ backend: "file:///never?maxSize=1" }));
  expect(message).toContain('invalid maxSize "1"');
  expect(message).not.toContain("did you mean");
});

test("an option of a factory is refused, and the one that was meant is suggested", () => {
  const options = { maxsize: 65_536 } as object;
  expect(messageOf(() => file("/never", options))).toContain('; did you mean "maxSize"?');
});

test.each<[call: string, action: () => unknown, message: string]>([
  ["file()", () => Reflect.apply(file, null, []), "invalid option path=undefined of file()"],
  [
    "file({ path })",
    () => Reflect.apply(file, null, [{ path: "/x" }]),
    "of file(): expected a path",
  ],
  [
    "file(path, text)",
    () => Reflect.apply(file, null, ["/x", "w"]),
    'invalid options "w" of file()',
  ],
  ["unix()", () => Reflect.apply(unix, null, []), "invalid option path=undefined of unix()"],
  ["tcp()", () => Reflect.apply(tcp, null, []), "invalid options undefined of tcp()"],
  ["tcp(text)", () => Reflect.apply(tcp, null, ["h:1"]), 'invalid options "h:1" of tcp()'],
  ["tls(null)", () => Reflect.apply(tls, null, [null]), "invalid options null of tls()"],
  ["udp()", () => Reflect.apply(udp, null, []), "invalid options undefined of udp()"],
  ["stdout(text)", () => Reflect.apply(stdout, null, ["x"]), 'invalid options "x" of stdout()'],
])("%s is refused by an error that names what was given", (_call, action, message) => {
  expect(messageOf(action)).toContain(message);
});

test.each([
  ["redact", "password", '["password"]'],
  ["signals", "SIGTERM", '{ end: ["SIGTERM"] }'],
  ["signals", ["SIGTERM", "SIGINT"], '{ end: ["SIGTERM","SIGINT"] }'],
])("the option %s of %j is refused, and %s is suggested", (name, value, meant) => {
  expect(messageOf(configuring({ [name]: value }))).toContain(`; did you mean ${meant}?`);
});

test("a URL object as a backend is refused, and its text is suggested", () => {
  const message = messageOf(configuring({ backend: new URL("file:///var/log/app.log") }));
  expect(message).toContain('; did you mean "file:///var/log/app.log"?');
});
