import { Buffer } from "node:buffer";
import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, lstatSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { afterEach, describe, expect, test } from "vitest";
import { ControlClient } from "../../test/control/client.ts";
import { folder } from "../../test/folder.ts";
import { until } from "../../test/until.ts";
import { memory } from "../backend/memory.ts";
import { Runtime } from "../lifecycle/runtime.ts";
import { type OpenControl, openControl } from "./open-control.ts";

// Each runtime watches for the end of the process.
process.setMaxListeners(0);

let control: OpenControl | undefined;
let clients: ControlClient[] = [];

afterEach(() => {
  for (const client of clients.splice(0)) client.end();
  control?.close();
  clients = [];
});

/** A runtime that logs into memory, and its control socket. */
function make() {
  const backend = memory();
  const runtime = new Runtime({});
  runtime.configure({ backend, format: { template: "{level} {target} {message}" } });
  control = openControl(runtime, join(folder(), "app.sock"));
  const { path } = control;
  const lines = () => {
    runtime.flushSync();
    return backend.lines;
  };
  return { runtime, lines, path, app: runtime.logger("dep1") };
}

async function client(path: string): Promise<ControlClient> {
  const made = await ControlClient.connect(path);
  clients.push(made);
  return made;
}

test("only the user may connect, from the first moment on, and the umask is as before", () => {
  const before = process.umask();
  const { path } = make();
  expect(lstatSync(path).mode & 0o777).toBe(0o600);
  expect(process.umask()).toBe(before);
});

test.skipIf(process.geteuid?.() !== 0)(
  "another user cannot connect, although all may enter the folder",
  () => {
    const { path } = make();
    for (let at = dirname(path); at.startsWith(tmpdir()) && at !== tmpdir(); at = dirname(at)) {
      chmodSync(at, 0o777);
    }
    // The system connects, before this process accepts.
    const connects = `require("node:net").connect(process.argv[1])
    .on("connect", () => { console.log("connected"); process.exit(); })
    .on("error", ({ code }) => console.log(code));`;
    const by = (id: number) => {
      const drop =
        id === 0 ? "" : `process.setgroups([]); process.setgid(${id}); process.setuid(${id});`;
      return execFileSync(process.execPath, ["--eval", drop + connects, path], {
        encoding: "utf8",
      });
    };
    expect([by(0), by(65_534)]).toEqual(["connected\n", "EACCES\n"]);
  },
);

test("a client is greeted with what tells the process from others", async () => {
  const { path } = make();
  expect((await client(path)).greeting).toEqual({
    fastlog: expect.any(String),
    protocol: 1,
    pid: process.pid,
    ppid: process.ppid,
    started: expect.stringMatching(/^20\d\d-.*Z$/),
    tag: "main",
    program: expect.any(String),
    threads: 1,
  });
});

test("a lease opens the filter, is renewed by its id, listed and dropped", async () => {
  const { path, app, lines } = make();
  const { ask } = await bound(path);
  const opened = await ask({ do: "level", spec: "dep1=debug", for: "5m", id: "ada" });
  expect(opened).toMatchObject({ ok: true, filter: "info" });
  expect(opened["leases"]).toMatchObject([{ id: "ada", spec: "dep1=debug" }]);
  expect(app.isEnabled("debug")).toBe(true);
  await ask({ do: "level", spec: "dep1=trace", id: "ada" });
  const listed = (await ask({ do: "level" }))["leases"] as { left: number }[];
  expect(listed).toMatchObject([{ id: "ada", spec: "dep1=trace" }]);
  expect(listed[0]?.left).toBeGreaterThan(300_000);
  expect(await ask({ do: "level", drop: "ada" })).toMatchObject({ ok: true, leases: [] });
  expect(app.isEnabled("debug")).toBe(false);
  expect(lines().map((line) => line.split(" ").slice(0, 4).join(" "))).toEqual([
    "WARN fastlog lease begun",
    "WARN fastlog lease renewed",
    "WARN fastlog lease dropped",
  ]);
});

