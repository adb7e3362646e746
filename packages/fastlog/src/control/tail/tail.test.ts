import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { ControlClient } from "../../../test/control/client.ts";
import { folder } from "../../../test/folder.ts";
import { until } from "../../../test/until.ts";
import { memory } from "../../backend/memory.ts";
import type { Options } from "../../config/options.ts";
import { Runtime } from "../../lifecycle/runtime.ts";
import { Points } from "../../tracepoint/points.ts";
import { type OpenControl, openControl } from "../open-control.ts";

// Each runtime watches for the end of the process.
process.setMaxListeners(0);

let control: OpenControl | undefined;
let clients: ControlClient[] = [];

afterEach(() => {
  for (const client of clients.splice(0)) client.end();
  control?.close();
  clients = [];
});

type Answer = Record<string, unknown>;
const FORMAT = { template: "{level} {target} {message}" } as const;

/** A runtime that logs into memory, and its control socket. */
function make(options: Options = {}, environment: Record<string, string> = {}) {
  const backend = memory();
  const runtime = new Runtime(environment);
  runtime.configure({ backend, format: FORMAT, ...options });
  control = openControl(runtime, join(folder(), "app.sock"));
  const { path } = control;
  const lines = () => {
    runtime.flushSync();
    return backend.lines;
  };
  const client = async () => {
    const made = await ControlClient.connect(path);
    clients.push(made);
    return made;
  };
  /** Begins a tail; `end` ends it and returns what came. */
  const tail = async (request: object = {}) => {
    const made = await client();
    const answer = await made.ask({ do: "tail", ...request });
    const end = async (): Promise<Answer[]> => {
      made.socket.write('{"do":"stop"}\n');
      return collected(made);
    };
    return { client: made, answer, end, toEnd: () => collected(made) };
  };
  return { runtime, lines, client, tail, app: runtime.logger("app") };
}

/** All lines until the tail is over. */
async function collected(client: ControlClient): Promise<Answer[]> {
  const all: Answer[] = [];
  for (;;) {
    const line = await client.read();
    all.push(line);
    if ((line["fastlog"] as Answer | undefined)?.["ended"] !== undefined) return all;
  }
}

const messages = (lines: readonly Answer[]) =>
  lines.flatMap(({ msg }) => (msg === undefined ? [] : [msg]));

/** Logs in all the ways that there are. */
function logAll({ runtime }: Pick<ReturnType<typeof make>, "runtime">): void {
  const app = runtime.logger("app");
  const done = runtime.defineEvent("info", "done {ms}", {
    type: "object",
    properties: { ms: { type: "number" }, path: { type: "string" } },
  });
  const stepped = runtime.defineEvent("debug", "stepped", { type: "object", properties: {} });
  const child = app.child({ a: 1 }, { msgPrefix: "> ", redact: ["secret"] });
  const wide = app.child({}, { level: "trace" });
  const wideOther = runtime.logger("other").child({}, { level: "debug" });
  const narrow = runtime.logger("third").child({}, { level: "error" });
  // The frames of a real one depend on the caller.
  const failure = Object.assign(new Error("reason"), { stack: "Error: reason\n    at here" });
  const value = {
    toJSON() {
      app.info("inside");
      app.trace("inside, too");
      return "value";
    },
  };
  const [known, unknown] = ["at a site {}", undefined].map(
    (template) => runtime.site(template, "site", "/app.js", 1, 1) as unknown as string,
  ) as [string, string];
  for (const log of [app, child, wide, wideOther, narrow, runtime.plain]) {
    log.info(known, 1, { b: 2 });
    log.debug(known);
    log.info(unknown, "at another", { b: 2 });
    log.debug(unknown, "at a third");
    log.debug(unknown);
    log.trace("trace {}", 1, { b: 2 });
    log.debug("debug", { secret: "s", token: "t" });
    log.info("info {} {}", "a", value);
    log.error(failure, "failed", 1, [2]);
    log.info({ c: 1 }, "pino's order");
    log.warn("{} {} {} {} {}", 1, 2, 3, 4, 5, { d: 1 });
    log.info(`tagged`);
    done({ ms: 1.5, path: "/" }, log);
    stepped({ e: 1 }, log);
  }
  runtime.withContext({ reqId: "r1" }, () => app.info("in a context"));
  app.info("timed out");
}

