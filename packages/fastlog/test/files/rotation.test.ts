import { readdirSync, readFileSync, statSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { type Child, program, start } from "../child.ts";
import { folder } from "../folder.ts";
import { until } from "../until.ts";

const ROTATED = /^app\.log\.\d{8}T\d{6}\.\d{3}Z(|\.gz)$/;
const LINE = /^(\w+) (\d+) x{80}$/;

/** A log file, and the programs that write to it. */
class Rotating {
  readonly at: string;
  readonly #url: string;

  constructor(parameters: string, at = folder()) {
    this.at = at;
    this.#url = `${pathToFileURL(join(this.at, "app.log")).href}?${parameters}`;
  }

  start(name: string, threads: number, ...flags: string[]): Child {
    const [node = "", ...rest] = program("rotating.mjs", this.#url, name, threads);
    return start([node, ...flags, ...rest]);
  }

  /** The main thread opens the file with these options, and reports each file that is done. */
  startTold(name: string, threads: number, options: object): Child {
    return start(program("rotating.mjs", this.#url, name, threads, JSON.stringify(options)));
  }

  get names(): string[] {
    return readdirSync(this.at).sort();
  }

  get rotated(): string[] {
    return this.names.filter((name) => ROTATED.test(name));
  }

  get compressed(): string[] {
    return this.names.filter((name) => name.endsWith(".gz"));
  }

  /** All lines, from the oldest file to the newest. */
  *lines(): Generator<string> {
    for (const name of [...this.rotated, "app.log"]) {
      // It was being replaced by the compressed one, which may not have all of it yet.
      if (name.endsWith(".gz") && this.names.includes(name.slice(0, -3))) continue;
      const bytes = readFileSync(join(this.at, name));
      const text = (name.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString();
      yield* text.replace(/\n$/, "").split("\n");
    }
  }

  /** How many records there are of each thread, one after the other from its first, and what else there is. */
  read(): { counts: Record<string, number>; wrong: string[] } {
    const counts: Record<string, number> = {};
    const wrong: string[] = [];
    for (const line of this.lines()) {
      const [, name = "", number] = LINE.exec(line) ?? [];
      if (Number(number) === (counts[name] ?? 0)) counts[name] = Number(number) + 1;
      else wrong.push(line);
    }
    return { counts, wrong: wrong.slice(0, 10) };
  }
}

/** Tells programs to stop. Resolves with how many records each of their threads has logged. */
async function stop(...children: Child[]): Promise<Record<string, number>> {
  for (const child of children) child.process.kill("SIGUSR2");
  const ended = await Promise.all(children.map((child) => child.ended));
  expect(ended.map(({ status, stderr }) => [status, stderr])).toEqual(ended.map(() => [0, ""]));
  const lines = ended.flatMap(({ report }) => report).filter((line) => !line.startsWith("done "));
  const counts = lines.map((line) => line.split(" "));
  return Object.fromEntries(counts.map(([name, count]) => [name, Number(count)]));
}

describe("a file that several threads of several processes write to and rotate", () => {
  test.concurrent.for([
    ["", "maxSize=1mb&keep=1000", 0],
    [" and compress", "maxSize=1mb&keep=1000&gzip=true", 5],
  ] as const)(
    "%s has each record once, and those of a thread in order",
    async ([, parameters, compressed]) => {
      const log = new Rotating(parameters);
      const children = [log.start("a", 2), log.start("b", 2)];
      await until(() => log.rotated.length >= 10 && log.compressed.length >= compressed);
      const counts = await stop(...children);
      expect(Object.keys(counts).sort()).toEqual(["a0", "a1", "b0", "b1"]);
      expect(log.read()).toEqual({ counts, wrong: [] });
    },
  );
});

test.concurrent("as many rotated files stay as are to be kept, also of those of an earlier run", async () => {
  const log = new Rotating("maxSize=64kb&keep=3");
  const first = log.start("a", 1);
  await until(() => log.rotated.length > 3);
  await stop(first);
  const newest = log.rotated.slice(-3);
  // They are not removed at once: another thread might write to them.
  const second = new Rotating("maxSize=1gb&keep=3", log.at).start("b", 0);
  await until(() => log.rotated.length === 3);
  const counts = await stop(second);
  expect(log.rotated).toEqual(newest);
  expect(log.read().counts).toMatchObject(counts);
});

test.concurrent("what processes leave that are killed at any time, the next one finishes", async () => {
  const KILLS = 5;
  const at = folder();
  const log = new Rotating("maxSize=64kb&keep=1000&gzip=true", at);
  for (let i = 0; i < KILLS; i++) {
    const before = log.names.length;
    const child = log.start(`k${i}n`, 2);
    await until(() => log.names.length > before + 7 * i + 3);
    child.process.kill("SIGKILL");
    await child.ended;
  }
  // Nobody has worked on these for a minute: by that they are known.
  const isLeft = (name: string) => name.endsWith(".tmp") || statSync(join(at, name)).size === 0;
  const left = log.names.filter(isLeft);
  for (const name of left) utimesSync(join(at, name), 1, 1);
  const next = new Rotating("maxSize=1gb&keep=1000&gzip=true", at).start("next", 0);
  await until(() => log.names.every((name) => name === "app.log" || name.endsWith(".gz")));
  await stop(next);
  const { counts, wrong } = log.read();
  const starts = Object.keys(counts).map((name) => name.slice(0, 2));
  expect(new Set(starts)).toEqual(new Set(["k0", "k1", "k2", "k3", "k4", "ne"]));
  // Of each thread, the line that it was writing may be torn.
  expect(wrong.length).toBeLessThanOrEqual(2 * KILLS);
});

test.concurrent("where threads are forbidden, rotated files are compressed all the same", async () => {
  const log = new Rotating("maxSize=64kb&keep=1000&gzip=true");
  // Node 20 has it as an experiment.
  const isStable = process.allowedNodeEnvironmentFlags.has("--permission");
  const permission = isStable ? "--permission" : "--experimental-permission";
  const permissions = [permission, "--allow-fs-read=*", "--allow-fs-write=*"];
  const child = log.start("a", 0, ...permissions, "--disable-warning=ExperimentalWarning");
  await until(() => log.compressed.length >= 3);
  const counts = await stop(child);
  expect(log.read()).toEqual({ counts, wrong: [] });
});

test.concurrent("no process is kept alive to compress", async () => {
  const log = new Rotating("maxSize=64kb&gzip=true");
  const child = log.start("a", 0);
  await until(() => log.rotated.length >= 2);
  const counts = await stop(child);
  expect(log.rotated.at(-1)).not.toMatch(/\.gz$/);
  expect(log.read()).toEqual({ counts, wrong: [] });
});

test.concurrent("rotated files of one process are as long as they may be, and have no more together", async () => {
  const log = new Rotating("maxSize=16kb&maxTotal=100kb");
  const child = log.start("a", 0);
  await until(() => log.rotated.length > 20);
  await stop(child);
  const longest = () => Math.max(...log.rotated.map((name) => statSync(join(log.at, name)).size));
  expect(longest()).toBeLessThanOrEqual(16_384);
  // Nothing more is rotated.
  const next = new Rotating("every=366d&maxTotal=100kb", log.at).start("b", 0);
  await until(() => log.rotated.length <= 6);
  await stop(next);
  const sizes = log.rotated.map((name) => statSync(join(log.at, name)).size);
  expect(sizes.reduce((a, b) => a + b, 0)).toBeLessThanOrEqual(102_400);
});

test.concurrent("each of several processes is told once of each file, whoever has rotated it", async () => {
  const options = { maxSize: 262_144, keep: 1_000, gzip: true };
  const log = new Rotating("maxSize=256kb&keep=1000&gzip=true");
  const children = [log.startTold("a", 1, options), log.startTold("b", 1, options)];
  const toldBy = ({ report }: { report: readonly string[] }) =>
    report.filter((line) => line.startsWith("done ")).map((line) => line.split(" ")[1] ?? "");
  await Promise.all(children.map((child) => child.reported((line) => line.startsWith("done "))));
  await until(() => log.compressed.length >= 3);
  for (const child of children) child.process.kill("SIGUSR2");
  const ended = await Promise.all(children.map((child) => child.ended));
  for (const end of ended) {
    const told = toldBy(end);
    expect(end.stderr).toBe("");
    expect(new Set(told).size).toBe(told.length);
    for (const path of told) expect(path).toMatch(/\.gz$/);
  }
  expect(log.read().wrong).toEqual([]);
});
