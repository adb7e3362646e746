import { Buffer } from "node:buffer";
import fc from "fast-check";
import { expect, test } from "vitest";
import { LineSplitter } from "./line-splitter.ts";

test("bytes in any pieces make the lines that they make together", () => {
  const line = fc.string({ unit: "grapheme", maxLength: 20 }).map((it) => it.replaceAll("\n", ""));
  const cuts = fc.array(fc.nat({ max: 30 }), { maxLength: 10 });
  fc.assert(
    fc.property(fc.array(line), cuts, (lines, sizes) => {
      const splitter = new LineSplitter(1000);
      const found: string[] = [];
      let rest = Buffer.from(lines.map((it) => `${it}\n`).join(""));
      for (const size of [...sizes, rest.length]) {
        found.push(...(splitter.take(rest.subarray(0, size)) ?? ["too long"]));
        rest = rest.subarray(size);
      }
      expect(found).toEqual(lines);
    }),
  );
});

test("a line that is too long is told as soon as it is, with its end or without", () => {
  expect(new LineSplitter(4).take(Buffer.from("1234\n"))).toEqual(["1234"]);
  expect(new LineSplitter(4).take(Buffer.from("12345"))).toBeUndefined();
  const splitter = new LineSplitter(4);
  expect(splitter.take(Buffer.from("123"))).toEqual([]);
  expect(splitter.take(Buffer.from("45\n"))).toBeUndefined();
});
