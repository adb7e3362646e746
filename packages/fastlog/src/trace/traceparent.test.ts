import fc from "fast-check";
import { expect, test } from "vitest";
import { parseTraceparent } from "./traceparent.ts";

const TRACE = "0af7651916cd43dd8448eb211c80319c";
const SPAN = "b7ad6b7169203331";

test.each([
  [`00-${TRACE}-${SPAN}-01`, 1],
  [`00-${TRACE}-${SPAN}-00`, 0],
  [`00-${TRACE}-${SPAN}-ff`, 255],
  [`01-${TRACE}-${SPAN}-01`, 1],
  [`cc-${TRACE}-${SPAN}-01-what-the-future-holds`, 1],
  [`01-${TRACE}-${SPAN}-01-`, 1],
])("%s has the ids of a trace", (header, traceFlags) => {
  expect(parseTraceparent(header)).toEqual({ traceId: TRACE, spanId: SPAN, traceFlags });
});

test.each([
  ["nothing", undefined],
  ["a list", [`00-${TRACE}-${SPAN}-01`]],
  ["an empty text", ""],
  ["a trace of zeros", `00-${"0".repeat(32)}-${SPAN}-01`],
  ["a span of zeros", `00-${TRACE}-${"0".repeat(16)}-01`],
  ["upper case in the trace", `00-${TRACE.toUpperCase()}-${SPAN}-01`],
  ["upper case in the span", `00-${TRACE}-${SPAN.toUpperCase()}-01`],
  ["upper case in the flags", `00-${TRACE}-${SPAN}-0A`],
  ["upper case in the version", `0A-${TRACE}-${SPAN}-01`],
  ["the version ff", `ff-${TRACE}-${SPAN}-01`],
  ["more than version 00 has", `00-${TRACE}-${SPAN}-01-x`],
  ["a text behind a later version", `01-${TRACE}-${SPAN}-01x`],
  ["a digit too few", `00-${TRACE.slice(1)}-${SPAN}-01`],
  ["a digit too many", `00-${TRACE}0-${SPAN}-01`],
  ["another letter", `00-${TRACE.slice(1)}g-${SPAN}-01`],
  ["another separator", `00_${TRACE}_${SPAN}_01`],
  ["two headers in one", `00-${TRACE}-${SPAN}-01, 00-${TRACE}-${SPAN}-01`],
  ["blanks around", ` 00-${TRACE}-${SPAN}-01 `],
])("%s is no traceparent", (_, header) => {
  expect(parseTraceparent(header)).toBeUndefined();
});

test("only a header that its ids make again is taken, of all of version 00", () => {
  const digits = fc.constantFrom(..."0123456789abcdefAF-g");
  const text = fc.string({ unit: digits, minLength: 50, maxLength: 58 });
  const near = fc.tuple(text, fc.nat(54), digits).map(([, at, digit]) => {
    const header = `00-${TRACE}-${SPAN}-01`;
    return header.slice(0, at) + digit + header.slice(at + 1);
  });
  fc.assert(
    fc.property(fc.oneof(text, near), (header) => {
      const ids = parseTraceparent(header);
      if (ids === undefined || !header.startsWith("00")) return;
      const flags = ids.traceFlags.toString(16).padStart(2, "0");
      expect(`00-${ids.traceId}-${ids.spanId}-${flags}`).toBe(header);
    }),
  );
});
