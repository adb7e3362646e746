import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { program, run } from "./child.ts";
import { folder } from "./folder.ts";

interface Command {
  readonly op: string;
}

interface Failure {
  readonly seed: number;
  readonly commands: readonly Command[];
  readonly problems: readonly string[];
}

/** Sequences that have failed once, as short as they could be made. What fails is to be added. */
const KEPT = join(import.meta.dirname, "model-regressions.json");

async function failures(...args: readonly (string | number)[]): Promise<Failure[]> {
  const { report } = await run(program("model.mjs", folder(), ...args));
  const failed = report.filter((line) => line !== "done").map((line): Failure => JSON.parse(line));
  const isDone = report.at(-1) === "done" || failed.length > 0;
  return isDone ? failed : [{ seed: -1, commands: [], problems: ["the program ended before"] }];
}

/** Leaves out what can be left out of a sequence that fails, halves first, so that it fails still. */
async function shrunk(failure: Failure): Promise<Failure> {
  let best = failure;
  for (let size = failure.commands.length >> 1; size >= 1; size >>= 1) {
    for (let at = 0; at + size <= best.commands.length; ) {
      const commands = best.commands.toSpliced(at, size);
      const [failed] = await failures(JSON.stringify([commands]));
      if (failed === undefined) at += size;
      else best = failed;
    }
  }
  return best;
}

test("in the sequences that have failed once, every record is written once, in order and whole, or counted", async () => {
  const kept: Command[][] = JSON.parse(readFileSync(KEPT, "utf8"));
  expect(await failures(JSON.stringify(kept))).toEqual([]);
});

test.each([0, 125, 250, 375])(
  "in 125 random sequences of calls, faults and places from seed %i on, every record is written once, in order and whole, or counted, and the next ones are written",
  async (from) => {
    const [failed] = await failures(from, from + 125);
    expect(failed && (await shrunk(failed))).toBeUndefined();
  },
);
