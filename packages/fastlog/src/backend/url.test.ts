import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { folder } from "../../test/folder.ts";
import { FastlogError } from "../errors.ts";
import { openBackend } from "./url.ts";

test.each(["stdout", "stderr"])("the URL %s names that stream", async (url) => {
  const backend = openBackend(url);
  expect(backend.name).toBe(url);
  await backend.close();
});

test.each([
  ["app.log", "", 0o640],
  ["deep/er/app.log", "", 0o640],
  ["a b%#ä.log", "", 0o640],
  ["app.log", "?mode=0600", 0o600],
  ["app.log", "?mode=600", 0o600],
  ["app.log", "?mode=0640", 0o640],
  ["app.log", "?mode=0400", 0o400],
  ["app.log", "?mode=0600&mode=0640", 0o640],
])("a file URL names the file %s, and with %j it has the mode %o", async (name, query, mode) => {
  const path = join(folder(), name);
  const backend = openBackend(`${pathToFileURL(path)}${query}`);
  expect(statSync(path).mode & 0o777).toBe(mode);
  await backend.close();
});

const EXPECTED =
  'expected "stdout", "stderr", "journald:", or a file:, unix:, tcp: or tls: URL ' +
  'such as "file:///var/log/app.log" or "tcp://127.0.0.1:5140"';

test.each([
  ["", EXPECTED],
  ["STDOUT", EXPECTED],
  ["/var/log/app.log", EXPECTED],
  ["http://localhost/", EXPECTED],
  ["file:///var/log/", "it names a folder (expected a file)"],
  ["file:///app.log?size=1", 'unknown option "size" (expected buffer, overflow, mode)'],
  ["file:///app.log?mode=", 'invalid mode "" (expected three octal digits such as 0640)'],
  ["file:///app.log?mode=0888", 'invalid mode "0888" (expected three octal digits such as 0640)'],
  ["file:///app.log?mode=64", 'invalid mode "64" (expected three octal digits such as 0640)'],
  ["file:///app.log?mode=rw", 'invalid mode "rw" (expected three octal digits such as 0640)'],
  ["file://elsewhere/app.log", expect.stringContaining("host")],
  ["file:///a%2Fb.log", expect.stringContaining("encoded / characters")],
  ["file:///a%00b.log", expect.stringMatching(/null byte/)],
  ["file:tmp/fastlog-test-relative.log", expect.stringMatching(/relative|absolute|file:\/\/\//)],
])("the URL %j is refused: %s", (url, reason) => {
  const open = (): unknown => openBackend(url);
  expect(open).toThrow(FastlogError);
  expect(open).toThrow(
    expect.objectContaining({
      code: expect.stringMatching(/^ERR_FASTLOG_(INVALID_BACKEND|BACKEND_UNAVAILABLE)$/),
      message:
        typeof reason === "string" ? `invalid backend ${JSON.stringify(url)}: ${reason}` : reason,
    }),
  );
});

test("a URL that is refused leaves nothing behind", () => {
  const path = join(folder(), "deep", "app.log");
  expect(() => openBackend(`${pathToFileURL(path)}?mode=x`)).toThrow(FastlogError);
  expect(existsSync(join(path, ".."))).toBe(false);
});