const OPTIONS: readonly [string, Options, Record<string, string>][] = [
  ["a filter of the program", {}, {}],
  ["LOG", {}, { LOG: "info,other=error" }],
  ["a pattern", { filter: "info/timed|value|done" }, {}],
  ["limits", { filter: "info,app=info@2/h" }, {}],
  ["json", { format: "json", redact: ["token"] }, {}],
  ["a position", { format: { template: "{target} {line} {message}" } }, {}],
];

const TAILS = ["trace", "off,other=trace", "off,app=debug/info"];

test.each(OPTIONS.flatMap((option) => TAILS.map((filter) => [...option, filter] as const)))(
  "what is logged is the same with a tail as without: with %s %j %j, and the filter %s of the tail",
  async (_, options, env, filter) => {
    const timeless = (line: string) => line.replace(/"(?:hr)?time":\d+/g, "");
    const plain = make(options, env);
    logAll(plain);
    const expected = plain.lines().map(timeless);
    logAll(plain);
    const twice = plain.lines().map(timeless);
    const tapped = make(options, env);
    const { end } = await tapped.tail({ filter, rate: 100_000, max: 100_000 });
    logAll(tapped);
    expect(tapped.lines().map(timeless)).toEqual(expected);
    const seen = await end();
    expect(messages(seen).length).toBeGreaterThan(0);
    logAll(tapped);
    expect(tapped.lines().map(timeless)).toEqual(twice);
  },
);

test("with nobody connected, and after all have left, the objects are those of before", async () => {
  const { runtime, tail, app } = make();
  app.info("first");
  const parts = () => {
    const { gates, dispatcher } = runtime;
    const { pipeline, tap } = dispatcher;
    const { filter, needsMore, hasPattern } = gates;
    return [gates, filter, pipeline, pipeline?.builder, tap, needsMore, hasPattern];
  };
  const before = parts();
  expect(before.slice(4)).toEqual([undefined, false, false]);
  const one = await tail({ filter: "app=debug" });
  const two = await tail({ filter: "app=trace" });
  expect(app.isEnabled("trace")).toBe(true);
  await two.end();
  expect([app.isEnabled("debug"), app.isEnabled("trace")]).toEqual([true, false]);
  await one.end();
  parts().forEach((part, i) => {
    expect(part).toBe(before[i]);
  });
  expect(app.isEnabled("debug")).toBe(false);
});

test("a tail has records below the level of the log, with their fields", async () => {
  const { app, tail, lines } = make();
  const { answer, end } = await tail({ filter: "app=trace" });
  expect(answer).toMatchObject({
    ...{ ok: true, filter: "app=trace", format: "json", max: 1000, rate: 1000 },
    until: expect.stringMatching(/Z$/),
  });
  app.trace("step {}", 1, { status: 200 });
  app.info("logged");
  const [step, logged, over] = await end();
  expect(step).toMatchObject({ level: 10, target: "app", tag: "main", msg: "step 1", status: 200 });
  expect(logged).toMatchObject({ level: 30, msg: "logged" });
  expect(over).toEqual({ fastlog: { ended: "stop", records: 2, dropped: 0 } });
  expect(lines()).toEqual(["INFO app logged"]);
});

test("it is redacted as the log is, by the configuration, by children and by patterns", async () => {
  const { runtime, app, tail } = make({ redact: { paths: ["password"], patterns: ["bearer"] } });
  const { end } = await tail();
  const text = "Authorization: Bearer abcdefghijklmnop";
  app.trace(text, { password: "p1" });
  app.child({ card: "c1" }, { redact: ["card", "pin"] }).trace("child", { pin: "p2" });
  runtime.configure({ redact: ["other"] });
  app.trace("later", { other: "p3" });
  const seen = JSON.stringify(await end());
  expect(seen).toContain("later");
  expect(seen).not.toMatch(/p1|c1|p2|p3|abcdefghijklmnop/);
});

