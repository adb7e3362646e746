import { chmodSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { ran } from "../../../test/fixtures/unit/command.ts";
import { folder } from "../../../test/folder.ts";
import { until } from "../../../test/until.ts";
import { memory } from "../../backend/memory.ts";
import { sharedTracepoints } from "../../call/tracepoints.ts";
import { type OpenControl, openControl } from "../../control/open-control.ts";
import { pathInFolder } from "../../control/socket-path.ts";
import { Runtime } from "../../lifecycle/runtime.ts";
import { Points } from "../../tracepoint/points.ts";

// Each runtime watches for the end of the process.
process.setMaxListeners(0);

const open: OpenControl[] = [];

afterEach(() => {
  for (const control of open.splice(0)) control.close();
});

/** A folder of sockets, with that of this process unless there is to be none, and the command line of its user. */
function make(isOpen = true) {
  const runtimeFolder = folder();
  const backend = memory();
  const runtime = new Runtime({});
  const format = { template: "{level} {message}" };
  runtime.configure({ backend, format, tag: "shop" });
  const path = pathInFolder(join(runtimeFolder, "fastlog"));
  if (isOpen) open.push(openControl(runtime, path));
  const fastlog = (...argv: readonly string[]) =>
    ran(argv, false, { XDG_RUNTIME_DIR: runtimeFolder });
  const lines = () => {
    runtime.flushSync();
    return backend.lines;
  };
  return { runtime, runtimeFolder, path, fastlog, lines, app: runtime.logger("app") };
}

/** A further process of the folder: this one, by another name. */
function beside(
  { runtime, runtimeFolder }: ReturnType<typeof make>,
  pid: number,
  start = "1",
): void {
  open.push(openControl(runtime, join(runtimeFolder, "fastlog", `${pid}-${start}.sock`)));
}

test("ps lists the processes, with their filters and leases", async () => {
  const made = make();
  await made.fastlog("level", "app=debug");
  const { code, stdout } = await made.fastlog("ps");
  expect(code).toBe(0);
  expect(stdout.split("\n")).toEqual([
    expect.stringMatching(/^PID +PARENT +PROGRAM +TAG +THREADS +STARTED +FILTER +LEASES$/),
    expect.stringMatching(
      new RegExp(`^ *${process.pid} +${process.ppid} .* shop +1 .*Z +info +1$`),
    ),
    "",
  ]);
  const json = JSON.parse((await made.fastlog("ps", "--json")).stdout);
  expect(json).toMatchObject({ pid: process.pid, tag: "shop", filter: "info" });
});

test("without processes, ps finds nothing, and the others say how a program opens a socket", async () => {
  const { fastlog } = make(false);
  expect(await fastlog("ps")).toEqual({ code: 1, stdout: "", complaints: [] });
  await expect(fastlog("level")).rejects.toThrow(
    /no process has a control socket in .*LOG_CONTROL=1/,
  );
});

test("level opens the filter, shows what holds, and drops a lease", async () => {
  const { fastlog, app } = make();
  const { stdout } = await fastlog("level", "app=debug", "--for", "10m", "--id", "ada");
  expect(stdout).toBe("filter info\nlease  app=debug (ada), for 10m 0s\n");
  expect(app.isEnabled("debug")).toBe(true);
  expect((await fastlog("level")).stdout).toContain("lease  app=debug (ada)");
  expect((await fastlog("level", "--drop", "ada")).stdout).toBe("filter info\n");
  expect(app.isEnabled("debug")).toBe(false);
});

test("filter replaces it, for a time or for good", async () => {
  const { fastlog, runtime } = make();
  expect((await fastlog("filter", "warn", "--for", "1h", "--json")).stdout).toMatch(
    /"filter":"info","replaced":{"spec":"warn"/,
  );
  expect((await fastlog("filter")).stdout).toBe("filter info\nreplaced by warn, for 1h 0m\n");
  expect((await fastlog("filter", "debug")).stdout).toBe("filter debug\n");
  expect(runtime.filter).toBe("debug");
});

test("dump says how many records each thread has written, or that there is no recorder", async () => {
  const { fastlog, app, runtime } = make();
  expect(await fastlog("dump")).toMatchObject({
    code: 2,
    complaints: [expect.stringContaining("no thread has a recorder")],
  });
  runtime.configure({ recorder: true });
  app.debug("kept");
  expect((await fastlog("dump")).stdout).toMatch(/^THREAD +RECORDS\n +0 +1\n$/);
});

test("stats, threads, flush and reopen show what the process answers", async () => {
  const { fastlog, app } = make();
  app.info("one");
  expect(await fastlog("flush")).toEqual({ code: 0, stdout: "", complaints: [] });
  expect((await fastlog("stats")).stdout.split("\n").map((line) => line.split(/ +/))).toEqual([
    ["THREAD", "BACKEND", "RECORDS", "BYTES", "DROPPED", "BUFFERED", "STATE"],
    ["shop", "memory:", "1", "9", "0", "0", "open"],
    [""],
  ]);
  expect((await fastlog("threads")).stdout).toMatch(/^THREAD +TAG +FILTER\n +0 +shop +info\n$/);
  expect((await fastlog("reopen")).code).toBe(0);
});

test("points lists tracepoints, logs the hits of some, and ends that", async () => {
  const { runtime, fastlog, lines } = make();
  await expect(fastlog("points", "--attach", "db::*")).resolves.toMatchObject({
    ...{
      code: 2,
      complaints: [expect.stringContaining("no thread has loaded fastlog/tracepoint")],
    },
  });
  const points = sharedTracepoints(() => new Points(runtime));
  const hit = () => {
    const message = { text: "hit", isLiteral: true };
    points.named("db::query").hit({ level: 10, from: hit, message, fields: {}, timing: undefined });
  };
  hit();
  const { stdout } = await fastlog("points", "--attach", "db::*", "--for", "1h");
  expect(stdout).toMatch(
    /^THREAD +NAME +LEVEL +OPEN +ATTACHED +HITS\n +0 +db::query +trace +open +1 +0\n$/,
  );
  hit();
  // Once more: still one record for a hit.
  await fastlog("points", "--attach", "db::*");
  hit();
  await fastlog("points", "--detach", "db::*");
  hit();
  expect(lines().filter((line) => line === "TRACE hit")).toHaveLength(2);
  expect(await fastlog("points", "--detach", "db::*")).toMatchObject({
    ...{ code: 2, complaints: [expect.stringContaining('nothing is attached by "db::*"')] },
  });
});

test("tail shows records for people, and tells of the end on standard error", async () => {
  const { fastlog, app, lines } = make();
  const shown = fastlog("tail", "app=trace", "-n", "2", "--utc", "--where", "status >= 500");
  await until(() => app.isEnabled("trace"));
  for (let status = 499; status < 502; status++) app.trace("answered", { status });
  const { code, stdout, complaints } = await shown;
  expect(stdout.split("\n").slice(-3)).toEqual([
    expect.stringMatching(/^\d\d:\d\d:\d\d\.\d{3} TRACE .*app: answered status=500$/),
    expect.stringMatching(/app: answered status=501$/),
    "",
  ]);
  expect([code, complaints]).toEqual([
    0,
    [expect.stringMatching(/shop: ended after 2 records \(--max\)$/)],
  ]);
  expect(lines()).toEqual([]);
});

test("tail --json shows the lines as they come, and 1 is its code if there were none", async () => {
  const { fastlog, app } = make();
  const shown = fastlog("tail", "--json", "--for", "100ms");
  await until(() => app.isEnabled("trace"));
  app.trace("one");
  expect(JSON.parse((await shown).stdout)).toMatchObject({ msg: "one", level: 10 });
  const { code, complaints } = await fastlog("tail", "--for", "1ms");
  expect([code, complaints]).toEqual([
    1,
    [expect.stringContaining("ended after its time, with 0 records (--for)")],
  ]);
});

test("tail tells of a process that ends", async () => {
  const { fastlog, app } = make();
  const shown = fastlog("tail");
  await until(() => app.isEnabled("trace"));
  open[0]?.close();
  expect((await shown).complaints).toEqual([expect.stringMatching(/shop: it has ended$/)]);
});

describe("processes", () => {
  test("are chosen by pid, by tag, by their parent, by a path, or all", async () => {
    const made = make();
    beside(made, 999_999_999);
    const answers = async (...argv: string[]) =>
      (await made.fastlog("filter", "--json", ...argv)).stdout.split("\n").length - 1;
    expect(await answers("--pid", String(process.pid))).toBe(1);
    expect(await answers("--pid", "999999999")).toBe(1);
    expect(await answers("--parent", String(process.ppid))).toBe(2);
    expect(await answers("--all")).toBe(2);
    expect(await answers("--socket", made.path)).toBe(1);
  });

  test("must be named if there are several, which the error lists", async () => {
    const made = make();
    beside(made, 999_999_999);
    await expect(made.fastlog("level", "debug")).rejects.toThrow(
      /^there are 2 processes \(--pid, --all or a name\):\n {2}\d+ .* shop\n {2}\d+ .* shop$/,
    );
    expect(made.app.isEnabled("debug")).toBe(false);
    const { stdout } = await made.fastlog("level", "debug", "shop");
    expect(stdout).toMatch(/^\d+ .* shop\n {2}filter info\n {2}lease {2}debug, for 10m 0s\n\d+ /);
  });

  test.each([
    [["--pid", "77"], /^no process 77; there are:\n {2}\d+ /],
    [["--pid", "x"], /^--pid: expected the number of a process, not "x"$/],
    [["debug", "nobody"], /^no process "nobody"; there are:/],
    [["--socket", "/missing"], /^--socket \/missing: nobody listens there$/],
  ])("that are not there are an error: %j", async (argv, message) => {
    await expect(make().fastlog("level", ...argv)).rejects.toThrow(message);
  });

  test("that were killed are left out", async () => {
    const made = make();
    const path = join(made.runtimeFolder, "fastlog", "999999999-1.sock");
    writeFileSync(path, "");
    expect((await made.fastlog("ps")).stdout.split("\n")).toHaveLength(3);
    expect(existsSync(path)).toBe(true);
  });

  test("of a folder that others may enter are not spoken to", async () => {
    const { fastlog, runtimeFolder } = make(false);
    mkdirSync(join(runtimeFolder, "fastlog"), { recursive: true });
    chmodSync(join(runtimeFolder, "fastlog"), 0o755);
    await expect(fastlog("ps")).rejects.toThrow("its mode is 0755, not 0700");
  });

  test("that say something else are told", async () => {
    const made = make(false);
    const server = createServer((socket) => socket.end('{"ok":false,"message":"full"}\n'));
    await new Promise<void>((resolve) => server.listen(made.path, resolve));
    expect((await made.fastlog("ps")).stdout).toContain("full");
    await expect(made.fastlog("level")).rejects.toThrow(`process ${process.pid}: full`);
    server.close();
  });
});

test.each<[string[], RegExp]>([
  [["level", "app=loud"], /shop: invalid directive "app=loud"/],
  [["level", "debug", "--for", "2d"], /shop: invalid option for="2d"/],
  [["tail", "--where", "a ="], /shop: where: expected a value/],
])("what the process refuses is told, and the code is 2: %j", async (argv, message) => {
  const { code, complaints } = await make().fastlog(...argv);
  expect([code, complaints]).toEqual([2, [expect.stringMatching(message)]]);
});

test.each<[string[], string]>([
  [["level", "--for", "1m"], "--for needs a FILTER"],
  [["level", "--drop", "a", "--id", "b"], "--id does not go with --drop"],
  [["filter", "--for", "1m"], "--for needs a FILTER"],
  [["tail", "--max", "many"], '--max: expected a number, not "many"'],
  [["points", "--for", "1m"], "--for needs --attach"],
  [["points", "--attach", "a", "--detach", "b"], "--attach and --detach exclude each other"],
])("a command line without sense is an error: %j", async (argv, message) => {
  await expect(make().fastlog(...argv)).rejects.toThrow(message);
});
