import { expect, test } from "vitest";
import { checkControl, controlOption } from "./control-option.ts";

test.each([true, false, "SIGUSR2", "/run/app.sock", "./{pid}.sock"])("%j is valid", (value) => {
  expect(() => checkControl(value, "control")).not.toThrow();
});

test.each([
  [1, "; did you mean true?"],
  ["on", "; did you mean true?"],
  ["off", "; did you mean false?"],
  ["sigusr2", '; did you mean "SIGUSR2"?'],
  ["SIGUSR1", "such as"],
  ["app.sock", "such as"],
  [null, "such as"],
])("%j is refused", (value, told) => {
  expect(() => checkControl(value, "control")).toThrow(
    expect.objectContaining({
      code: "ERR_FASTLOG_INVALID_OPTION",
      message: expect.stringContaining(told),
    }),
  );
});

test("in LOG_CONTROL, 1 opens it and 0 does not", () => {
  expect([controlOption("1"), controlOption("0"), controlOption("/a")]).toEqual([
    true,
    false,
    "/a",
  ]);
  expect(() => controlOption("yes")).toThrow('invalid option LOG_CONTROL="yes"');
});
