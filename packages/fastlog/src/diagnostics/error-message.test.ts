import { expect, test } from "vitest";
import { messageOf } from "./error-message.ts";

test.each([
  ["an error", new Error("no"), "no"],
  ["a string", "no", "no"],
  ["nothing", undefined, "undefined"],
  ["an object without a prototype", Object.create(null), "an error that cannot be shown"],
  [
    "an error whose message throws",
    Object.defineProperty(new Error(), "message", {
      get() {
        throw new Error("hostile");
      },
    }),
    "an error that cannot be shown",
  ],
])("what %s says can be told", (_, error, message) => {
  expect(messageOf(error)).toBe(message);
});
