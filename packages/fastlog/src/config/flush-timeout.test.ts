import { expect, test } from "vitest";
import { flushTimeout } from "./flush-timeout.ts";

test.each([0, 0.5, 500, 2 ** 31, Number.POSITIVE_INFINITY, undefined])(
  "a flush may take %s ms",
  (timeout) => {
    expect(flushTimeout({ timeout })).toBe(timeout);
  },
);

test.each([
  [Number.NaN, "NaN"],
  [-1, "-1"],
  [null, "null"],
  ["500", '"500"'],
  [500n, "500n"],
  [new Date(0), "[Date]"],
])("a flush cannot take %s: the error quotes it and says what it can take", (timeout, shown) => {
  const message = `invalid option timeout=${shown}: expected milliseconds: 0 or more, or Infinity`;
  expect(() => flushTimeout({ timeout })).toThrow(
    expect.objectContaining({ code: "ERR_FASTLOG_INVALID_OPTION", message }),
  );
});

test.each([500, null, "1s"])("the time alone, as in flush(%s), is no options", (options) => {
  expect(() => flushTimeout(options)).toThrow(
    expect.objectContaining({
      code: "ERR_FASTLOG_INVALID_OPTION",
      message: expect.stringContaining("expected { timeout: "),
    }),
  );
});
