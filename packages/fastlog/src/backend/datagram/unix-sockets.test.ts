import fs from "node:fs";
import { createRequire } from "node:module";
import { describe, expect, test } from "vitest";
import type { Koffi } from "../../load-koffi.ts";
import { loadUnixDatagrams } from "./unix-sockets.ts";

const koffi: Koffi = createRequire(import.meta.url)("koffi");

/** What a descriptor was opened with, and what may have been set later. */
function flagsOf(fd: number): number {
  const [, flags = ""] =
    /^flags:\s+(\d+)$/m.exec(fs.readFileSync(`/proc/self/fdinfo/${fd}`, "utf8")) ?? [];
  return Number.parseInt(flags, 8);
}

/** In Linux's words. */
const CLOSE_ON_EXEC = 0o2000000;

test("without the package, the error says how to install it", () => {
  const cause = new Error("Cannot find module 'koffi'\nRequire stack:\n- /app/main.js");
  const load = () => {
    throw cause;
  };
  expect(() => loadUnixDatagrams(load)).toThrow(
    expect.objectContaining({
      code: "ERR_FASTLOG_BACKEND_UNAVAILABLE",
      message:
        "cannot use Unix datagrams: they need the package koffi, which cannot be loaded (Cannot find module 'koffi'): npm install koffi",
      cause,
    }),
  );
});

test("on platforms without such sockets the package is not loaded", () => {
  expect(() => loadUnixDatagrams(() => expect.unreachable(), "win32")).toThrow(
    expect.objectContaining({
      code: "ERR_FASTLOG_BACKEND_UNAVAILABLE",
      message: "cannot use Unix datagrams: they work on Linux and macOS only, and this is win32",
    }),
  );
});

describe.skipIf(process.platform !== "linux")("a socket", () => {
  // What macOS is asked is understood by Linux too, but for the address.
  test.each(["linux", "darwin"] as const)(
    "does not block, and child processes do not get it, as %s does that",
    (platform) => {
      const fd = loadUnixDatagrams(() => koffi, platform).open();
      expect(fs.readlinkSync(`/proc/self/fd/${fd}`)).toMatch(/^socket:/);
      expect(flagsOf(fd) & fs.constants.O_NONBLOCK).not.toBe(0);
      expect(flagsOf(fd) & CLOSE_ON_EXEC).not.toBe(0);
      fs.closeSync(fd);
    },
  );

  test("that cannot be made leaves no descriptor open", () => {
    const failing: Koffi = {
      load: () => ({ func: () => () => -1 }),
      errno: () => 24,
    };
    const before = fs.readdirSync("/proc/self/fd").length;
    expect(() => loadUnixDatagrams(() => failing).open()).toThrow(
      expect.objectContaining({ message: "socket EMFILE", code: "EMFILE", syscall: "socket" }),
    );
    expect(fs.readdirSync("/proc/self/fd").length).toBe(before);
  });
});

test.each([
  ["linux", new Uint8Array(Uint16Array.of(1).buffer)],
  ["darwin", Uint8Array.of(7, 1)],
] as const)("the address that %s is given has its family in the right place", (platform, head) => {
  const addresses: unknown[] = [];
  const recording: Koffi = {
    load: () => ({
      func: (declaration) => (_fd, address, length) => {
        if (declaration.includes(" connect(")) addresses.push(address, length);
        return 0;
      },
    }),
    errno: () => 0,
  };
  loadUnixDatagrams(() => recording, platform).connect(5, "/a/b");
  expect(addresses).toEqual([Buffer.concat([head, Buffer.from("/a/b\0")]), 7]);
});