test("what is attached to a tracepoint is logged below the level of the log, with a tail as without", async () => {
  const { runtime, tail, lines } = make();
  const points = new Points(runtime);
  const hit = (name: string) => {
    const message = { text: `hit of ${name}`, isLiteral: true };
    const from = () => {};
    points.named(name).hit({ level: 10, from, message, fields: {}, timing: undefined });
  };
  points.attach("app::attached");
  hit("app::attached");
  const { end } = await tail();
  hit("app::attached");
  hit("app::other");
  expect(messages(await end())).toEqual(["hit of app::attached", "hit of app::other"]);
  expect(lines()).toEqual(Array(2).fill("TRACE app::attached hit of app::attached"));
});

test("a pattern, and values that a record must have, choose among them", async () => {
  const { app, tail } = make();
  const pattern = await tail({ filter: "app=trace/time(d)? out" });
  const where = await tail({ where: { status: 500, "user.id": "ada", level: "debug" } });
  const condition = await tail({ where: 'status >= 500 and user.id ~ "^a" and level = trace' });
  app.trace("timed {}", "out");
  app.debug("one", { status: 500, user: { id: "ada" } });
  app.trace("two", { status: 500, user: { id: "ada" } });
  app.debug("three", { status: 200, user: { id: "ada" } });
  app.debug("four", { status: 500 });
  expect(messages(await pattern.end())).toEqual(["timed out"]);
  expect(messages(await where.end())).toEqual(["one"]);
  expect(messages(await condition.end())).toEqual(["two"]);
});

test.each<[object, string[]]>([
  [{ target: "app", message: "five" }, ["five"]],
  [{ tag: "main", pid: process.pid, thread: 0, msg: "five" }, ["five"]],
  [{ "a.b": 1 }, ["six"]],
  [{ list: [1, 2] }, ["seven"]],
  [{ nothing: null }, ["eight"]],
  [{ missing: "x" }, []],
])("values may be %j", async (where, expected) => {
  const { app, tail } = make();
  const { end } = await tail({ where });
  app.trace("five");
  app.trace("six", { "a.b": 1 });
  app.trace("seven", { list: [1, 2] });
  app.trace("eight", { nothing: null });
  expect(messages(await end())).toEqual(expected);
});

describe("it ends", () => {
  test("after so many records", async () => {
    const { app, tail } = make();
    const { toEnd } = await tail({ max: 3 });
    for (let i = 0; i < 10; i++) app.trace("{}", i);
    const seen = await toEnd();
    expect(messages(seen)).toEqual(["0", "1", "2"]);
    expect(seen.at(-1)).toMatchObject({ fastlog: { ended: "count", records: 3 } });
  });

  test("after its time", async () => {
    const { app, tail } = make();
    const { toEnd } = await tail({ for: "50ms" });
    app.trace("one");
    const seen = await toEnd();
    expect(messages(seen)).toEqual(["one"]);
    expect(seen.at(-1)).toEqual({ fastlog: { ended: "time", records: 1, dropped: 0 } });
    expect(app.isEnabled("trace")).toBe(false);
  });

  test("when the client goes away", async () => {
    const { app, tail } = make();
    const { client } = await tail();
    expect(app.isEnabled("trace")).toBe(true);
    client.end();
    await until(() => !app.isEnabled("trace"));
  });

  test("when the client says so; the connection can be used again", async () => {
    const { app, tail } = make();
    const { client, end } = await tail();
    app.trace("one");
    await end();
    expect(await client.read()).toEqual({ ok: true });
    expect(await client.ask({ do: "stop" })).toMatchObject({
      message: "this connection has no tail",
    });
    expect(await client.ask({ do: "tail" })).toMatchObject({ ok: true });
    expect(await client.ask({ do: "tail" })).toMatchObject({
      ...{ ok: false, message: "this connection has a tail already; stop ends it" },
    });
    expect(await client.ask({ do: "filter" })).toMatchObject({ ok: true, filter: "info" });
  });
});

