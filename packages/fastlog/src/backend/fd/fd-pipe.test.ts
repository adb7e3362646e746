import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { describe, expect, test } from "vitest";
import { bundle, runProgram } from "../../../test/fixtures/unit/program.ts";
import { folder } from "../../../test/folder.ts";

/** Writes a hundred thousand lines to stdout, and tells on stderr what the system made of it. */
const FLOOD = `
  import fs from "node:fs";
  import { stdout } from "./backend/fd/standard.ts";
  import { Recording } from "../test/fixtures/unit/recording.ts";

  const write = fs.writeSync;
  const seen = { full: 0, partial: 0, longest: 0, torn: 0 };
  fs.writeSync = (fd, bytes) => {
    seen.longest = Math.max(seen.longest, bytes.length);
    if (bytes.at(-1) !== 10) seen.torn++;
    try {
      const written = write(fd, bytes);
      if (written < bytes.length) seen.partial++;
      return written;
    } catch (error) {
      if (seen.full++ === 0) write(2, error.code + "\\n");
      throw error;
    }
  };
  if (process.argv[2] === "nonblocking") process.stdout;
  const recording = new Recording({ backend: stdout(), buffer: 0 });
  for (let i = 0; i < 100_000; i++) recording.app.info("{} {}", i, "x".repeat(i % 500));
  recording.pipeline.flushSync();
  const { counters } = recording.pipeline.batch;
  write(2, JSON.stringify({ ...seen, ...counters, errors: recording.backend.counters().errors }));
`;

const EXPECTED = Array.from({ length: 100_000 }, (_, i) => `${i} ${"x".repeat(i % 500)}\n`).join(
  "",
);

