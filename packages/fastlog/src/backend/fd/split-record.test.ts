import fc from "fast-check";
import { expect, test } from "vitest";
import { split } from "./split-record.ts";

const MARK = /\[(\S+) (\d+)\/(\d+)\]/;

/** What the pieces say, put together as a reader would. */
function joined(pieces: readonly Buffer[]): string {
  const lines = pieces.map((piece) => piece.toString());
  const parts = lines.map((line, i) => {
    expect(line.endsWith("\n")).toBe(true);
    const [mark = "", , number] = MARK.exec(line) ?? [];
    expect(Number(number)).toBe(i + 1);
    const text = line.slice(0, -1).replace(i === 0 ? `…${mark}` : `${mark}…`, "");
    return i === 0 || i === lines.length - 1 ? text : text.slice(0, -1);
  });
  return `${parts.join("")}\n`;
}

test("every piece is a line that fits and says whose it is, and together they are the record", () => {
  const text = fc.string({
    unit: fc.constantFrom("a", "ü", "€", "😀"),
    minLength: 300,
    maxLength: 3000,
  });
  fc.assert(
    fc.property(text, fc.integer({ min: 128, max: 512 }), (text, unit) => {
      const record = Buffer.from(`${text}\n`);
      fc.pre(record.length > unit);
      const pieces = split(record, unit, "4711.0.3");
      for (const piece of pieces) expect(piece.length).toBeLessThanOrEqual(unit);
      for (const piece of pieces) expect(piece.toString()).toContain("4711.0.3 ");
      expect(joined(pieces)).toBe(record.toString());
    }),
  );
});

test("the first piece begins as the record does, and the others with their marks", () => {
  const pieces = split(Buffer.from(`{"msg":"${"a".repeat(150)}"}\n`), 164, "4711.0.3");
  expect(pieces.map(String)).toEqual([
    `{"msg":"${"a".repeat(92)}…[4711.0.3 1/2]\n`,
    `[4711.0.3 2/2]…${"a".repeat(58)}"}\n`,
  ]);
});
