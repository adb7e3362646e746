import fc from "fast-check";
import { expect, test, vi } from "vitest";
import { hasStack } from "../stack.ts";
import { parseMessage } from "./message-template.ts";

test.each<[template: string, literals: string[], sources: string[]]>([
  ["", [""], []],
  ["plain", ["plain"], []],
  ["{}", ["", ""], ["{}"]],
  ["user {} from {}", ["user ", " from ", ""], ["{}", "{}"]],
  ["user {id} logged in", ["user ", " logged in"], ["{id}"]],
  ["{}{}", ["", "", ""], ["{}", "{}"]],
  ["{{}}", ["{}"], []],
  ["{{}} {}", ["{} ", ""], ["{}"]],
  ["{{{}}}", ["{", "}"], ["{}"]],
  ["{{id}}", ["{id}"], []],
  ["{{{id}}}", ["{", "}"], ["{id}"]],
  ["{", ["{"], []],
  ["}", ["}"], []],
  ["a } b { c", ["a } b { c"], []],
  ["{ }", ["{ }"], []],
  ["{0}", ["{0}"], []],
  ["{a b}", ["{a b}"], []],
  ["{a.b-c$}", ["", ""], ["{a.b-c$}"]],
  ["{_x1}", ["", ""], ["{_x1}"]],
  ['{"json":1}', ['{"json":1}'], []],
  ["{} of {n}, {{}}", ["", " of ", ", {}"], ["{}", "{n}"]],
  ["{{}} of {}", ["{} of ", ""], ["{}"]],
  ["{{} {}", ["{} ", ""], ["{}"]],
  ["{}} {}", ["", "} ", ""], ["{}", "{}"]],
])("the template %j has the literals %j around %j", (template, literals, sources) => {
  const parsed = parseMessage(template);
  expect(parsed.literals).toEqual(literals);
  expect(parsed.placeholders.map(({ source }) => source)).toEqual(sources);
});

test("a placeholder has the name of its field, if any, and whether the value is inspected", () => {
  expect(parseMessage("{} {host.name} {:?} {a:?}").placeholders).toEqual([
    { name: undefined, isInspected: false, source: "{}" },
    { name: "host.name", isInspected: false, source: "{host.name}" },
    { name: undefined, isInspected: true, source: "{:?}" },
    { name: "a", isInspected: true, source: "{a:?}" },
  ]);
});

test.each(["{:}", "{?}", "{a:}", "{:x}", "{a:5}", "{ :?}"])("%s is just text", (text) => {
  expect(parseMessage(text).literals).toEqual([text]);
});

const piece = fc.constantFrom("{", "}", "{{", "}}", "{}", "{a}", "{a b}", "text", "é", "");
const anyTemplate = fc.oneof(
  fc.string(),
  fc.array(piece).map((pieces) => pieces.join("")),
);

test.each(["{}", "{} and {a}, "])(
  "of a template of %j all over only the first 256 are placeholders",
  (piece) => {
    const { literals, placeholders } = parseMessage(piece.repeat(1000));
    expect(placeholders).toHaveLength(256);
    expect(literals).toHaveLength(257);
    const text = literals.map((literal, i) => literal + (placeholders[i]?.source ?? "")).join("");
    expect(text).toBe(piece.repeat(1000));
  },
);

test("there is one literal more than there are placeholders", () => {
  fc.assert(
    fc.property(anyTemplate, (template) => {
      const { literals, placeholders } = parseMessage(template);
      expect(literals).toHaveLength(placeholders.length + 1);
    }),
  );
});

test("a template loses nothing but one brace of each doubled pair", () => {
  fc.assert(
    fc.property(anyTemplate, (template) => {
      const { literals, placeholders } = parseMessage(template);
      const double = (text: string) => text.replaceAll("{", "{{").replaceAll("}", "}}");
      // With every brace of a literal doubled it is the same template as before.
      const again = literals.map(double).reduce((text, next, i) => {
        return text + (placeholders[i - 1]?.source ?? "") + next;
      });
      expect(parseMessage(again)).toEqual({ literals, placeholders });
      expect(again.replace(/[{}]/g, "")).toBe(template.replace(/[{}]/g, ""));
    }),
  );
});

test("doubled braces are never placeholders", () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const doubled = text.replaceAll("{", "{{").replaceAll("}", "}}");
      expect(parseMessage(doubled)).toEqual({ literals: [text], placeholders: [] });
    }),
  );
});

test("the first message with a name is not parsed on a full stack, where V8 would end the process", async () => {
  vi.resetModules();
  const { parseMessage: fresh } = await import("./message-template.ts");
  const parsed: boolean[] = [];
  const descend = (): void => {
    try {
      descend();
    } catch {
      // That is the end.
    }
    try {
      const isThere = hasStack();
      fresh("user {name}");
      parsed.push(isThere);
    } catch {
      // There is no room for it.
    }
  };
  descend();
  expect(parsed[0]).toBe(true);
  expect(fresh("user {name}").literals).toEqual(["user ", ""]);
});
