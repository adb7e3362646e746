import fc from "fast-check";
import { FastlogError, logger } from "fastlog";
import { capture } from "fastlog/testing";
import { describe, expect, test } from "vitest";
import { styledTexts } from "../.vitepress/components/ansi.ts";
import { FORMATS, formatOfShape, indented, OWN_SHAPE } from "../.vitepress/components/formats.ts";
import { hashOfState, stateOfHash } from "../.vitepress/components/page-state.ts";
import {
  codeOf,
  render,
  type TypedCall,
  templateOf,
} from "../.vitepress/components/rendered-call.ts";

const library = { FastlogError, logger, capture };
const CALL: TypedCall = { level: "info", target: "app", message: "m {}", args: '"a"', error: "" };

describe("the state of a page", () => {
  const beginning = { log: "info", message: "" };

  test("is that of the beginning without a hash, and has none", () => {
    expect(stateOfHash("", beginning)).toEqual(beginning);
    expect(hashOfState(beginning, beginning)).toBe("");
  });

  test("comes back from its hash, whatever it is", () => {
    const text = fc.string({ unit: "grapheme" });
    fc.assert(
      fc.property(text, text, (log, message) => {
        const hash = hashOfState({ log, message }, beginning);
        expect(stateOfHash(`#${hash}`, beginning)).toEqual({ log, message });
        expect(stateOfHash(`#${hash.replaceAll(",", "%2C")}`, beginning)).toEqual({ log, message });
        // The router decodes it, and puts it between quotes.
        expect(decodeURIComponent(hash)).toMatch(/^[^"'\\\s%]*$/);
      }),
    );
  });

  test("can be read in its hash", () => {
    const state = { log: "warn,@acme/db=debug@100/s/a|é", message: 'a "b"\n' };
    expect(hashOfState(state, beginning)).toBe(
      "log=warn,@acme/db=debug@100/s/a~7c~e9&message=a~20~22b~22~0a",
    );
  });

  test("does not change with the hash of a heading, or with names that it does not have", () => {
    expect(stateOfHash("#what-it-shows", beginning)).toEqual(beginning);
    expect(stateOfHash("#__proto__=1&other=2&log=warn", beginning)).toEqual({
      log: "warn",
      message: "",
    });
  });
});

test.each([
  ["plain", [["plain"]]],
  ["\u001b[32mINFO\u001b[39m x", [["INFO", "green"], [" x"]]],
  ["\u001b[1m\u001b[41ma\u001b[22mb\u001b[0mc", [["a", "bold", "on-red"], ["b", "on-red"], ["c"]]],
  ["\u001b[2;31mx\u001b[39m\u001b[22my", [["x", "dim", "red"], ["y"]]],
])("the colours of %j are %j", (text, pieces) => {
  const shown = styledTexts(text).map((piece) => [piece.text, ...piece.styles]);
  expect(shown).toEqual(pieces);
});

describe("JSON that is broken into lines", () => {
  test("is as JSON.stringify indents it", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
        const line = JSON.stringify(value);
        expect(indented(line)).toBe(JSON.stringify(JSON.parse(line), undefined, 2));
      }),
    );
  });

  test("keeps every digit of a number", () => {
    expect(indented('{"a":12345678901234567890}')).toBe('{\n  "a": 12345678901234567890\n}');
  });
});

describe("a call", () => {
  test("whose arguments are no JSON is not made, and says so", () => {
    const { problem } = render(library, "text", { ...CALL, args: "{ a: 1 }" });
    expect(problem).toMatchObject({ of: "args", code: undefined });
    expect(problem?.message).toMatch(/^the arguments are not JSON/);
  });

  test("with a bad template has the library's error", () => {
    const { problem } = render(library, { template: "{dat} {message}" }, CALL);
    expect(problem).toMatchObject({ of: "format", code: "ERR_FASTLOG_INVALID_TEMPLATE" });
  });

  test("without a target has the library's error, and later calls are made", () => {
    const { problem } = render(library, "text", { ...CALL, target: "" });
    expect(problem).toMatchObject({ of: "target", code: "ERR_FASTLOG_INVALID_TARGET" });
    expect(render(library, { template: "{message}" }, CALL).text).toBe("m a\n");
  });

  test.each([
    [CALL, 'logger("app").info("m {}", "a");'],
    [{ ...CALL, args: " ", error: "x" }, 'logger("app").info("m {}", new Error("x"));'],
  ])("%j is written as %s", (call, code) => {
    expect(codeOf(call)).toBe(code);
  });
});

test.each([
  ["a\\tb", "a\tb"],
  ["a\\\\tb", "a\\tb"],
  ["a\\n{message}", "a\\n{message}"],
])("the typed template %j is %j", (typed, template) => {
  expect(templateOf(typed)).toBe(template);
});

test("a typed shape is a format, whose members the library checks, or no JSON", () => {
  expect(formatOfShape('{ "preset": "gcp" }')).toEqual({ format: { json: { preset: "gcp" } } });
  expect(formatOfShape("{ preset: 1 }")).toEqual({
    fault: expect.stringMatching(/^the shape is not JSON: /),
  });
  const typed = formatOfShape('{ "preset": "datdog" }');
  const { problem } = "format" in typed ? render(library, typed.format, CALL) : {};
  expect(problem).toMatchObject({ of: "format", code: "ERR_FASTLOG_INVALID_OPTION" });
});

test("every format of the picker has a line, and a setting for the environment that says the same", () => {
  for (const { id, format, environment, isJson } of FORMATS) {
    const { text = "" } = render(library, format, CALL);
    expect(text, id).toMatch(/\S\n$/);
    if (isJson) expect(() => JSON.parse(text), id).not.toThrow();
    if (id !== OWN_SHAPE) expect(environment, id).toMatch(/^LOG_FORMAT=/);
  }
});
