import { Buffer } from "node:buffer";
import { afterEach, expect, test } from "vitest";
import { sealed } from "../../../test/fixtures/unit/sealed.ts";
import { defineLevel, LEVEL_NAMES } from "../../level.ts";
import { forgetOwnLevels, type OwnLevel } from "../../own-levels.ts";
import { journalFraming, NEWLINE_FRAMING, OCTET_COUNTING } from "./framing.ts";

afterEach(forgetOwnLevels);

const text = (bytes: Uint8Array) => Buffer.from(bytes).toString();

test("framed by newlines a chunk is written as it is, without a copy", () => {
  const { chunk } = sealed("one\n", "zwölf\n");
  expect(NEWLINE_FRAMING.frame(chunk)).toBe(chunk.content);
});

test("octet counting has each record's length in bytes before it, and no newlines", () => {
  const { chunk } = sealed("one\n", "zwölf\n", "\n");
  expect(text(OCTET_COUNTING.frame(chunk))).toBe("3 one6 zwölf0 ");
});

test("for the journal each level becomes a severity before its line", () => {
  const { frame } = journalFraming("shop");
  const { chunk } = sealed(...LEVEL_NAMES.map((level) => ({ level, text: `${level} é\n` })));
  const severities = { fatal: 2, error: 3, warn: 4, info: 6, debug: 7, trace: 7 };
  expect(text(frame(chunk))).toBe(LEVEL_NAMES.map((l) => `<${severities[l]}>${l} é\n`).join(""));
});

test("for the journal a level of the program has the severity of its definition", () => {
  defineLevel({ name: "audit" as OwnLevel, number: 45, color: [], severity: 1 });
  const { chunk } = sealed("one\n", { level: "audit" as OwnLevel, text: "two\n" });
  expect(text(journalFraming("shop").frame(chunk))).toBe("<6>one\n<1>two\n");
});

test("a connection to the journal begins with seven lines", () => {
  const { preamble } = journalFraming("shop");
  expect(text(preamble as Uint8Array)).toBe("shop\n\n6\n1\n0\n0\n0\n");
});
