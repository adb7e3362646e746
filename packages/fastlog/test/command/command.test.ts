import { appendFileSync, openSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { WORKSPACE_PACKAGE } from "../app.ts";
import { run, runShell, start } from "../child.ts";
import { folder } from "../folder.ts";
import { tool } from "../tools.ts";
import { until } from "../until.ts";

const FASTLOG = [process.execPath, join(WORKSPACE_PACKAGE, "bin/fastlog.cjs")];
const script = tool("script", "bsdutils");

const fastlog = (...argv: readonly string[]) => [...FASTLOG, ...argv];
const record = (msg: string, n = 0) =>
  `{"level":30,"time":1795252269099,"hrtime":${n},"msg":"${msg}"}\n`;

/** Prints the most memory that the process had, in KiB, on descriptor 3, when it ends. */
const REPORTING = `process.on("exit", () => require("fs").writeSync(3, process.resourceUsage().maxRSS + "\\n"));`;

function reporting(at: string): Record<string, string> {
  const path = join(at, "report.cjs");
  writeFileSync(path, REPORTING);
  return { NODE_OPTIONS: `--require=${path}` };
}

test("a mistake is told on standard error, and the code is 2", async () => {
  const { stdout, stderr, status } = await run(fastlog("view", "--wehre", "a=1"));
  expect({ stdout, stderr, status }).toEqual({
    stdout: "",
    stderr: "fastlog: unknown option --wehre; did you mean --where?\n",
    status: 2,
  });
});

test("without a file, standard input is read", async () => {
  const argv = fastlog("view", "--utc");
  const { stdout, status } = await runShell(`printf '{"level":30,"msg":"m"}\\nend' | "$@"`, argv);
  expect({ stdout, status }).toEqual({ stdout: "--:--:--.--- INFO  m\nend\n", status: 0 });
});

test("a reader that goes away ends it quietly", async () => {
  const at = folder();
  writeFileSync(join(at, "app.log"), record("m").repeat(50_000));
  const { stdout, stderr } = await runShell(
    '"$@" | head -n 1',
    fastlog("view", "--fields=", "app.log"),
    { cwd: at },
  );
  expect(stdout).toContain("2026-11-21");
  expect(stderr).toBe("");
});

test("a line of 100 MB takes bounded memory, and the lines around it are shown", async () => {
  const at = folder();
  const path = join(at, "app.log");
  writeFileSync(path, record("before"));
  const part = "x".repeat(10_000_000);
  appendFileSync(path, '{"level":30,"msg":"');
  for (let i = 0; i < 10; i++) appendFileSync(path, part);
  appendFileSync(path, `"}\n${record("after")}`);
  const { stdout, report } = await run(fastlog("view", "--utc", path), {
    cwd: at,
    env: reporting(at),
  });
  const [, before, long, after] = stdout.split("\n");
  expect({ before, after }).toEqual({
    before: "09:11:09.099 INFO  before",
    after: "09:11:09.099 INFO  after",
  });
  expect(long).toMatch(/^\{"level":30,"msg":"x+…\(\+99995\d{3} bytes\)$/);
  expect(Number(report[0])).toBeLessThan(150_000);
});

test("16 files are merged in little more memory than an empty one", async () => {
  const at = folder();
  const names = Array.from({ length: 16 }, (_, i) => `${i}.log`);
  for (const [i, name] of names.entries()) {
    const lines = Array.from({ length: 20_000 }, (_, j) =>
      record("x".repeat(50), (j * 16 + i) * 1000),
    );
    writeFileSync(join(at, name), lines.join(""));
  }
  const out = openSync(join(at, "merged"), "w");
  const { report, status } = await run(fastlog("merge", ...names), {
    cwd: at,
    env: reporting(at),
    stdout: out,
  });
  expect(status).toBe(0);
  writeFileSync(join(at, "empty.log"), "");
  const empty = await run(fastlog("merge", "empty.log"), { cwd: at, env: reporting(at) });
  expect(Number(report[0]) - Number(empty.report[0])).toBeLessThanOrEqual(20 * 1024);
  const times = readFileSync(join(at, "merged"), "latin1").matchAll(/"hrtime":(\d+)/g);
  expect(Array.from(times, ([, time]) => Number(time) / 1000)).toEqual(
    Array.from({ length: 320_000 }, (_, i) => i),
  );
});

test("a log is followed through rotation and truncation", async () => {
  const at = folder();
  const [path, out] = [join(at, "app.log"), join(at, "out")];
  const argv = fastlog("view", "--follow", "--json", "--limit", "5", path);
  const child = start(argv, { cwd: at, stdout: openSync(out, "w") });
  const shown = () =>
    Array.from(readFileSync(out, "latin1").matchAll(/"msg":"(.*?)"/g), ([, msg]) => msg);
  writeFileSync(path, record("one"));
  await until(() => shown().length === 1);
  renameSync(path, `${path}.1`);
  appendFileSync(`${path}.1`, record("two"));
  writeFileSync(path, record("three"));
  await until(() => shown().length === 3);
  const torn = record("four");
  appendFileSync(path, torn.slice(0, 20));
  appendFileSync(path, torn.slice(20));
  await until(() => shown().length === 4);
  writeFileSync(path, record("5"));
  const { status } = await child.ended;
  expect({ shown: shown(), status }).toEqual({
    shown: ["one", "two", "three", "four", "5"],
    status: 0,
  });
});

test("followed logs are merged in order", async () => {
  const at = folder();
  const [a, b, out] = [join(at, "a.log"), join(at, "b.log"), join(at, "out")];
  writeFileSync(a, record("3", 3e9));
  writeFileSync(b, record("1", 1e9) + record("2", 2e9));
  const child = start(fastlog("merge", "--follow", a, b), { cwd: at, stdout: openSync(out, "w") });
  const shown = () =>
    Array.from(readFileSync(out, "latin1").matchAll(/"msg":"(.*?)"/g), ([, msg]) => msg);
  await until(() => shown().length === 3);
  appendFileSync(b, record("4", 4e9));
  await until(() => shown().length === 4);
  child.process.kill();
  await child.ended;
  expect(shown()).toEqual(["1", "2", "3", "4"]);
});

test.skipIf(script === undefined)("on a terminal, a pager shows it in colours", async () => {
  const at = folder();
  writeFileSync(join(at, "app.log"), record("message"));
  const line = `${FASTLOG.join(" ")} view app.log`;
  const env = { PAGER: "tr a-z A-Z", TERM: "xterm-256color" };
  const { stdout } = await run([script ?? "", "-qec", line, "/dev/null"], { cwd: at, env });
  expect(stdout).toContain("\u001b[32MINFO");
  expect(stdout).toContain("MESSAGE");
});

test.skipIf(script === undefined)(
  "on a terminal, a pager that is missing is done without",
  async () => {
    const at = folder();
    writeFileSync(join(at, "app.log"), record("message"));
    const line = `${FASTLOG.join(" ")} view app.log; echo "code $?"`;
    const env = { PAGER: "no-such-pager", TERM: "dumb" };
    const { stdout } = await run([script ?? "", "-qec", line, "/dev/null"], { cwd: at, env });
    expect(stdout).toContain("INFO  message");
    expect(stdout).toContain("code 0");
  },
);

const ENTERED = "\u001b[?1049h\u001b[?25l";
/** The cursor and the usual screen come back, and nothing follows. */
const RESTORED = "\u001b[?25h\u001b[?1049l";

test.skipIf(script === undefined)("top ends at q, and restores the terminal", async () => {
  const at = folder();
  writeFileSync(join(at, "app.log"), "");
  const line = `${FASTLOG.join(" ")} top app.log`;
  const terminal = [script ?? "", "-qec", line, "/dev/null"];
  const { stdout, status } = await runShell('printf q | "$@"', terminal, { cwd: at });
  expect(stdout).toContain(ENTERED);
  expect(stdout).toContain("fastlog top  app.log  by rate");
  expect(stdout.endsWith(RESTORED)).toBe(true);
  // Nothing was logged.
  expect(status).toBe(1);
});

test.skipIf(script === undefined)("top restores the terminal when a signal ends it", async () => {
  const at = folder();
  const [log, out, pid] = [join(at, "app.log"), join(at, "out"), join(at, "pid")];
  writeFileSync(log, "");
  const line = `echo $$ > ${pid}; exec ${FASTLOG.join(" ")} top --interval 0.1 ${log}`;
  const child = start([script ?? "", "-qec", line, "/dev/null"], { stdout: openSync(out, "w") });
  const shown = () => readFileSync(out, "latin1");
  await until(() => shown().includes("fastlog top"));
  appendFileSync(log, record("\u001b[2J message 17"));
  await until(() => shown().includes("message #"));
  process.kill(Number(readFileSync(pid, "latin1")), "SIGTERM");
  const { status } = await child.ended;
  expect(shown()).toContain("\\u001b[#J message #");
  expect(shown().endsWith(RESTORED)).toBe(true);
  expect(status).toBe(143);
});

test("top prints a table of a stream that ends", async () => {
  const { stdout, status } = await runShell(
    `printf '{"level":30,"msg":"a 1"}\\nno record\\n{"level":30,"msg":"a 2"}' | "$@"`,
    fastlog("top", "-"),
  );
  expect(stdout).toMatch(/^fastlog top {2}standard input {2}by rate\n.*, 2 records {2}info /);
  expect(stdout).toMatch(/ 2 {2}info {13}a #\n$/);
  expect(status).toBe(0);
});
