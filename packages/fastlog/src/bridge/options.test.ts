import { describe, expect, test } from "vitest";
import { FastlogError } from "../errors.ts";
import { bridgeSettings } from "./options.ts";

describe("an invalid option", () => {
  test.each<[options: unknown, message: string]>([
    [undefined, "invalid options undefined of bridge() (expected an object with console, debug,"],
    ["console", 'invalid options "console" of bridge()'],
    [{ consol: true }, 'unknown option "consol" of bridge() (expected console, debug,'],
    [{ consol: true }, 'did you mean "console"?'],
    [{ deprecations: true }, 'did you mean "warnings"?'],
    [{ undici: true }, 'did you mean "channels"?'],
    [{ console: 1 }, "invalid option console=1: expected true, false or an object with levels,"],
    [{ console: { level: "info" } }, 'unknown option "console.level"'],
    [{ console: { level: "info" } }, 'did you mean "levels"?'],
    [{ console: { levels: { log: "inf" } } }, 'invalid option console.levels.log="inf"'],
    [{ console: { levels: { log: "inf" } } }, 'did you mean "info"?'],
    [{ console: { levels: { wran: "info" } } }, 'did you mean "warn"?'],
    [{ console: { target: "" } }, 'invalid option console.target="": expected a name'],
    [{ debug: { level: "verbose" } }, 'did you mean "debug"?'],
    [{ debug: { copies: [() => {}] } }, "invalid option debug.copies="],
    [{ debuglog: { target: "node" } }, "expected a function"],
    [{ warnings: { stack: "yes" } }, "expected true or false"],
    [{ channels: ["a"] }, "expected an object of functions"],
    [{ channels: { "a:b": true } }, 'invalid option channels["a:b"]=true: expected a function'],
  ])("%j is refused: %s", (options, message) => {
    const check = () => bridgeSettings(options);
    expect(check).toThrow(FastlogError);
    expect(check).toThrow(message);
    expect(check).toThrow(expect.objectContaining({ code: "ERR_FASTLOG_INVALID_OPTION" }));
  });
});

test("a part that is false or undefined is not bridged", () => {
  expect(bridgeSettings({ console: false, debug: undefined })).toEqual({
    console: undefined,
    debug: undefined,
    debuglog: undefined,
    warnings: undefined,
    channels: [],
  });
});
