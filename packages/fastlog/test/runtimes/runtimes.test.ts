import { cpSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { beforeAll, describe, expect, test } from "vitest";
import { PROGRAMS, run, start } from "../child.ts";
import { folder } from "../folder.ts";
import { AJV, installed, KOFFI } from "../packaging/installed.ts";
import { pack } from "../packaging/packed.ts";
import { appendedFile, fileBackend, type Sink, slowPipe, terminal } from "../sinks.ts";
import { udpReceiver, unixgramReceiver } from "../sockets/datagram-receivers.ts";
import { Peer } from "../sockets/peer.ts";
import { tcpPeer, tlsPeer, unixPeer } from "../sockets/peer-sinks.ts";
import { packers } from "../tools.ts";

// Bun and Deno are packages of npm, and are installed with the packers.
const PACKERS = packers() ?? "";
const here = test.skipIf(PACKERS === "").concurrent;
const BIN = join(PACKERS, "node_modules/.bin");

const BUN = { name: "Bun", argv: [join(BIN, "bun")] };
const DENO = { name: "Deno", argv: [join(BIN, "deno"), "run", "-A", "--node-modules-dir=manual"] };

const COUNT = 5_000;
const RECORDS = Array.from({ length: COUNT }, (_, i) => `record ${i}`);

let app: string;

beforeAll(() => {
  if (PACKERS === "") return;
  app = installed(pack().tarball, AJV, KOFFI);
  cpSync(join(PROGRAMS, "runtimes"), app, { recursive: true });
  cpSync(join(PROGRAMS, "exit-table.mjs"), join(app, "exit-table.mjs"));
  cpSync(join(PACKERS, "app.ts"), join(app, "app.ts"));
});

/** The whole lines' numbered records, in their order. */
function recordsIn(text: string): string[] {
  return text
    .split("\n")
    .slice(0, -1)
    .map((line) => /record \d+$/.exec(line)?.[0] ?? line);
}

describe.for([BUN, DENO])("on $name", ({ name, argv }) => {
  const program = (file: string, ...args: readonly unknown[]) => [
    ...argv,
    join(app, file),
    ...args.map(String),
  ];

  here("every format, value, filter and event comes out as on Node", async () => {
    const [own, nodes] = await Promise.all([
      run(program("values.mjs")),
      run([process.execPath, join(app, "values.mjs")]),
    ]);
    expect({ stderr: own.stderr, status: own.status }).toEqual({ stderr: "", status: 0 });
    const lines = withoutTimes(nodes.stdout).split("\n");
    expect(lines).toHaveLength(62);
    expect(withoutTimes(own.stdout).split("\n")).toEqual(lines);
  });

  here("a program in CommonJS may use a filter with an expression, and ends", async () => {
    const { stdout, stderr, status } = await run(program("app.cjs"));
    expect({ stdout, stderr, status }).toEqual({ stdout: "app::app two\n", stderr: "", status: 0 });
  });

  here("a program in TypeScript runs as it is", async () => {
    const { stdout, stderr } = await run(program("app.ts"));
    expect({ stdout, stderr }).toEqual({ stdout: "2 0 FastlogError\n", stderr: "" });
  });

  here("the target and line of a call are those of its code", async () => {
    const { stdout, stderr } = await run(program("places.mjs"));
    expect({ stdout, stderr }).toEqual({
      stdout: [
        "app::places:6 module",
        "app::places:8 function",
        "app::places:12 callback",
        "app::places:8 function",
        "app::places:15 tail call of a callback one=1",
        "app::places:16 tail call of a listener",
        "app::places:18 after an await",
        "",
      ].join("\n"),
      stderr: "",
    });
  });

  const ENDINGS: readonly [how: string, ending: string, status: number][] = [
    ["returns", "return", 0],
    ["calls process.exit(0)", "exit", 0],
    ["dies of an exception", "throw", 1],
    ["dies of a rejected promise", "reject", 1],
    ["dies of an exception in an exit listener", "listenerThrows", 1],
    ["closes the backend and exits", "closed", 0],
    ["replaces the backend and exits", "replaced", 0],
    ["is killed after fatal()", "fatal", 128 + 9],
    ["gets SIGTERM", "SIGTERM", 128 + 15],
  ];

  /** Runs a program that logs {@link COUNT} records, and expects all of them. */
  async function expectAll(sink: Sink, where: string, ending: string, expected: number) {
    for (const pace of ["busy", "turns"]) {
      const { text, status } = await sink(program("exit-table.mjs", where, pace, ending, COUNT));
      expect(recordsIn(text), pace).toEqual(RECORDS);
      expect(status, pace).toBe(expected);
    }
  }

  here.for(ENDINGS)("a file has all records if the program %s", ([, ending, status]) =>
    expectAll(fileBackend, "main", ending, status),
  );

  const TO: readonly [name: string, sink: Sink | undefined][] = [
    ["standard output, a pipe whose reader is late,", slowPipe],
    ["standard output, a file,", appendedFile],
    ["standard output, a terminal,", terminal],
    ["a TCP peer", tcpPeer],
    ["a TLS peer", tlsPeer],
    ["a Unix socket", unixPeer],
  ];

  describe.for(TO)("%s", ([, sink]) => {
    test.skipIf(PACKERS === "" || sink === undefined).concurrent.for(ENDINGS.slice(0, 3))(
      "has all records if the program %s",
      ([, ending, status]) => expectAll(sink as Sink, "main", ending, status),
    );
  });

  here.for([["return"], ["exit"], ["throw"], ["closed"], ["exitOfMain"]])(
    "a file has all records of a worker that ends by %s",
    ([ending = ""]) => expectAll(fileBackend, "worker", ending, 0),
  );

  here("workers inherit configuration and filter, and follow setFilter", async () => {
    const { stdout, stderr, status } = await run(program("workers.mjs"));
    expect({ stderr, status }).toEqual({ stderr: "", status: 0 });
    expect(stdout.split("\n").sort()).toEqual([
      "",
      "main ERROR main exits",
      "worker-1 ERROR last of the worker",
      "worker-1 INFO inherited",
    ]);
  });

  here("a rotated, compressed and moved file has each record once", async () => {
    const logs = folder();
    const { stderr, status } = await run(program("rotates.mjs", join(logs, "a.log"), 20_000));
    expect({ stderr, status }).toEqual({ stderr: "", status: 0 });
    const files = readdirSync(logs);
    expect(files.length).toBeGreaterThan(4);
    const texts = files.map((name) => {
      const bytes = readFileSync(join(logs, name));
      return (name.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString();
    });
    const numbers = recordsIn(texts.join("")).map((record) => Number(record.split(" ")[1]));
    expect(numbers.sort((a, b) => a - b)).toEqual(Array.from({ length: 20_000 }, (_, i) => i));
  });

  here.for([
    ["TCP", "return"],
    ["TCP", "flush"],
    ["Unix", "return"],
    ["Unix", "flush"],
  ])(
    "a %s peer that reads late has all records if the program ends by %s",
    async ([kind, ending]) => {
      const path = join(folder(), "socket");
      const peer = await Peer.listen({ isStalled: true, ...(kind === "Unix" ? { path } : {}) });
      const at = kind === "Unix" ? `unix://${path}` : `tcp://127.0.0.1:${peer.port}`;
      const count = 100_000;
      const child = start(program("stalled.mjs", `${at}?buffer=64mb`, ending, count));
      child.process.stdout?.once("data", () => peer.read());
      const { stdout, stderr, status } = await child.ended;
      await peer.settled();
      expect({ stderr, status }).toEqual({ stderr: "", status: 0 });
      expect(peer.lines).toEqual(Array.from({ length: count }, (_, i) => `record ${i}`));
      const counted = `${JSON.stringify({ records: count, dropped: 0 })}\n`;
      expect(stdout).toBe(`logged\n${ending === "flush" ? "" : counted}`);
    },
  );

  const TEN = RECORDS.slice(0, 10);

  here.for(["return", "flush", "exit"])(
    "all datagrams are sent by UDP before a %s",
    async (ending) => {
      const receiver = await udpReceiver("127.0.0.1");
      const url = `udp://127.0.0.1:${receiver.address}`;
      const { stdout, stderr } = await run(program("datagrams.mjs", url, ending));
      expect({ stdout, stderr }).toEqual({ stdout: "", stderr: "" });
      expect(await receiver.received(10)).toEqual(TEN);
      await receiver.kill();
    },
  );

  here("Unix datagrams are sent by koffi", async () => {
    const receiver = await unixgramReceiver(join(folder(), "socket"));
    const url = `unixgram://${receiver.address}`;
    const { stdout, stderr } = await run(program("datagrams.mjs", url, "exit"));
    expect({ stdout, stderr }).toEqual({ stdout: "", stderr: "" });
    expect(await receiver.received(10)).toEqual(TEN);
    await receiver.kill();
  });

  here("records go through a process.stdout that was taken over", async () => {
    const { stdout, stderr, status } = await run(program("by-stream.mjs"));
    const lines = Array.from({ length: 2_000 }, (_, i) => `record ${i}\n`);
    expect({ stdout, status }).toEqual({ stdout: lines.join(""), status: 0 });
    expect(stderr).toBe(`${lines.slice(0, 1_000).join("").length}\n`);
  });

  if (name !== "Deno") return;

  here("without permissions it logs with its defaults, and names the flags", async () => {
    const flags = argv.map((flag) => (flag === "-A" ? "--no-prompt" : flag));
    const env = { LOG: "off", NO_COLOR: "1" };
    const { stdout, stderr, status } = await run([...flags, join(app, "permitted.mjs")], { env });
    expect({ stdout, stderr, status }).toEqual({
      stdout:
        'cannot open the log file "/var/log/fastlog-test.log": Requires read access to "/var/log/fastlog-test.log", run again with the --allow-read flag\n' +
        "- to standard output\n",
      stderr:
        'fastlog: LOG counts as unset: Requires env access to "LOG", run again with the --allow-env flag\n' +
        'fastlog: hostname: Requires sys access to "hostname", run again with the --allow-sys flag\n',
      status: 0,
    });
  });
});

/** Lines without what differs between two runs: times and the process. */
function withoutTimes(text: string): string {
  return text
    .replaceAll(/"time":\d+,"hrtime":\d+,"pid":\d+/g, "")
    .replaceAll(/^time=\S+ (.*?)hrtime=\d+ pid=\d+/gm, "$1")
    .replaceAll(/^(<\d+>1) \S+ (\S+ \S+) \d+/gm, "$1 $2");
}
