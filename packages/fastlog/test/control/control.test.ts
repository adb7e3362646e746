import { once } from "node:events";
import {
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, describe, expect, test } from "vitest";
import { type Child, program, run, start } from "../child.ts";
import { folder } from "../folder.ts";
import { until } from "../until.ts";
import { ControlClient } from "./client.ts";

const isRoot = process.geteuid?.() === 0;

let clients: ControlClient[] = [];

afterEach(() => {
  for (const client of clients.splice(0)) client.end();
  clients = [];
});

interface Started extends Child {
  /** The folder of the sockets. */
  readonly sockets: string;
  /** Paths of the sockets, once there are so many. */
  found(count?: number): Promise<string[]>;
  client(path?: string): Promise<ControlClient>;
}

/** Starts a program whose control socket is in a folder of its own. */
function controlled(argv: readonly string[], env: Record<string, string> = {}): Started {
  const runtime = folder();
  const sockets = join(runtime, "fastlog");
  const child = start(argv, { env: { XDG_RUNTIME_DIR: runtime, LOG_CONTROL: "1", ...env } });
  const found = async (count = 1) => {
    const names = () => (existsSync(sockets) ? readdirSync(sockets) : []);
    await until(() => names().length >= count);
    return names().map((name) => join(sockets, name));
  };
  const client = async (path?: string) => {
    const made = await ControlClient.connect(path ?? ((await found())[0] as string));
    clients.push(made);
    return made;
  };
  return { ...child, sockets, found, client };
}

test.each([
  ["return", 0],
  ["exit", 0],
  ["throw", 1],
  ["reject", 1],
  ["signals", 143],
])(
  "a process that ends by %s, with a client connected, leaves no socket",
  async (ending, status) => {
    const child = controlled(program("controlled.mjs", ending));
    const client = await child.client();
    expect(client.greeting["pid"]).toBe(child.process.pid);
    child.process.kill("SIGHUP");
    expect((await child.ended).status).toBe(status);
    expect(readdirSync(child.sockets)).toEqual([]);
  },
);

test("a socket that a killed process has left is removed by the next one in the folder", async () => {
  const child = controlled(program("controlled.mjs", "exit"));
  const [left] = await child.found();
  child.process.kill("SIGKILL");
  await child.ended;
  expect(existsSync(left as string)).toBe(true);
  const env = { XDG_RUNTIME_DIR: join(child.sockets, ".."), LOG_CONTROL: "1" };
  const next = start(program("controlled.mjs", "exit"), { env });
  await until(() => !existsSync(left as string));
  next.process.kill("SIGHUP");
  await next.ended;
  expect(readdirSync(child.sockets)).toEqual([]);
});

test("SIGUSR2 opens it, and nothing is there before", async () => {
  const child = controlled(program("controlled.mjs", "exit"), { LOG_CONTROL: "SIGUSR2" });
  await until(() => child.process.stdout?.readableLength !== undefined);
  // The listener is there before the first line of the program.
  await once(child.process.stdout as NodeJS.ReadableStream, "data");
  expect(existsSync(child.sockets)).toBe(false);
  child.process.kill("SIGUSR2");
  const client = await child.client();
  expect(await client.ask({ do: "filter" })).toMatchObject({ ok: true });
  child.process.kill("SIGHUP");
  const { stdout, status } = await child.ended;
  expect(status).toBe(0);
  expect(stdout).toMatch(/\tWARN\tmain\tcontrol socket opened path=\S+\.sock until=20\S+Z\n/);
  expect(readdirSync(child.sockets)).toEqual([]);
});

describe("what cannot be opened is told, and stops nothing:", () => {
  test.each<[string, (runtime: string) => Record<string, string>, string]>([
    ["a bad value", () => ({ LOG_CONTROL: "yes" }), 'invalid option LOG_CONTROL="yes"'],
    ["a missing folder", () => ({ LOG_CONTROL: "/missing/socket" }), "its folder is missing"],
    [
      "a folder that is a file",
      (runtime) => {
        writeFileSync(join(runtime, "fastlog"), "");
        return {};
      },
      "it is no folder",
    ],
  ])("%s", async (_, make, reason) => {
    const runtime = folder();
    const env = { XDG_RUNTIME_DIR: runtime, LOG_CONTROL: "1", ...make(runtime) };
    const child = start(program("controlled.mjs", "exit"), { env });
    await once(child.process.stderr as NodeJS.ReadableStream, "data");
    child.process.kill("SIGHUP");
    const { stdout, stderr, status } = await child.ended;
    expect(stderr.split("\n")).toEqual([expect.stringContaining(reason), ""]);
    expect(stderr).toMatch(/^fastlog: LOG_CONTROL: /);
    expect([status, stdout]).toEqual([0, expect.stringContaining("\truns\n")]);
  });
});

test("each process of a cluster has a socket, and says which process has started it", async () => {
  const child = controlled(program("controlled-cluster.mjs"));
  const paths = await child.found(3);
  const greetings = [];
  for (const path of paths) greetings.push((await child.client(path)).greeting);
  const { pid } = child.process;
  expect(greetings.map(({ ppid }) => ppid).sort()).toEqual([process.pid, pid, pid].sort());
  expect(new Set(greetings.map((greeting) => greeting["pid"])).size).toBe(3);
  child.process.kill("SIGHUP");
  expect((await child.ended).status).toBe(0);
  await until(() => readdirSync(child.sockets).length === 0);
});

