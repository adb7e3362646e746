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
  ["a?b.log", "", 0o640],
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
  'expected "stdout", "stderr", "process.stdout", "journald:", or a file:, unix:, unixgram:, tcp:, tls:, udp: or otlp: URL ' +
  'such as "file:///var/log/app.log" or "tcp://127.0.0.1:5140"';

test.each([
  ["", EXPECTED],
  ["STDOUT", `${EXPECTED}; did you mean "stdout"?`],
  ["/var/log/app.log", `${EXPECTED}; did you mean "file:///var/log/app.log"?`],
  ["http://localhost/", EXPECTED],
  ["file:///var/log/", "it names a folder (expected a file)"],
  [
    "file:///app.log?size=1",
    'unknown option "size" (expected buffer, overflow, maxRecord, flushAfter, oversized, mode, symlink, maxSize, every, at, timeZone, keep, maxAge, maxTotal, gzip, copytruncate); did you mean "maxSize"?',
  ],
  ["file:///app.log?mode=", 'invalid mode "" (expected three octal digits such as 0640)'],
  ["file:///app.log?mode=0888", 'invalid mode "0888" (expected three octal digits such as 0640)'],
  ["file:///app.log?mode=64", 'invalid mode "64" (expected three octal digits such as 0640)'],
  ["file:///app.log?mode=rw", 'invalid mode "rw" (expected three octal digits such as 0640)'],
  ["file://elsewhere/app.log", expect.stringContaining("host")],
  ["file:///a%2Fb.log", expect.stringContaining("encoded / characters")],
  ["file:///a%00b.log", expect.stringMatching(/null byte/)],
  ["file:///tmp/a#b.log", '"#" begins a fragment (expected "%23" for one that is in the path)'],
  [
    "file:///tmp/a#b.log?mode=0600",
    '"#" begins a fragment (expected "%23" for one that is in the path)',
  ],
  ["unix:///run/a#b.sock", '"#" begins a fragment (expected "%23" for one that is in the path)'],
  ["file:///tmp/50%.log", 'uri malformed (expected "%25" for a "%" that is in the path)'],
  [
    "file:///dev/stdout?maxSize=1mb",
    expect.stringContaining('option maxSize of file() is for files ("/dev/stdout" is a descriptor'),
  ],
  ["file:///proc/self/fd/987654", expect.stringContaining("EBADF")],
  ["file:tmp/fastlog-test-relative.log", expect.stringMatching(/relative|absolute|file:\/\/\//)],
])("the URL %j is refused: %s", (url, reason) => {
  const open = (): unknown => openBackend(url);
  expect(open).toThrow(FastlogError);
  expect(open).toThrow(
    expect.objectContaining({
      code: expect.stringMatching(
        /^ERR_FASTLOG_(INVALID_BACKEND|INVALID_OPTION|BACKEND_UNAVAILABLE)$/,
      ),
      message:
        typeof reason === "string" ? `invalid backend ${JSON.stringify(url)}: ${reason}` : reason,
    }),
  );
});

test.each([
  ["file:///dev/stdout", "stdout"],
  ["file:///dev/stderr", "stderr"],
  ["file:///dev/fd/1?overflow=drop-newest", "stdout"],
  ["file:///proc/self/fd/2", "stderr"],
  [`file:///proc/${process.pid}/fd/1?mode=0600`, "stdout"],
  ["file:///proc/thread-self/fd/1", "stdout"],
])("the URL %s names the stream %s", async (url, name) => {
  const backend = openBackend(url);
  expect(backend.name).toBe(name);
  await backend.close();
});

test("a URL that is refused leaves nothing behind", () => {
  const path = join(folder(), "deep", "app.log");
  expect(() => openBackend(`${pathToFileURL(path)}?mode=x`)).toThrow(FastlogError);
  expect(existsSync(join(path, ".."))).toBe(false);
});

test.each([
  ["tcp://127.0.0.1:5140", "tcp://127.0.0.1:5140"],
  ["tcp://[::1]:5140/", "tcp://[::1]:5140"],
  ["tcp://logs.example.com:5140?buffer=4mb&overflow=drop-oldest", "tcp://logs.example.com:5140"],
  [
    "tls://logs.example.com:6514?servername=logs&rejectUnauthorized=true",
    "tls://logs.example.com:6514",
  ],
  ["udp://[::1]:514?pack=1400", "udp://[::1]:514"],
  ["unix:///run/app%20logs.sock?framing=octet-counting&retryMax=1s", "unix:///run/app logs.sock"],
  ["journald:", "journald:"],
  ["journald:?identifier=shop", "journald:"],
])("the URL %s opens the backend %s, which is idle until it is used", async (url, name) => {
  const backend = openBackend(url);
  expect(backend.name).toBe(name);
  expect(backend.counters?.().state).toBe("idle");
  await backend.close();
});

const ADDRESS = 'expected a host and a port, such as "tcp://127.0.0.1:5140"';

test.each([
  ["tcp://127.0.0.1", ADDRESS],
  ["tcp://:5140", ADDRESS],
  ["tcp:127.0.0.1:5140", ADDRESS],
  ["tcp://user@127.0.0.1:5140", ADDRESS],
  ["tcp://127.0.0.1:5140/path", ADDRESS],
  ["tcp://127.0.0.1:99999", ADDRESS],
  [
    "tcp://127.0.0.1:5140?overflow=block",
    'invalid overflow "block" (expected drop-newest or drop-oldest)',
  ],
  ["tcp://127.0.0.1:5140?ca=x", expect.stringContaining('unknown option "ca" (expected buffer')],
  ["unix:/run/app.sock", 'expected "//" and an absolute path'],
  [
    "stdout?mode=0640",
    'unknown option "mode" (expected buffer, overflow, maxRecord, flushAfter, oversized, levelPrefix)',
  ],
])("the address %j is refused: %s", (url, reason) => {
  expect(() => openBackend(url)).toThrow(
    expect.objectContaining({
      code: "ERR_FASTLOG_INVALID_BACKEND",
      message:
        typeof reason === "string" ? `invalid backend ${JSON.stringify(url)}: ${reason}` : reason,
    }),
  );
});
