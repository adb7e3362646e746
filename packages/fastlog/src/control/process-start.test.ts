import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { until } from "../../test/until.ts";
import { bootId, isAlive, isGone, ownStart } from "./process-start.ts";

const onLinux = test.runIf(process.platform === "linux");

test("this process is there, and one of another start, of another boot, or of no number is not", () => {
  const [start, boot] = [ownStart(), bootId()];
  expect(isAlive(process.pid, start, boot)).toBe(true);
  expect(isAlive(process.pid, start, "another")).toBe(false);
  expect(isAlive(0, start, boot)).toBe(false);
  if (process.platform === "linux") expect(isAlive(process.pid, "1", boot)).toBe(false);
});

onLinux("a process that has ended is gone, though its parent has not waited for it", async () => {
  // `cat` does not know that it has a child, and ends with this process.
  const shell = spawn("sh", ["-c", "sleep 0.1 & echo $!; exec cat"], {
    stdio: ["pipe", "pipe", "ignore"],
  });
  const [line] = await once(shell.stdout, "data");
  const pid = Number(line);
  const stat = () => readFileSync(`/proc/${pid}/stat`, "latin1").split(") ")[1] ?? "";
  const start = stat().split(" ")[19] ?? "";
  await until(() => stat().startsWith("Z"));
  expect(isGone(pid, start)).toBe(true);
  shell.stdin.end();
  await once(shell, "exit");
});