test("the filter is replaced, for a time or for good, which is logged even if it lets nothing pass", async () => {
  const { path, app, lines } = make();
  const { ask } = await bound(path);
  expect(await ask({ do: "filter", spec: "off", for: "1h" })).toMatchObject({
    ...{ ok: true, filter: "info", leases: [] },
    replaced: { spec: "off", left: expect.any(Number) },
  });
  expect(app.isEnabled("fatal")).toBe(false);
  expect(await ask({ do: "filter", spec: "debug" })).toEqual({
    ...{ ok: true, filter: "debug", leases: [] },
  });
  expect(await ask({ do: "filter" })).toEqual({ ok: true, filter: "debug", leases: [] });
  expect(lines().map((line) => line.replace(/until=\S+/, "until=T"))).toEqual([
    "WARN fastlog filter for a time begun filter=off until=T",
    "WARN fastlog filter for a time dropped filter=off now=debug",
    "WARN fastlog filter changed filter=debug before=info",
  ]);
});

test("a filter that is probably a mistake takes effect, and the answer says what may be meant", async () => {
  const { ask } = await bound(make().path);
  const hint = expect.stringContaining('did you mean the level "info"?');
  expect(await ask({ do: "filter", spec: "inof" })).toMatchObject({
    filter: "inof",
    hints: [hint],
  });
  expect(await ask({ do: "level", spec: "infp" })).toMatchObject({ ok: true, hints: [hint] });
});

test("stats, threads, reopen, flush and help answer", async () => {
  const { path, runtime, app } = make();
  const { ask } = await bound(path);
  app.info("one");
  expect(await ask({ do: "flush" })).toEqual({ ok: true, threads: 1 });
  const { toPrometheus, ...counters } = runtime.stats();
  expect(await ask({ do: "stats" })).toEqual({
    ok: true,
    threads: [{ thread: 0, tag: "main", ...JSON.parse(JSON.stringify(counters)) }],
    silent: [],
  });
  expect(await ask({ do: "threads" })).toEqual({
    ok: true,
    threads: [{ thread: 0, tag: "main", filter: "info", isolated: false }],
    silent: [],
  });
  expect(await ask({ do: "reopen" })).toEqual({ ok: true });
  const { commands } = await ask({ do: "help" });
  expect(Object.keys(commands as object)).toEqual(
    expect.arrayContaining(["level", "filter", "stats", "threads", "reopen", "flush", "help"]),
  );
});

test("dump has the recorder write what it keeps, and needs one", async () => {
  const { path, runtime, app, lines } = make();
  const { ask } = await bound(path);
  expect(await ask({ do: "dump" })).toMatchObject({
    ok: false,
    message: "no thread has a recorder (configure({ recorder: true }) or LOG_RECORDER=1)",
  });
  runtime.configure({ recorder: true });
  app.debug("kept");
  expect(await ask({ do: "dump" })).toEqual({
    ok: true,
    threads: [{ thread: 0, records: 1 }],
    silent: [],
  });
  expect(lines()).toEqual([
    expect.stringMatching(/^WARN fastlog recorder: 1 record of the last .* on=dump$/),
    "DEBUG dep1 kept",
    expect.stringMatching(/^WARN fastlog recorder: end of 1 record .* until=/),
  ]);
});

test("a flush that fails says of which thread, and why", async () => {
  const { path, runtime } = make();
  const failing = { name: "failing:", submit() {}, flushSync() {}, async close() {} };
  const flush = () => Promise.reject(new Error("no disk"));
  runtime.configure({ backend: { ...failing, flush } });
  const { ask } = await bound(path);
  expect(await ask({ do: "flush", timeout: 100 })).toEqual({
    ok: false,
    code: "ERR_FASTLOG_BACKEND_UNAVAILABLE",
    message: "not flushed: thread 0: no disk",
  });
});

