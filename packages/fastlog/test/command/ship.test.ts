import { execFileSync } from "node:child_process";
import {
  appendFileSync,
  closeSync,
  openSync,
  readdirSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { WORKSPACE_PACKAGE } from "../app.ts";
import { run, runShell, start } from "../child.ts";
import { folder } from "../folder.ts";
import { Peer } from "../sockets/peer.ts";
import { until } from "../until.ts";

const ship = (...argv: readonly string[]) => [
  process.execPath,
  join(WORKSPACE_PACKAGE, "bin/fastlog.cjs"),
  "ship",
  ...argv,
];

/** A pipe with a name, whose writer is this process until it closes the descriptor. */
function namedPipe(): { readonly path: string; readonly fd: number } {
  const path = join(folder(), "pipe");
  execFileSync("mkfifo", [path]);
  return { path, fd: openSync(path, "r+") };
}

const numbers = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, i) => `${from + i} ${"x".repeat(1000)}`);

test("lines of standard input arrive though the peer goes away and comes back, and reading waits meanwhile", async () => {
  const first = await Peer.listen();
  const { port } = first;
  const { path, fd } = namedPipe();
  const shell =
    '{ seq -f "%.0f $X" 1000; read -r _ <"$PIPE"; seq -f "%.0f $X" 1001 12000; } | "$@"';
  const child = start(
    ["sh", "-c", shell, "sh", ...ship(`--to=tcp://127.0.0.1:${port}?buffer=256kb`)],
    { env: { X: "x".repeat(1000), PIPE: path } },
  );
  await until(() => first.lines.length === 1000);
  await first.close();
  writeSync(fd, "go\n");
  const second = await Peer.listen({ port });
  const { stdout, stderr, status } = await child.ended;
  closeSync(fd);
  await second.settled();
  // The last lines of the first connection may come again.
  expect([...new Set([...first.lines, ...second.lines])]).toEqual(numbers(1, 12_000));
  expect({ stdout, status }).toEqual({ stdout: "", status: 0 });
  expect(stderr).toMatch(/^fastlog: 12,000 records delivered(?:, of which .*)?, 0 dropped$/m);
});

test("a signal ends it once it has delivered what it has read, and --tee copies the input", async () => {
  const peer = await Peer.listen();
  const { path, fd } = namedPipe();
  const argv = ship(`--to=tcp://127.0.0.1:${peer.port}`, "--tee");
  const child = start(["sh", "-c", `exec "$@" <"$PIPE"`, "sh", ...argv], { env: { PIPE: path } });
  writeSync(fd, "one\ntwo");
  await until(() => peer.text === "one\n");
  child.process.kill("SIGTERM");
  const { stdout, stderr, status } = await child.ended;
  closeSync(fd);
  await peer.settled();
  expect({ stdout, stderr, status, text: peer.text }).toEqual({
    ...{ stdout: "one\ntwo", stderr: "fastlog: 2 records delivered, 0 dropped\n" },
    ...{ status: 0, text: "one\ntwo\n" },
  });
});

test("with --follow, what is added to a file is shipped", async () => {
  const peer = await Peer.listen();
  const path = join(folder(), "app.log");
  writeFileSync(path, "one\n");
  const child = start(ship(`--to=tcp://127.0.0.1:${peer.port}`, "--follow", path));
  await until(() => peer.text === "one\n");
  appendFileSync(path, "two\n");
  await until(() => peer.text === "one\ntwo\n");
  child.process.kill("SIGINT");
  expect(await child.ended).toMatchObject({
    ...{ status: 0, stdout: "", stderr: "fastlog: 2 records delivered, 0 dropped\n" },
  });
});

test("a destination that nobody reads ends it, and the code is 1", async () => {
  const shell = `{ yes | "$@"; echo $? >&3; } | head -n 1`;
  const { stdout, report } = await runShell(shell, ship("--to=stdout"));
  expect({ stdout, report }).toEqual({ stdout: "y\n", report: ["1"] });
});

test("a mistake on the command line is told without a stack", async () => {
  const { stderr, status } = await run(ship("--to=tcp:", "app.log"));
  expect(stderr).toMatch(/^fastlog: invalid backend "tcp:".*\n$/);
  expect(status).toBe(2);
});

test("what the environment says of the log of a program means nothing to it", async () => {
  const runtime = folder();
  const env = { LOG: "inof", LOG_CONTROL: "1", LOG_TAG: "a", XDG_RUNTIME_DIR: runtime };
  const { stdout, stderr } = await runShell('echo one | "$@"', ship("--to=stdout"), { env });
  expect({ stdout, stderr, sockets: readdirSync(runtime) }).toEqual({
    ...{ stdout: "one\n", stderr: "fastlog: 1 record delivered, 0 dropped\n", sockets: [] },
  });
});
