import { expect, test } from "vitest";
import { checkBoxFile } from "./black-box-option.ts";

test.each(["/dev/shm/app.{pid}.ring", "/run/{thread}/{pid}", "./app.ring", "/app"])(
  "%j is a file of a black box",
  (value) => {
    expect(() => checkBoxFile(value, "recorder.file")).not.toThrow();
  },
);

test.each<[unknown, string]>([
  [true, "invalid option recorder.file=true: expected a path such as"],
  ["app.ring", 'invalid option recorder.file="app.ring": expected a path such as'],
  ["/app\0.ring", "expected a path such as"],
  ["/dev/shm/", 'expected a path such as "/dev/shm/app.{pid}.ring", and not a folder'],
  ["/dev/shm/{PID}", "expected the placeholders {pid} and {thread} only"],
  ["/dev/shm/{tag}.{pid}", "expected the placeholders {pid} and {thread} only"],
])("%j is none", (value, message) => {
  expect(() => checkBoxFile(value, "recorder.file")).toThrow(
    expect.objectContaining({
      code: "ERR_FASTLOG_INVALID_OPTION",
      message: expect.stringContaining(message),
    }),
  );
});