test("a non-blocking pipe loses and tears no record, however slow its reader is", async () => {
  const program = bundle(FLOOD, folder());
  const child = spawn(process.execPath, [program, "nonblocking"], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  const told = text(child.stderr);
  // Nothing is read before the pipe has been full.
  await new Promise((resolve) => child.stderr.once("data", resolve));
  const written = await text(child.stdout);
  const [first, last] = (await told).split("\n") as [string, string];
  expect(first).toBe("EAGAIN");
  expect(written === EXPECTED).toBe(true);
  const result = JSON.parse(last);
  expect(result.full).toBeGreaterThan(0);
  expect(result).toMatchObject({
    // Not even where the description is shared: a write that a pipe or a socket cannot take whole is
    // refused.
    partial: 0,
    records: 100_000,
    bytes: Buffer.byteLength(EXPECTED),
    dropped: 0,
    errors: {},
  });
});

test("a pipe that another process made non-blocking still blocks", () => {
  const at = folder();
  // The reader's side does not matter: bash hands on a real pipe, not a socket as Node would.
  const { stdout, stderr } = runProgram(
    FLOOD.replace('process.argv[2] === "nonblocking"', "true"),
    at,
    "exec > >(cat) 2> >(cat >&2)",
  );
  expect(stdout === EXPECTED).toBe(true);
  const { longest, ...result } = JSON.parse(stderr);
  expect(result).toMatchObject({ full: 0, torn: 0, records: 100_000, dropped: 0 });
  // PIPE_BUF, and not much less.
  expect(longest).toBeLessThanOrEqual(4096);
  expect(longest).toBeGreaterThan(4096 - 510);
});

describe("a record that is longer than what a pipe takes at once", () => {
  const LONG = `
    import { stdout } from "./backend/fd/standard.ts";
    import { Recording } from "../test/fixtures/unit/recording.ts";

    const recording = new Recording({ backend: stdout(OPTIONS) });
    recording.app.info("short");
    recording.app.info("{}", "x".repeat(9_000));
    recording.app.info("short");
    recording.pipeline.flushSync();
    const { counters } = recording.pipeline.batch;
    const { oversized } = recording.backend.counters();
    console.error(JSON.stringify({ ...counters, oversized }));
  `;
  const long = (options: string) =>
    runProgram(LONG.replace("OPTIONS", options), folder(), "exec > >(cat)");

  test("is written anyway, and counted", () => {
    const { stdout, stderr } = long("{}");
    expect(stdout).toBe(`short\n${"x".repeat(9000)}\nshort\n`);
    expect(JSON.parse(stderr)).toEqual({ records: 3, bytes: 9013, dropped: 0, oversized: 1 });
  });

  test("is split into lines that fit, if oversized is split", () => {
    const { stdout, stderr } = long('{ oversized: "split" }');
    const lines = stdout.split("\n");
    expect(lines.map((line) => Buffer.byteLength(line) < 4096)).not.toContain(false);
    expect(lines.map((line) => line.replace(/x+/, "x").replaceAll(/\d+\.0\.1/g, "id"))).toEqual([
      "short",
      "x…[id 1/3]",
      "[id 2/3]…x…",
      "[id 3/3]…x",
      "short",
      "",
    ]);
    expect(stdout.match(/x/g)).toHaveLength(9000);
    expect(JSON.parse(stderr)).toEqual({ records: 3, bytes: 9013, dropped: 0, oversized: 1 });
  });

  test("is cut visibly, if that is wanted", () => {
    const { stdout, stderr } = long("{ maxRecord: 4096 }");
    expect(stdout.split("\n").map((line) => Buffer.byteLength(line) < 4096)).not.toContain(false);
    expect(stdout).toMatch(/^short\nx+…\(\+\d+ characters\)x+…\(\+\d+ characters\)\nshort\n$/);
    expect(JSON.parse(stderr)).toMatchObject({ records: 3, oversized: 0 });
  });
});

describe("a named pipe", () => {
  const PIPE = `
    import fs from "node:fs";
    import { file } from "./backend/file/file.ts";
    import { Recording } from "../test/fixtures/unit/recording.ts";

    const path = process.cwd() + "/pipe";
    const open = () => fs.openSync(path, fs.constants.O_RDONLY | fs.constants.O_NONBLOCK);
    const bytes = Buffer.alloc(1 << 16);
    const read = (fd) => {
      try {
        return bytes.toString("utf8", 0, fs.readSync(fd, bytes));
      } catch (error) {
        return error.code;
      }
    };
    const counters = ({ backend, pipeline: { batch } }) => ({
      ...batch.counters,
      ...backend.counters(),
      buffered: batch.buffered,
    });
    const reader = open();
    const recording = new Recording({ backend: file(path) });
    recording.app.info("one");
    recording.pipeline.flushSync();
    const first = read(reader);
    fs.closeSync(reader);
    for (let i = 0; i < 3; i++) {
      recording.app.info("nobody reads");
      recording.pipeline.flushSync();
    }
  `;

  test("without a reader keeps later records, and reports that once", () => {
    const program = `${PIPE} const { code } = await recording.backend.flush().catch((error) => error);
      console.log(JSON.stringify([first, code, counters(recording)]));`;
    const { stdout, stderr, status } = runProgram(program, folder(), "mkfifo pipe");
    expect(JSON.parse(stdout)).toEqual([
      "one\n",
      "ERR_FASTLOG_BACKEND_UNAVAILABLE",
      expect.objectContaining({ records: 1, dropped: 0, buffered: 39, state: "waiting" }),
    ]);
    expect(stderr).toMatch(/^fastlog: file:\/\/\S+\/pipe: EPIPE: [^\n]+; retrying\n$/);
    expect(status).toBe(0);
  });

  test("with a new reader gets the kept records, without reopen()", () => {
    const program = `${PIPE} const second = open();
      recording.app.info("two");
      recording.pipeline.flushSync();
      console.log(JSON.stringify([read(second), counters(recording)]));`;
    const { stdout } = runProgram(program, folder(), "mkfifo pipe");
    expect(JSON.parse(stdout)).toEqual([
      "nobody reads\nnobody reads\nnobody reads\ntwo\n",
      expect.objectContaining({ records: 5, dropped: 0, buffered: 0, state: "open" }),
    ]);
  });
});
