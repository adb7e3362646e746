import { expect, test } from "vitest";
import { withoutPasswords } from "./without-passwords.ts";

test.each([
  ["no URL", "no URL"],
  ['invalid backend "tcp://u:hunter2@h:9"', 'invalid backend "tcp://u:[Redacted]@h:9"'],
  ["otlps://:pw@h and a://b:c@d@e/x", "otlps://:[Redacted]@h and a://b:[Redacted]@e/x"],
  ["tcp://h:9 and mail to a@b", "tcp://h:9 and mail to a@b"],
  ["tcp://[::1]:9: read ECONNRESET", "tcp://[::1]:9: read ECONNRESET"],
  ["http://u@h:8080/a:b@c", "http://u@h:8080/a:b@c"],
])("of %j it leaves %j", (message, expected) => {
  expect(withoutPasswords(message)).toBe(expected);
});