describe("what makes no sense is answered with what does, and changes nothing:", () => {
  test.each<[line: object | string, message: string]>([
    ["level dep1=debug", 'invalid line "level dep1=debug" (expected JSON such as {"do":"help"})'],
    ["[]", 'invalid line [] (expected an object such as {"do":"help"})'],
    ["null", 'invalid line null (expected an object such as {"do":"help"})'],
    [{}, 'the member "do" is undefined (expected level, filter,'],
    [{ do: "levle" }, 'did you mean "level"?'],
    [{ do: "__proto__" }, 'unknown command "__proto__"'],
    [
      { do: "level", sepc: "debug" },
      'unknown member "sepc" of level (expected spec, for, id, drop)',
    ],
    [{ do: "level", spec: 1 }, "invalid spec 1 of level (expected a text)"],
    [{ do: "level", spec: "dep1=loud" }, 'invalid directive "dep1=loud"'],
    [{ do: "level", spec: "debug", for: "2d" }, 'invalid option for="2d"'],
    [{ do: "level", spec: "debug", for: {} }, "invalid option for={}"],
    [{ do: "level", spec: "debug", id: "x".repeat(65) }, "expected a text of 1 to 64 bytes"],
    [{ do: "level", for: "1m" }, 'level needs spec, such as "dep1=debug"'],
    [{ do: "level", drop: "bob" }, 'no lease "bob" (there are no leases)'],
    [{ do: "level", drop: "" }, 'no lease ""'],
    [{ do: "level", drop: "a", spec: "info" }, "drop goes with no other member"],
    [{ do: "filter", for: "1m" }, 'filter needs spec, such as "info"'],
    [{ do: "filter", spec: "info,x=y z" }, "invalid directive"],
    [
      { do: "flush", timeout: 0 },
      "invalid timeout 0 of flush (expected a whole number from 1 to 60000)",
    ],
    [{ do: "stats", all: true }, 'unknown member "all" of stats (expected none)'],
  ])("%j", async (line, message) => {
    const { path, runtime, lines } = make();
    const { ask } = await bound(path);
    const answer = await ask(line);
    expect(answer).toMatchObject({
      ok: false,
      code: expect.stringMatching(/^ERR_FASTLOG_INVALID_/),
    });
    expect(answer["message"]).toContain(message);
    expect([runtime.filter, runtime.leases.all, lines()]).toEqual(["info", [], []]);
  });
});

test("10,000 random and hostile lines get 10,000 errors, and have no effect", async () => {
  const { path, runtime, lines } = make();
  const { ask, client: hostile } = await bound(path);
  const json = fc.json({ maxDepth: 3 });
  const text = fc.string({ unit: "binary", minLength: 1, maxLength: 60 });
  const command = fc.constantFrom("level", "filter", "stats", "flush", "help", "tail", "points");
  const member = fc.constantFrom(
    "spec",
    "for",
    "id",
    "drop",
    "timeout",
    "__proto__",
    "constructor",
  );
  const bad = fc.oneof(fc.constantFrom(null, [], {}, true, -1, 1e300), fc.dictionary(text, text));
  const wrong = fc
    .tuple(command, member, bad)
    .map(([name, key, value]) => `{"do":"${name}","${key}":${JSON.stringify(value)},"x":1}`);
  const cut = wrong.map((line) => line.slice(0, -1 - (line.length % 7)));
  const deep = fc.nat({ max: 20_000 }).map((depth) => "[".repeat(depth + 1));
  const line = fc
    .oneof(
      { weight: 30, arbitrary: json },
      { weight: 30, arbitrary: text },
      { weight: 30, arbitrary: wrong },
      { weight: 10, arbitrary: cut },
      { weight: 1, arbitrary: deep },
    )
    .map((it) => it.replaceAll(/[\n\r\u2028\u2029]/g, " "))
    .filter((it) => it.trim() !== "");
  // Each of 2,000, and four that lack some of its beginning or end.
  const sent = fc
    .sample(line, 2_000)
    .flatMap((it) => [it, `${it}]`, `,${it}`, `{${it}`, `${it.slice(0, it.length / 2)}"`]);
  hostile.socket.write(Buffer.from(`${sent.join("\n")}\n`));
  for (const one of sent) {
    const answer = await hostile.read();
    expect(answer["ok"], one).toBe(false);
  }
  expect(await ask({ do: "filter" })).toEqual({ ok: true, filter: "info", leases: [] });
  expect([runtime.leases.all, lines()]).toEqual([[], []]);
});

