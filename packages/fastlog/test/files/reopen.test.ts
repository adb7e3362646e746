import { chmodSync, existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, test } from "vitest";
import { type Ended, program, run, runShell, start } from "../child.ts";
import { folder } from "../folder.ts";
import { recordsIn } from "../lines.ts";
import { tool } from "../tools.ts";

interface Reopened extends Ended {
  readonly path: string;
  /** Descriptors that were closed, and the backend's counters of errors. */
  readonly counted: { readonly closed: number[]; readonly errors: Record<string, number> };
}

/** Runs a program that logs to a file, which is to be made, as its folders are. */
async function reopened(happening: string, parameters = ""): Promise<Reopened> {
  const path = join(folder(), "logs", "of", "app.log");
  const env = { LOG_BACKEND: pathToFileURL(path).href + parameters };
  const ended = await run(program("reopens.mjs", happening), { env });
  expect(ended.status).toBe(0);
  return { ...ended, path, counted: JSON.parse(ended.report[0] ?? "") };
}

function read(path: string): string {
  return readFileSync(path, "utf8");
}

function modeOf(path: string): string {
  return (statSync(path).mode & 0o777).toString(8);
}

test.concurrent.for([
  ["file:///…", "640", ""],
  ["file:///…?mode=0600", "600", "?mode=0600"],
  ["file:///…?mode=644", "644", "?mode=644"],
] as const)(
  "a log file of %s is made with the mode %s, with its folders, and so is the next one",
  async ([, mode, parameters]) => {
    const { path } = await reopened("rename", parameters);
    expect([modeOf(`${path}.1`), modeOf(path)]).toEqual([mode, mode]);
  },
);

describe("reopen", () => {
  test.concurrent("after a rename, goes on in a new file with what is logged from then on", async () => {
    const { path, stderr, counted } = await reopened("rename");
    expect(recordsIn(read(`${path}.1`))).toEqual({ count: 2000, rest: "" });
    expect(recordsIn(read(path), 2000)).toEqual({ count: 1000, rest: "" });
    expect(stderr).toBe("");
    expect(counted).toEqual({ closed: [expect.any(Number)], errors: {} });
  });

  test.concurrent("goes on in the same file where nothing has happened to it", async () => {
    const { path, stderr } = await reopened("nothing");
    expect(recordsIn(read(path))).toEqual({ count: 3000, rest: "" });
    expect(stderr).toBe("");
  });

  test.concurrent("makes the folder again if it was removed", async () => {
    const { path, stderr } = await reopened("remove");
    // The second thousand is there too if a millisecond has passed: then the removal was noticed before.
    const first = read(path).includes("record 1000\n") ? 1000 : 2000;
    expect(recordsIn(read(path), first)).toEqual({ count: 3000 - first, rest: "" });
    expect(stderr).toBe("");
  });

  test.concurrent("keeps the old file, and says so once, if the path cannot be opened", async () => {
    const { path, stderr, counted } = await reopened("obstruct");
    const old = join(`${dirname(path)}.old`, "app.log");
    expect(recordsIn(read(old))).toEqual({ count: 3000, rest: "" });
    expect(stderr).toMatch(
      /^fastlog: file:\/\/.* cannot be reopened, the old file stays in use: .*\n$/,
    );
    // It was tried again when the path could be opened.
    expect(recordsIn(read(path), 3000)).toEqual({ count: 1000, rest: "" });
    expect(Object.values(counted.errors)).toEqual([1]);
    // Closed a second time, a descriptor may be someone else's by then.
    expect(counted.closed).toHaveLength(1);
  });
});

test("reopen after the file could take no more tears no line over the two files", async () => {
  const path = join(folder(), "app.log");
  const env = { LOG_BACKEND: pathToFileURL(path).href };
  // 117,760 bytes: less than the 2,000 records before the rename, more than what is left of them
  // and the 1,000 after it.
  const limited = 'ulimit -f 230; exec "$@"';
  const { status } = await runShell(limited, program("reopens.mjs", "rename"), { env });
  expect(status).toBe(0);
  const { count } = recordsIn(read(`${path}.1`));
  expect(recordsIn(read(path), count)).toEqual({ count: 3000 - count, rest: "" });
});

const logrotate = tool("logrotate", "logrotate");

test.skipIf(logrotate === undefined).concurrent.for(["create", "nocreate"])(
  "logrotate, with %s, loses and tears no line of a program that logs on",
  async (create) => {
    const ROTATIONS = 3;
    const at = folder();
    chmodSync(at, 0o700); // logrotate insists
    const path = join(at, "app.log");
    const env = { LOG_BACKEND: pathToFileURL(path).href };
    const child = start(program("rotated.mjs"), { env });
    await child.reported((line) => line === "file 0");

    const config = join(at, "logrotate.conf");
    writeFileSync(
      config,
      `${path} {
        rotate ${ROTATIONS}
        ${create}
        postrotate
          kill -USR2 ${child.process.pid}
        endscript
      }\n`,
      { mode: 0o600 },
    );
    const rotate = [logrotate as string, "--force", "--state", join(at, "state"), config];
    for (let i = 1; i <= ROTATIONS; i++) {
      const { status, stderr } = await run(rotate);
      expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
      await child.reported((line) => line === `file ${i}`);
    }
    child.process.kill("SIGTERM");
    const { report, status, stderr } = await child.ended;
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });

    let read = 0;
    for (const rotated of [`${path}.3`, `${path}.2`, `${path}.1`, path]) {
      const { count, rest } = recordsIn(readFileSync(rotated, "utf8"), read);
      expect({ rotated, rest }).toEqual({ rotated, rest: "" });
      expect(count).toBeGreaterThan(0);
      read += count;
    }
    expect(read).toBe(Number(report.at(-1)));
    expect(existsSync(`${path}.4`)).toBe(false);
  },
);