test.skipIf(!isRoot)("another user can neither connect nor put a folder in the way", async () => {
  const child = controlled(program("controlled.mjs", "exit"));
  const [path = ""] = await child.found();
  const stranger = `
    process.setgroups([]); process.setgid(65534); process.setuid(65534);
    require("node:net").connect(process.argv[1])
      .on("connect", () => require("node:fs").writeSync(3, "connected\\n"))
      .on("error", ({ code }) => require("node:fs").writeSync(3, code + "\\n"));`;
  const { report } = await run([process.execPath, "--eval", stranger, path]);
  expect(report).toEqual(["EACCES"]);
  child.process.kill("SIGHUP");
  await child.ended;
  const runtime = folder();
  mkdirSync(join(runtime, "fastlog"), 0o700);
  chownSync(join(runtime, "fastlog"), 65534, 65534);
  const refused = start(program("controlled.mjs", "exit"), {
    env: { XDG_RUNTIME_DIR: runtime, LOG_CONTROL: "1" },
  });
  await once(refused.process.stderr as NodeJS.ReadableStream, "data");
  refused.process.kill("SIGHUP");
  expect((await refused.ended).stderr).toContain("it belongs to the user 65534");
});

test("stats and flush reach all threads, and threads that are in a loop are named", async () => {
  const cells = `
    const { Worker, isMainThread } = require("node:worker_threads");
    const { info } = require(${JSON.stringify(join(import.meta.dirname, "../../dist/index.cjs"))});
    info("from {}", require("node:worker_threads").threadId);
    if (isMainThread) {
      new Worker(__filename, { argv: ["idle"] });
      new Worker(__filename, { argv: ["busy"] });
      process.once("SIGHUP", () => process.exit(0));
    } else if (process.argv[2] === "busy") setTimeout(() => { for (;;); }, 0);
    else setInterval(() => {}, 1000);`;
  const file = join(folder(), "program.cjs");
  writeFileSync(file, cells);
  const child = controlled([process.execPath, file]);
  const client = await child.client();
  let answer: Record<string, unknown> = {};
  await until(async () => {
    answer = await client.ask({ do: "stats" });
    const { threads, silent } = answer as { threads: unknown[]; silent: number[] };
    return threads.length === 2 && silent.length === 1;
  });
  expect(answer["silent"]).toEqual([2]);
  expect(answer["threads"]).toMatchObject([
    { thread: 0, tag: "main", backends: [{ name: "stdout" }] },
    { thread: 1, tag: "worker-1", backends: [{ name: "stdout" }] },
  ]);
  expect(await client.ask({ do: "flush", timeout: 200 })).toMatchObject({
    code: "ERR_FASTLOG_BACKEND_UNAVAILABLE",
    message: "not flushed: thread 2 has not answered",
  });
  child.process.kill("SIGHUP");
  expect((await child.ended).status).toBe(0);
});

test("a tail has the trace records of all threads, while the log has those of info, all of them", async () => {
  const log = join(folder(), "app.log");
  const child = controlled(program("threads-tail.mjs"), {
    LOG_BACKEND: pathToFileURL(log).href,
    LOG_FORMAT: "{level} {tag} {message}",
  });
  const client = await child.client();
  // The workers have joined.
  await until(async () => {
    const { threads } = (await client.ask({ do: "threads" })) as { threads: unknown[] };
    return threads.length === 5;
  });
  const request = { do: "tail", filter: "dep1=trace/trace", for: "1h", max: 300, rate: 100_000 };
  expect(await client.ask(request)).toMatchObject({ ok: true, max: 300 });
  const seen: Record<string, unknown>[] = [];
  for (let line = await client.read(); ; line = await client.read()) {
    seen.push(line);
    if (line["fastlog"] === undefined) continue;
    const { ended } = line["fastlog"] as { ended?: string };
    if (ended !== undefined) break;
  }
  child.process.kill("SIGHUP");
  expect((await child.ended).status).toBe(0);
  const records = seen.filter(({ msg }) => msg !== undefined);
  expect(records).toHaveLength(300);
  for (let of = 0; of < 5; of++) {
    const own = records.filter((record) => record["of"] === of);
    const numbers = own.map(({ msg }) => Number(String(msg).replace("trace ", "")));
    // One after the other, without a gap.
    expect(numbers.length).toBeGreaterThan(0);
    expect(numbers).toEqual(numbers.map((_, i) => (numbers[0] as number) + i));
  }
  expect(seen.at(-1)).toMatchObject({ fastlog: { ended: "count", records: 300 } });
  const lines = readFileSync(log, "utf8").split("\n").slice(0, -1);
  for (const tag of ["main", "worker-1", "worker-2", "worker-3", "worker-4"]) {
    const own = lines.filter((line) => line.startsWith(`INFO ${tag} `));
    expect(own).toEqual(own.map((_, n) => `INFO ${tag} info ${n}`));
    expect(own.length).toBeGreaterThan(0);
  }
  expect(lines.filter((line) => !line.startsWith("INFO "))).toEqual([]);
});
