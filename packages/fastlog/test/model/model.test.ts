import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { run } from "../child.ts";
import { folder } from "../folder.ts";

/** A sequence of commands, and the call in it that fails. */
interface Sequence {
  readonly commands: readonly { readonly op: string }[];
  readonly fault?: { readonly call: string; readonly kind: string; readonly after: number };
}

interface Failure extends Sequence {
  readonly seed?: number;
  readonly problems: readonly string[];
}

const RUN = join(import.meta.dirname, "run.mjs");

/** Sequences that have failed once, as short as they could be made. What fails is added, but in CI. */
const KEPT = join(import.meta.dirname, "model-regressions.json");

async function failures(...args: readonly (string | number)[]): Promise<Failure[]> {
  const { report, stderr } = await run([process.execPath, RUN, folder(), ...args.map(String)]);
  const failed = report.filter((line) => line !== "done").map((line): Failure => JSON.parse(line));
  const isDone = report.at(-1) === "done" || failed.length > 0;
  return isDone ? failed : [{ commands: [], problems: ["the program ended before", stderr] }];
}

/** Leaves out what can be left out of a sequence that fails, halves first, so that it fails still. */
async function shrunk(failure: Failure): Promise<Failure> {
  let best = failure;
  const isWorse = async (sequence: Sequence) => {
    const [failed] = await failures(JSON.stringify([sequence]));
    if (failed !== undefined) best = failed;
    return failed !== undefined;
  };
  for (let size = failure.commands.length >> 1; size >= 1; size >>= 1) {
    for (let at = 0; at + size <= best.commands.length; ) {
      const { commands, fault } = best;
      const fewer = { commands: commands.toSpliced(at, size), ...(fault && { fault }) };
      if (!(await isWorse(fewer))) at += size;
    }
  }
  if (best.fault !== undefined) await isWorse({ commands: best.commands });
  return best;
}

/** How to see it again; it is kept, unless this is CI. */
function told({ commands, fault, problems }: Failure): string {
  const sequence: Sequence = { commands, ...(fault && { fault }) };
  if (process.env["CI"] === undefined) {
    const kept: Sequence[] = JSON.parse(readFileSync(KEPT, "utf8"));
    writeFileSync(KEPT, `${JSON.stringify([...kept, sequence], undefined, 2)}\n`);
  }
  const again = `node packages/fastlog/test/model/run.mjs /tmp '${JSON.stringify([sequence])}' 3>&1`;
  return `${problems.join("\n")}\n${again}`;
}

test("in the sequences that have failed once, every record is written once, in order and whole, or counted", async () => {
  expect(await failures(readFileSync(KEPT, "utf8"))).toEqual([]);
});

test.each([0, 125, 250, 375])(
  "in 125 random sequences of calls, faults and places from seed %i on, every record is written once, in order and whole, or counted, and the next ones are written",
  async (from) => {
    const [failed] = await failures(from, from + 125);
    expect(failed && told(await shrunk(failed))).toBeUndefined();
  },
);
