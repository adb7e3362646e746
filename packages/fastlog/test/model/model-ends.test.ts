import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import fc from "fast-check";
import { expect, test } from "vitest";
import { run } from "../child.ts";
import { folder } from "../folder.ts";

const ENDING = join(import.meta.dirname, "ending.mjs");

const act = fc.constantFrom(
  ...["log", "log", "log", "logMany", "inside", "flushSync", "flush", "reopen", "configure"],
  ...["close", "removeListeners"],
);
const acts = fc.array(act, { maxLength: 4 });
const handler = fc.record({
  event: fc.constantFrom("exit", "exit", "beforeExit", "uncaughtException", "SIGTERM"),
  acts: fc.array(fc.oneof({ weight: 9, arbitrary: act }, fc.constant("throw")), { maxLength: 4 }),
});
const ends = ["return", "exit", "throw", "reject", "inside"] as const;
const common = {
  handlers: fc.array(handler, { maxLength: 3 }),
  turns: fc.array(acts, { maxLength: 3 }),
  last: acts,
};
const worker = fc.record({
  ...common,
  workers: fc.constant([]),
  end: fc.constantFrom(...ends, "terminated" as const),
});
const plan = fc.record({
  ...common,
  workers: fc.oneof(
    { weight: 2, arbitrary: fc.array(worker, { maxLength: 0 }) },
    fc.array(worker, { maxLength: 2 }),
  ),
  setUp: fc.record({
    flushOn: fc.constantFrom("fatal", "trace"),
    signals: fc.boolean(),
    format: fc.constantFrom("text", "json"),
  }),
  end: fc.constantFrom(...ends, "signal" as const, "killed" as const),
});

/** Those of a thread that must be there: all until the one that need not be, and none but what was said. */
interface Said {
  readonly sure: readonly string[];
  readonly all: ReadonlySet<string>;
}

function saidBy(report: readonly string[], name: string): Said {
  const own = report.filter((line) => line.startsWith(`${name}-`));
  return {
    sure: own.filter((line) => !line.endsWith("?")),
    all: new Set(own.map((line) => line.replace("?", ""))),
  };
}

/** What is in the files, by thread: each in order, once. */
function idsIn(files: readonly string[], name: string): number[] {
  const lines = files.flatMap((file) =>
    existsSync(file) ? readFileSync(file, "utf8").split("\n").slice(0, -1) : [],
  );
  const ids = lines.flatMap((line) => new RegExp(`#${name}-(\\d+)#`).exec(line)?.[1] ?? []);
  return ids.map(Number);
}

interface Ending {
  readonly end: string;
  readonly setUp: { readonly signals: boolean };
  readonly handlers: readonly { readonly event: string }[];
}

/** Whether the signal ends the process at once: nobody listens, and fastlog is not to. */
function diesOfSignal({ end, setUp, handlers }: Ending): boolean {
  return end === "signal" && !setUp.signals && !handlers.some(({ event }) => event === "SIGTERM");
}

test("however a process and its threads end, and whatever their last handlers do, each record is in the files once, in order and whole", async () => {
  await fc.assert(
    fc.asyncProperty(plan, async ({ workers, ...main }) => {
      const where = folder();
      const paths = [join(where, "a.log"), join(where, "b.log")];
      const files = paths.map((path) => pathToFileURL(path).href);
      const named = workers.map((worker, i) => ({ ...worker, name: `w${i}`, files }));
      const given = { ...main, workers: named, name: "m", files };
      const { report } = await run([process.execPath, ENDING, JSON.stringify(given)]);

      for (const path of paths) {
        const text = existsSync(path) ? readFileSync(path, "utf8") : "";
        expect(text === "" || text.endsWith("\n")).toBe(true);
        for (const line of text.split("\n").slice(0, -1)) expect(line).toMatch(/#(m|w\d)-\d+#/);
      }
      const isKilled = main.end === "killed" || diesOfSignal(main);
      for (const { name, end } of [...named, { name: "m", end: main.end }]) {
        const { sure, all } = saidBy(report, name);
        for (const path of paths) {
          const ids = idsIn([path], name);
          expect(ids).toEqual([...new Set(ids)].sort((a, b) => a - b));
        }
        const there = idsIn(paths, name).map((id) => `${name}-${id}`);
        expect(new Set(there).size).toBe(there.length);
        expect(there.filter((id) => !all.has(id))).toEqual([]);
        if (end === "terminated" || isKilled) {
          // The last ones are missing, and none before them.
          const missing = sure.filter((id) => !there.includes(id));
          expect(missing).toEqual(sure.slice(sure.length - missing.length));
        } else {
          expect(sure.filter((id) => !there.includes(id))).toEqual([]);
        }
      }
    }),
    { numRuns: 40 },
  );
});
