import { expect, test } from "vitest";
import { areUsable, flagsText, writeHex } from "./trace-ids.ts";

const TRACE = "0af7651916cd43dd8448eb211c80319c";
const SPAN = "b7ad6b7169203331";

test.each([
  [TRACE, SPAN],
  [TRACE.toUpperCase(), SPAN],
])("the ids %s and %s are usable", (traceId, spanId) => {
  expect(areUsable({ traceId, spanId })).toBe(true);
});

test.each<[traceId: unknown, spanId: unknown]>([
  ["0".repeat(32), SPAN],
  [TRACE, "0".repeat(16)],
  [TRACE.slice(1), SPAN],
  [TRACE, `${SPAN}0`],
  [undefined, SPAN],
  [TRACE, 7],
])("the ids %j and %j are not", (traceId, spanId) => {
  expect(areUsable({ traceId, spanId } as never)).toBe(false);
});

test.each([
  [undefined, "00"],
  [0, "00"],
  [1, "01"],
  [255, "ff"],
  [257, "01"],
  [Number.NaN, "00"],
])("the flags %s are written as %s", (flags, text) => {
  expect(flagsText(flags)).toBe(text);
});

test("hexadecimal digits are written as they are", () => {
  const bytes = new Uint8Array(18);
  expect(writeHex(new DataView(bytes.buffer), 1, "09afAF")).toBe(true);
  expect(String.fromCharCode(...bytes.slice(1, 7))).toBe("09afAF");
});

test.each(["/", ":", "@", "G", "`", "g", '"', "é", "\u0130"])("%s is no digit", (text) => {
  expect(writeHex(new DataView(new ArrayBuffer(8)), 0, `0${text}`)).toBe(false);
});
