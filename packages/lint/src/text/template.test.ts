import fc from "fast-check";
import { expect, test } from "vitest";
import { parseMessage } from "../../../fastlog/src/message/message-template.ts";
import { escapeBraces, type Part, parseTemplate, writeTemplate } from "./template.ts";

const pieces = fc.constantFrom(
  "{",
  "}",
  "{}",
  "{{",
  "}}",
  "{:?}",
  "{id}",
  "{a.b-c:?}",
  "{1}",
  " ",
  "x",
);
const messages = fc.array(pieces, { maxLength: 12 }).map((each) => each.join(""));

test("a message is split as the core splits it", () => {
  fc.assert(
    fc.property(messages, (message) => {
      const { literals, placeholders } = parseMessage(message);
      const expected: Part[] = literals.flatMap((text, i) => {
        const literal: Part[] = text === "" ? [] : [{ kind: "text", text }];
        const after = placeholders[i];
        if (after === undefined) return literal;
        const { name, source } = after;
        const isNamed = name !== undefined;
        // For the commonest messages the core does not note which of the forms `{}` has.
        const part: Part = isNamed
          ? { kind: "named", text: source, name }
          : { kind: "positional", text: source };
        return [...literal, part];
      });
      expect(parseTemplate(message)).toEqual(expected);
    }),
    { numRuns: 2000 },
  );
});

test("parts are written so that they are read as they were", () => {
  fc.assert(
    fc.property(messages, (message) => {
      const parts = parseTemplate(message);
      expect(parseTemplate(writeTemplate(parts))).toEqual(parts);
    }),
  );
});

test("a text with doubled braces is the text", () => {
  fc.assert(
    fc.property(messages, (text) => {
      const expected = text === "" ? [] : [{ kind: "text", text }];
      expect(parseTemplate(escapeBraces(text))).toEqual(expected);
    }),
  );
});
