import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { describe, expect, test } from "vitest";
import { bundle, runProgram } from "../../test/fixtures/unit/program.ts";
import { folder } from "../../test/folder.ts";

/** Writes a hundred thousand lines to stdout, and tells on stderr what the system made of it. */
const FLOOD = `
  import fs from "node:fs";
  import { stdout } from "./backend/standard.ts";
  import { Recording } from "../test/fixtures/unit/recording.ts";

  const write = fs.writeSync;
  const seen = { full: 0, partial: 0 };
  fs.writeSync = (fd, bytes) => {
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
  recording.output.flushSync();
  const { counters } = recording.output.batch;
  write(2, JSON.stringify({ ...seen, ...counters, errors: recording.output.backend.counters().errors }));
`;

const EXPECTED = Array.from({ length: 100_000 }, (_, i) => `${i} ${"x".repeat(i % 500)}\n`).join(
  "",
);

test("a pipe that does not block loses and tears nothing, however slow its reader is", async () => {
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
  expect(result.partial).toBeGreaterThan(0);
  expect(result).toMatchObject({
    records: 100_000,
    bytes: Buffer.byteLength(EXPECTED),
    dropped: 0,
    errors: {},
  });
});

test("a pipe that another process made not to block blocks all the same", () => {
  const at = folder();
  // The reader's side does not matter: bash hands on a real pipe, not a socket as Node would.
  const { stdout, stderr } = runProgram(
    FLOOD.replace('process.argv[2] === "nonblocking"', "true"),
    at,
    "exec > >(cat) 2> >(cat >&2)",
  );
  expect(stdout === EXPECTED).toBe(true);
  expect(JSON.parse(stderr)).toMatchObject({ full: 0, records: 100_000, dropped: 0 });
});

describe("a named pipe", () => {
  const PIPE = `
    import fs from "node:fs";
    import { file } from "./backend/file.ts";
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
    const counters = ({ output: { batch, backend } }) => ({
      ...batch.counters,
      ...backend.counters(),
      buffered: batch.buffered,
    });
    const reader = open();
    const recording = new Recording({ backend: file(path) });
    recording.app.info("one");
    recording.output.flushSync();
    const first = read(reader);
    fs.closeSync(reader);
    for (let i = 0; i < 3; i++) {
      recording.app.info("nobody reads");
      recording.output.flushSync();
    }
  `;

  test("that nobody reads any more ends quietly: what comes then is dropped and counted", () => {
    const program = `${PIPE} await recording.output.backend.flush();
      console.log(JSON.stringify([first, counters(recording)]));`;
    const { stdout, stderr, status } = runProgram(program, folder(), "mkfifo pipe");
    expect(JSON.parse(stdout)).toEqual([
      "one\n",
      { records: 1, bytes: 4, dropped: 3, buffered: 0, errors: { EPIPE: 1 }, state: "gone" },
    ]);
    expect([stderr, status]).toEqual(["", 0]);
  });

  test("that has another reader and is reopened has none of what was dropped", () => {
    const program = `${PIPE} const second = open();
      recording.output.backend.reopen();
      recording.app.info("two");
      recording.output.flushSync();
      console.log(JSON.stringify([read(second), counters(recording)]));`;
    const { stdout } = runProgram(program, folder(), "mkfifo pipe");
    expect(JSON.parse(stdout)).toEqual([
      "two\n",
      { records: 2, bytes: 8, dropped: 3, buffered: 0, errors: { EPIPE: 1 }, state: "open" },
    ]);
  });
});
