import fs from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type Ended, program, run, start } from "../child.ts";
import { ran } from "../fixtures/unit/command.ts";
import { folder } from "../folder.ts";

/** Files that a program leaves in its folder, and what it wrote. */
interface Left extends Ended {
  readonly files: readonly string[];
  readonly at: string;
}

async function ended(way: string, on: readonly string[] = []): Promise<Left> {
  const at = folder();
  const ended = await run(program("box-ends.mjs", join(at, "app.ring"), way, JSON.stringify(on)));
  return { ...ended, at, files: fs.readdirSync(at).sort() };
}

const recovered = async (...files: readonly string[]) => (await ran(["recover", ...files])).stdout;

describe("a box is gone after", () => {
  test.concurrent.each(["return", "exit", "SIGTERM handled", "worker terminated"])(
    "a normal end: %s",
    async (way) => {
      const { files, stdout, stderr } = await ended(way);
      expect([files, stderr, stdout.split("\n")[0]]).toEqual([[], "", "INFO main logged"]);
    },
  );

  test.concurrent("an exception, if the recorder has written its records", async () => {
    const { files, stdout } = await ended("throw", ["uncaught"]);
    expect(files).toEqual([]);
    expect(stdout).toContain("DEBUG main kept");
  });
});

describe("a box stays after", () => {
  test.concurrent.each(["throw", "SIGTERM"])("an end that is not normal: %s", async (way) => {
    const { files, at, stdout } = await ended(way);
    expect(files).toEqual(["app.ring"]);
    expect(await recovered(join(at, "app.ring"))).toBe("DEBUG main kept\n");
    expect(stdout).toBe("INFO main logged\n");
  });

  test.concurrent("the end of a worker by an exception", async () => {
    const { files, at } = await ended("worker throws");
    expect(files).toEqual(["app.ring.1"]);
    expect(await recovered(join(at, "app.ring.1"))).toBe("DEBUG worker-1 kept by a worker\n");
  });

  test.concurrent("SIGKILL, in each thread one", async () => {
    const at = folder();
    const child = start(program("box-ends.mjs", join(at, "app.ring"), "workers killed", "[]"));
    await child.reported((line) => line === "ready");
    child.process.kill("SIGKILL");
    await child.ended;
    const files = fs.readdirSync(at).sort();
    expect(files).toEqual(["app.ring", "app.ring.1", "app.ring.2"]);
    expect(await recovered(...files.map((file) => join(at, file)))).toBe(
      "DEBUG main kept\nDEBUG worker-1 kept by a worker\nDEBUG worker-2 kept by a worker\n",
    );
  });
});

test.concurrent("a box that a killed process has left is moved aside, and the log tells where", async () => {
  const { at } = await ended("SIGTERM");
  const file = join(at, "app.ring");
  const { stdout } = await run(program("box-ends.mjs", file, "return", "[]"));
  expect(stdout).toContain("WARN main a process was killed, and has left its black box");
  expect(fs.readdirSync(at)).toEqual(["app.ring.old"]);
  expect(await recovered(`${file}.old`)).toBe("DEBUG main kept\n");
});
