import { cpSync, openSync, readFileSync, readSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { beforeAll, expect, test } from "vitest";
import { WORKSPACE_PACKAGE } from "../app.ts";
import { PROGRAMS, start } from "../child.ts";
import { ran } from "../fixtures/unit/command.ts";
import { folder } from "../folder.ts";
import { nodes } from "../tools.ts";
import { until } from "../until.ts";

/** How often a process is killed in each way. */
const KILLS = Number(process.env["FASTLOG_KILLS"] ?? 10);

/** Most records before a process is killed. */
const MOST = 15_000;

const KINDS = ["mapped", "written"] as const;
type Kind = (typeof KINDS)[number];

const KOFFI = createRequire(import.meta.url).resolve("koffi");

/** Folders with the program: beside the package with koffi, and with a copy that has none. */
const apps: Record<Kind, string> = { mapped: PROGRAMS, written: folder() };

beforeAll(() => {
  const copy = join(apps.written, "node_modules/fastlog");
  for (const name of ["dist", "package.json"]) {
    cpSync(join(WORKSPACE_PACKAGE, name), join(copy, name), { recursive: true });
  }
  cpSync(join(PROGRAMS, "boxed.mjs"), join(apps.written, "boxed.mjs"));
});

interface Killed {
  /** Numbers of the records in the log, and in the box. */
  readonly log: readonly number[];
  readonly box: readonly number[];
  /** How many were logged, and how many before the last turn. */
  readonly logged: number;
  readonly settled: number;
}

/** Kills a process after some number of records, at any moment, and reads what it has left. */
async function killed(kind: Kind, node: string): Promise<Killed> {
  const at = folder();
  const [file, log, counters] = ["app.ring", "app.log", "counters"].map((name) =>
    join(at, name),
  ) as [string, string, string];
  writeFileSync(counters, new Uint8Array(8));
  writeFileSync(log, "");
  const argv = [join(apps[kind], "boxed.mjs"), file, counters, KOFFI];
  const env = { LOG_BACKEND: pathToFileURL(log).href };
  const child = start([node, ...argv], { env });
  const fd = openSync(counters, "r");
  const counts = new Uint32Array(2);
  const read = () => {
    readSync(fd, counts, 0, 8, 0);
    return counts[0] as number;
  };
  const target = 1 + Math.floor(Math.random() * MOST);
  await until(() => read() > 0 || child.process.exitCode !== null);
  // It logs for some milliseconds only.
  while (read() < target && child.process.exitCode === null) await nextTurn();
  child.process.kill("SIGKILL");
  const { signal, stderr } = await child.ended;
  expect([signal, stderr]).toEqual(["SIGKILL", ""]);
  const logged = read();
  const { code, stdout, complaints } = await ran(["recover", file]);
  expect(code).toBe(stdout === "" ? 1 : 0);
  expect(complaints).toEqual([
    expect.stringMatching(kind === "mapped" ? /Z$/ : /Z; without its last turn$/),
  ]);
  const lines = readFileSync(log, "utf8").split("\n");
  // The system may end the process within a write to the log: its last line may be torn, and none of the box.
  lines.pop();
  const left = stdout.split("\n");
  expect(left.pop()).toBe("");
  const found = {
    log: lines.map(numberIn),
    box: left.map(numberIn),
    ...{ logged, settled: counts[1] as number },
  };
  rmSync(at, { recursive: true });
  return found;
}

/** The number of a record. Throws for one that is torn. */
function numberIn(line: string): number {
  const { level, msg, pad } = JSON.parse(line);
  const number = Number(/^record (\d+)$/.exec(msg)?.[1]);
  if (level === levelOf(number) && pad.length === 100 - (number % 100)) return number;
  throw new Error(`torn: ${line}`);
}

function levelOf(number: number): number {
  return number % 5 === 0 ? 30 : number % 5 === 1 ? 20 : 10;
}

const ways = nodes().flatMap(({ major, path }, i) =>
  KINDS.map((kind) => {
    return { major, node: path ?? "", kind, kills: i === 0 ? KILLS : Math.ceil(KILLS / 10) };
  }),
);

test.for(ways)(
  "the log and a $kind box together have every record of a process that was killed, but for the last turn of one that is written: $kills times, Node $major",
  async ({ node, kind, kills }, { skip }) => {
    skip(node === "");
    for (let i = 0; i < kills; i++) {
      const { log, box, logged, settled } = await killed(kind, node);
      // In the order of the calls, and each once.
      expect(box).toEqual([...new Set(box)].sort((a, b) => a - b));
      const all = new Set([...log, ...box]);
      const whole = kind === "mapped" ? logged : settled;
      expect(Array.from({ length: whole }, (_, i) => i).filter((i) => !all.has(i))).toEqual([]);
      // One may have been whole, and not counted.
      expect(Math.max(...all)).toBeLessThanOrEqual(logged);
    }
  },
);
