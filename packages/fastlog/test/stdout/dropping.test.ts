import { execFileSync } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { program, start } from "../child.ts";
import { folder } from "../folder.ts";

/** The descriptor of a pipe that has a reader, which never reads. */
function unreadPipe(): number {
  const path = join(folder(), "pipe");
  execFileSync("mkfifo", [path]);
  const fd = openSync(path, "r+");
  onTestFinished(() => closeSync(fd));
  return fd;
}

const never = new Promise<never>(() => {});

describe.each([
  ["a socket", () => undefined],
  ["a pipe", unreadPipe],
])("standard output is %s that nobody reads, and records are dropped", (_, stdout) => {
  test.each([
    ["the URL says so", { backend: "stdout?overflow=drop-newest" }, "main"],
    ["the URL says to drop the oldest", { backend: "stdout?overflow=drop-oldest" }, "main"],
    ["configure says so", { backend: "stdout", overflow: "drop-newest" }, "main"],
    ["configure says so in a worker", { backend: "stdout", overflow: "drop-newest" }, "worker"],
  ])("while the program goes on if %s", async (__, options, thread) => {
    const argv = program("unread.mjs", JSON.stringify({ ...options, buffer: 131_072 }), thread);
    const child = start(argv, { stdout: stdout(), readAfter: never });
    expect(Number(await child.reported(() => true))).toBeGreaterThan(0);
  });
});
