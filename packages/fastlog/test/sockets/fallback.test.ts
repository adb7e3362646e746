import { readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, test } from "vitest";
import type { BackendStats } from "../../src/sink/stats.ts";
import { program, run, runShell, start } from "../child.ts";
import { folder } from "../folder.ts";
import { recordsIn } from "../lines.ts";
import { canMount, onTmpfs } from "../tmpfs.ts";
import { until } from "../until.ts";
import { freePort, Peer } from "./peer.ts";

const COUNT = 10_000;

const urlOf = (path: string) => pathToFileURL(path).href;

/** A path that leads to a device that is always full. */
function fullPath(): string {
  const path = join(folder(), "app.log");
  symlinkSync("/dev/full", path);
  return path;
}

/** A way to end, in the words of programs/falls-back.mjs. */
type Ending = readonly [how: string, pace: "busy" | "turns", ending: string, status: number];

const ENDINGS: readonly Ending[] = [
  ["returns after a busy loop", "busy", "return", 0],
  ["returns after many turns", "turns", "return", 0],
  ["calls process.exit(0) after a busy loop", "busy", "exit", 0],
  ["calls process.exit(0) after many turns", "turns", "exit", 0],
  ["dies of an exception after a busy loop", "busy", "throw", 1],
  ["dies of an exception after many turns", "turns", "throw", 1],
];

describe("all records of a program are in its other file", () => {
  const KINDS: readonly (readonly [what: string, url: () => Promise<string>])[] = [
    ["whose disk is full", async () => urlOf(fullPath())],
    ["whose peer is not there", async () => `tcp://127.0.0.1:${await freePort()}`],
    ["whose socket is not there", async () => `unixgram://${join(folder(), "socket")}`],
  ];

  describe.each(KINDS)("%s", (_, url) => {
    test.each(ENDINGS)("if it %s", async (_, pace, ending, status) => {
      const other = join(folder(), "other.log");
      const options = { backend: { backend: await url(), fallback: urlOf(other) } };
      const command = program("falls-back.mjs", JSON.stringify(options), COUNT, pace, ending);
      const ended = await run(command);
      expect(recordsIn(readFileSync(other, "utf8"))).toEqual({ count: COUNT, rest: "" });
      expect(ended.stderr).toMatch(/^fastlog: \S+: .*; logging to file:\S+ meanwhile$/m);
      expect(ended.stderr).not.toContain("could not be delivered");
      expect(ended.status).toBe(status);
    });
  });
});

test("stderr has the records of a file on a full disk, between the lines that say so", async () => {
  const options = { backend: { backend: urlOf(fullPath()), fallback: "stderr" } };
  const command = program("falls-back.mjs", JSON.stringify(options), COUNT, "turns", "return");
  const { stderr } = await run(command);
  const lines = stderr.split(/(?<=\n)/);
  const own = lines.filter((line) => line.startsWith("fastlog: "));
  expect(own).toEqual([
    expect.stringMatching(/: ENOSPC: .*; retrying\n$/),
    expect.stringMatching(/: ENOSPC: .*; logging to stderr meanwhile\n$/),
  ]);
  const rest = lines.filter((line) => !own.includes(line)).join("");
  expect(recordsIn(rest)).toEqual({ count: COUNT, rest: "" });
});

test("all that a reader has left unread in its last chunk is in the other file too", async () => {
  const other = join(folder(), "other.log");
  const options = { backend: { backend: "stdout", fallback: urlOf(other) } };
  const command = program("falls-back.mjs", JSON.stringify(options), COUNT, "turns", "return");
  // It leaves before anything is written.
  const reader = "{ exec <&-; touch gone; }";
  await runShell(`{ until [ -e gone ]; do sleep 0.05; done; "$@"; } | ${reader}`, command);
  expect(recordsIn(readFileSync(other, "utf8"))).toEqual({ count: COUNT, rest: "" });
});

/** What a program of numbered records reported at its end. */
type Report = BackendStats & { readonly logged: number };

/** Starts a program that logs until it is stopped. */
async function logging(backend: string, other: string) {
  const options = { backend: { backend, fallback: urlOf(other) } };
  const child = start(program("numbered.mjs", JSON.stringify(options), 20, 1));
  await child.reported((line) => line === "started");
  return {
    async stop(): Promise<Report> {
      child.process.kill("SIGUSR2");
      const { report } = await child.ended;
      return JSON.parse(report.at(-1) as string);
    },
  };
}

/** The numbers of records, in each place in order. */
function numbersIn(text: string): number[] {
  const numbers = text
    .split("\n")
    .slice(0, -1)
    .map((line) => Number(/^(\d+) x{80}$/.exec(line)?.[1]));
  expect(text === "" || text.endsWith("\n")).toBe(true);
  expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
  return numbers;
}

function expectEachOnce(report: Report, ...places: readonly (readonly number[])[]): void {
  const all = places.flat().sort((a, b) => a - b);
  expect(all).toEqual(Array.from({ length: report.logged }, (_, i) => i));
  expect(report).toMatchObject({ records: report.logged, dropped: 0, uncertain: 0 });
}

const linesIn = (path: string) => readFileSync(path, "utf8").split("\n").length - 1;

test("records go to a file until the peer is there, and then to the peer: each once", async () => {
  const port = await freePort();
  const other = join(folder(), "other.log");
  const child = await logging(`tcp://127.0.0.1:${port}?retryMin=1&retryMax=50`, other);
  await until(() => linesIn(other) > 100);
  const peer = await Peer.listen({ port });
  await until(() => peer.lines.length > 1_000);
  const report = await child.stop();
  await peer.settled();
  const diverted = numbersIn(readFileSync(other, "utf8"));
  expectEachOnce(report, diverted, numbersIn(peer.text));
  expect(report).toMatchObject({ diverted: diverted.length, state: "closed" });
});

describe.skipIf(!canMount)("of a disk that fills, and then has room again,", () => {
  test("the records go to another one meanwhile, and come back: each once, and whole", async () => {
    const at = folder();
    const { stderr, report } = await run(
      onTmpfs("1m", (disk) => program("fills-beside.mjs", disk, at)),
    );
    const [own, other] = ["app.log", "other.log"].map((name) => {
      return numbersIn(readFileSync(join(at, name), "utf8"));
    }) as [number[], number[]];
    const counters: Report = JSON.parse(report.at(-1) as string);
    expectEachOnce(counters, own, other);
    expect(counters).toMatchObject({ diverted: other.length, state: "open" });
    expect(own.at(-1)).toBe(counters.logged - 1);
    expect(stderr).toMatch(/: ENOSPC: .*; logging to file:\S+other\.log meanwhile$/m);
    expect(stderr).toContain(`; ${other.length} records went to file:`);
  });
});
