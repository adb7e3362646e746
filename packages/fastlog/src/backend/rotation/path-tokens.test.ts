import { threadId } from "node:worker_threads";
import { expect, test } from "vitest";
import { checkTokens, hasTag, resolveTokens } from "./path-tokens.ts";

test.each([
  ["/var/log/app.log", "/var/log/app.log"],
  ["/var/log/{tag}.log", "/var/log/api.log"],
  ["/var/log/app-{pid}-{thread}.log", `/var/log/app-${process.pid}-${threadId}.log`],
  ["/var/log/{{pid}}.log", "/var/log/{pid}.log"],
  ["/var/log/{{{tag}}}.log", "/var/log/{api}.log"],
  ["/var/log/a{b.log", "/var/log/a{b.log"],
  ["/var/{tag}/{tag}-{pid}.log", `/var/api/api-${process.pid}.log`],
])("%s is %s", (path, resolved) => {
  expect(resolveTokens(path, "api")).toBe(resolved);
});

test.each([
  ["../../etc/passwd", "/var/log/.._.._etc_passwd/app.log"],
  ["..", "/var/log/_/app.log"],
  [".", "/var/log/_/app.log"],
  ["a/b\0", "/var/log/a_b_/app.log"],
])("the tag %j names no other folder", (tag, resolved) => {
  expect(resolveTokens("/var/log/{tag}/app.log", tag)).toBe(resolved);
});

test("what is in braces and means nothing is refused, with what would", () => {
  expect(() => checkTokens("/var/log/{host}.log")).toThrow(
    expect.objectContaining({
      code: "ERR_FASTLOG_INVALID_BACKEND",
      message:
        'unknown token "{host}" in the path "/var/log/{host}.log" (expected {tag}, {pid} or {thread}; ' +
        '"{{" and "}}" are braces)',
    }),
  );
});

test("only a tag has to be known before the file can be opened", () => {
  expect(["/{tag}", "/{pid}{thread}", "/tag"].map(hasTag)).toEqual([true, false, false]);
});