test("more records a second than the rate are dropped, counted and told", async () => {
  const { app, tail } = make();
  const { end } = await tail({ rate: 5 });
  // Too few to fill a second, even on a busy machine.
  for (let i = 0; i < 25; i++) app.trace("{}", i);
  const seen = await end();
  expect(messages(seen)).toEqual(["0", "1", "2", "3", "4"]);
  expect(seen.slice(-2)).toEqual([
    { fastlog: { dropped: 20 } },
    { fastlog: { ended: "stop", records: 5, dropped: 20 } },
  ]);
});

test("a client that stops reading is dropped from, and told how many it lacks; memory is bounded", async () => {
  const { app, tail, lines } = make();
  const { client, toEnd } = await tail({ rate: 1_000_000, max: 1_000_000, for: "1h" });
  client.socket.pause();
  const text = "x".repeat(1000);
  let logged = 0;
  let isFull = false;
  while (!isFull) {
    for (let i = 0; i < 100; i++) app.trace("{} {}", logged++, text);
    await new Promise((resolve) => setTimeout(resolve, 25));
    const [waiting = 0] = (control as OpenControl).waiting;
    expect(waiting).toBeLessThan(1_200_000);
    isFull = logged > 5000;
  }
  client.socket.write('{"do":"stop"}\n');
  client.socket.resume();
  const seen = await toEnd();
  const { records, dropped } = (seen.at(-1)?.["fastlog"] ?? {}) as Record<string, number>;
  expect(records).toBe(messages(seen).length);
  expect(seen).toContainEqual({ fastlog: { dropped: expect.any(Number) } });
  expect(dropped).toBeGreaterThan(1000);
  expect((records ?? 0) + (dropped ?? 0)).toBe(logged);
  expect(lines()).toEqual([]);
});

describe("it is refused, and nothing is opened:", () => {
  test.each<[object, string]>([
    [{ filter: "app=loud" }, 'invalid directive "app=loud"'],
    [{ filter: "app=debug@10/s" }, 'invalid filter "app=debug@10/s" of tail'],
    [{ filter: 1 }, "invalid filter 1 of tail (expected a text)"],
    [{ where: "status>=500 adn x=1" }, 'where: expected and, or, or the end; did you mean "and"?'],
    [{ where: 1 }, "invalid where 1 of tail (expected a condition, or values)"],
    [{ for: "2d" }, 'invalid option for="2d"'],
    [{ max: 0 }, "invalid max 0 of tail (expected a whole number from 1 to 1000000)"],
    [{ rate: "200/s" }, 'invalid rate "200/s" of tail'],
    [{ thread: 7 }, "invalid thread 7 of tail (the threads are 0)"],
    [{ pid: 1 }, `invalid pid 1 of tail (this is the process ${process.pid})`],
    [{ format: "jsn" }, 'invalid option format="jsn": expected "text"'],
    [{ format: { template: "{mesage}" } }, 'unknown token "{mesage}"'],
    [{ color: "red" }, 'invalid color "red" of tail (expected true or false)'],
    [{ level: "debug" }, 'unknown member "level" of tail'],
  ])("%j", async (request, message) => {
    const { app, tail } = make();
    const { answer } = await tail(request);
    expect([answer["ok"], app.isEnabled("debug")]).toEqual([false, false]);
    expect(answer["message"]).toContain(message);
  });
});

test.each([
  ["text", / TRACE app one$|\tTRACE\tmain\tone$/],
  ["logfmt", /msg="one"/],
  [{ template: "{level}: {message}" }, /^TRACE: one$/],
])("its lines may have the format %j", async (format, line) => {
  const { runtime, tail, app } = make();
  const raw = await tail({ format, max: 1 });
  const text = new Promise<string>((resolve) =>
    raw.client.socket.once("data", (it) => resolve(String(it))),
  );
  app.trace("one");
  expect((await text).split("\n")[0]).toMatch(line);
  expect(runtime.filter).toBe("info");
});
