import { expect, test } from "vitest";
import { FastlogError } from "../../errors.ts";
import { DEFAULT_TEMPLATE, parseTemplate, type Token } from "./line-template.ts";

const text = (text: string): Token => ({ kind: "text", text });
const message: Token = { kind: "message" };

test.each<[template: string, tokens: Token[]]>([
  ["{message}", [message]],
  ["> {message}", [text("> "), message]],
  ["{message} <", [message, text(" <")]],
  ["{date}{message}", [{ kind: "date", style: "ms" }, message]],
  ["{date:ms}{message}", [{ kind: "date", style: "ms" }, message]],
  ["{date:us}{message}", [{ kind: "date", style: "us" }, message]],
  ["{date:s}{message}", [{ kind: "date", style: "s" }, message]],
  ["{date:local}{message}", [{ kind: "date", style: "local" }, message]],
  ["{level}{message}", [{ kind: "level", width: 0 }, message]],
  ["{level:0}{message}", [{ kind: "level", width: 0 }, message]],
  ["{level:5}{message}", [{ kind: "level", width: 5 }, message]],
  ["{level:32}{message}", [{ kind: "level", width: 32 }, message]],
  ["{hrtime}{message}", [{ kind: "hrtime" }, message]],
  ["{pid}{message}", [{ kind: "pid" }, message]],
  ["{thread}{message}", [{ kind: "thread" }, message]],
  ["{tag}{message}", [{ kind: "tag" }, message]],
  ["{target}{message}", [{ kind: "target" }, message]],
  ["{host}{message}", [{ kind: "host" }, message]],
  ["{file}{message}", [{ kind: "file" }, message]],
  ["{line}{message}", [{ kind: "line" }, message]],
  ["{tag}{tag}{message}", [{ kind: "tag" }, { kind: "tag" }, message]],
  ["{{{message}}}", [text("{"), message, text("}")]],
  ["{{message}} {message}", [text("{message} "), message]],
  ["a}}b{{c {message}", [text("a}b{c "), message]],
  ["é€😀\t{message}", [text("é€😀\t"), message]],
])("the template %j has the tokens %j", (template, tokens) => {
  expect(parseTemplate(template)).toEqual(tokens);
});

test("the default template is date, hrtime, pid, level, tag and message, with tabs between them", () => {
  const tab = text("\t");
  expect(parseTemplate(DEFAULT_TEMPLATE)).toEqual([
    { kind: "date", style: "ms" },
    tab,
    { kind: "hrtime" },
    tab,
    { kind: "pid" },
    tab,
    { kind: "level", width: 0 },
    tab,
    { kind: "tag" },
    tab,
    message,
  ]);
});

const KNOWN = "date, hrtime, pid, thread, level, tag, target, host, file, line, message";

test.each([
  ["{what} {message}", `unknown token "{what}" (expected one of ${KNOWN})`],
  ["{} {message}", `unknown token "{}" (expected one of ${KNOWN})`],
  ["{Date} {message}", `unknown token "{Date}" (expected one of ${KNOWN})`],
  ["{ date} {message}", `unknown token "{ date}" (expected one of ${KNOWN})`],
  ["{text} {message}", `unknown token "{text}" (expected one of ${KNOWN})`],
  ["{constructor}{message}", `unknown token "{constructor}" (expected one of ${KNOWN})`],
  ["{date:ns} {message}", 'unknown date style "ns" in "{date:ns}" (expected ms, us, s, local)'],
  ["{date:} {message}", 'unknown date style "" in "{date:}" (expected ms, us, s, local)'],
  ["{level:x} {message}", 'invalid width "x" in "{level:x}" (expected 0 to 32)'],
  ["{level:} {message}", 'invalid width "" in "{level:}" (expected 0 to 32)'],
  ["{level:33} {message}", 'invalid width "33" in "{level:33}" (expected 0 to 32)'],
  ["{level:-1} {message}", 'invalid width "-1" in "{level:-1}" (expected 0 to 32)'],
  ["{level:1.5} {message}", 'invalid width "1.5" in "{level:1.5}" (expected 0 to 32)'],
  ["{pid:5} {message}", 'the token "{pid}" takes no option, but has ":5"'],
  ["{message:x}", 'the token "{message}" takes no option, but has ":x"'],
  ["{message", '"{" stands alone (write "{{" for the character)'],
  ["{message} }", '"}" stands alone (write "}}" for the character)'],
  ["{a{message}}", '"{" stands alone (write "{{" for the character)'],
  ["", "it has 0 {message} tokens (expected 1)"],
  ["{date}", "it has 0 {message} tokens (expected 1)"],
  ["{{message}}", "it has 0 {message} tokens (expected 1)"],
  ["{message}{message}", "it has 2 {message} tokens (expected 1)"],
])("the template %j is refused: %s", (template, reason) => {
  const parse = (): unknown => parseTemplate(template);
  expect(parse).toThrow(FastlogError);
  expect(parse).toThrow(
    expect.objectContaining({
      code: "ERR_FASTLOG_INVALID_TEMPLATE",
      message: `invalid template ${JSON.stringify(template)}: ${reason}`,
    }),
  );
});

test.each([
  ["time", "date"],
  ["timestamp", "date"],
  ["msg", "message"],
  ["hostname", "host"],
  ["severity", "level"],
])("the token {%s} is refused with {%s}, which was meant", (name, meant) => {
  expect(() => parseTemplate(`{${name}} {message}`)).toThrow(`did you mean "{${meant}}"?`);
});