test("the ninth client is told that there are eight, and one that leaves makes room", async () => {
  const { path } = make();
  for (let i = 0; i < 8; i++) await client(path);
  const ninth = await client(path);
  expect(ninth.greeting).toMatchObject({ ok: false, message: "there are 8 clients already" });
  clients[0]?.end();
  await until(async () => (await client(path)).greeting["fastlog"] !== undefined);
});

test("a line of 64 KiB is read, and a longer one ends the connection", async () => {
  const { path } = make();
  const { ask, client } = await bound(path);
  const line = (bytes: number) => `{"do":"x"${" ".repeat(bytes - 10)}}`;
  expect((await ask(line(65_536)))["message"]).toContain('unknown command "x"');
  expect((await ask(line(65_537)))["message"]).toBe("a line is longer than 65536 bytes");
  await once(client.socket, "close");
});

test("a client that reads no answers is waited for, and others are answered", async () => {
  const { path } = make();
  const deaf = connect(path);
  deaf.pause();
  await once(deaf, "connect");
  // Answers of 1.5 KB each: far more than the system and the queue hold.
  deaf.write(`${'{"do":"help"}\n'.repeat(4000)}`);
  const { ask } = await bound(path);
  expect(await ask({ do: "filter" })).toMatchObject({ ok: true });
  let answers = 0;
  deaf.on("data", (bytes) => {
    answers += bytes.filter((byte) => byte === 10).length;
  });
  deaf.resume();
  await until(() => answers === 4001);
  deaf.destroy();
});

test("a client that has sent its last line gets all answers, and is then disconnected", async () => {
  const { path } = make();
  const { client } = await bound(path);
  client.socket.end('{"do":"stats"}\n{"do":"filter"}\n');
  expect(await client.read()).toMatchObject({ ok: true, silent: [] });
  expect(await client.read()).toMatchObject({ ok: true, filter: "info" });
  await expect(client.read()).rejects.toThrow("the connection has ended");
});

test("when it is closed, clients are disconnected, and the socket is gone", async () => {
  const { path } = make();
  const { client } = await bound(path);
  control?.close();
  await once(client.socket, "close");
  expect(existsSync(path)).toBe(false);
});

test("what is configured opens and closes it; an error changes nothing", async () => {
  const { runtime } = make();
  const [one, two] = [join(folder(), "one"), join(folder(), "two")];
  runtime.configure({ control: one });
  await client(one);
  expect(() => runtime.configure({ control: "/missing/socket" })).toThrow(
    expect.objectContaining({ code: "ERR_FASTLOG_CONTROL_UNAVAILABLE" }),
  );
  expect(() => runtime.configure({ control: two, backend: "nothing:" })).toThrow("nothing:");
  expect([existsSync(one), existsSync(two)]).toEqual([true, false]);
  runtime.configure({ control: one, filter: "warn" });
  runtime.configure({ control: two });
  expect([existsSync(one), existsSync(two)]).toEqual([false, true]);
  runtime.configure({ control: false });
  expect(existsSync(two)).toBe(false);
});

/** A client, and its `ask`. */
async function bound(path: string) {
  const made = await client(path);
  return { client: made, ask: (request: object | string) => made.ask(request) };
}
