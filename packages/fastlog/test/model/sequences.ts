import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { run } from "../child.ts";
import { folder } from "../folder.ts";

/** A sequence of commands, and the call in it that fails. */
export interface Sequence {
  readonly commands: readonly { readonly op: string }[];
  readonly fault?: { readonly call: string; readonly kind: string; readonly after: number };
}

export interface Failure extends Sequence {
  readonly seed?: number;
  readonly problems: readonly string[];
}

/** A program of this folder that runs sequences, and those that have failed once, as short as they could be made. */
export class Sequences {
  readonly #script: string;
  readonly #kept: string;

  constructor(script: string, kept: string) {
    this.#script = script;
    this.#kept = join(import.meta.dirname, kept);
  }

  /** The sequences that have failed once. */
  get kept(): string {
    return readFileSync(this.#kept, "utf8");
  }

  async failures(...args: readonly (string | number)[]): Promise<Failure[]> {
    const program = join(import.meta.dirname, this.#script);
    const { report, stderr } = await run([
      ...[process.execPath, program, folder()],
      ...args.map(String),
    ]);
    const failed = report
      .filter((line) => line !== "done")
      .map((line): Failure => JSON.parse(line));
    const isDone = report.at(-1) === "done" || failed.length > 0;
    return isDone ? failed : [{ commands: [], problems: ["the program ended before", stderr] }];
  }

  /** How to see a failure again, with all left out that can be; it is kept, unless this is CI. */
  async told(failure: Failure): Promise<string> {
    const { commands, fault, problems } = await this.#shrunk(failure);
    const sequence: Sequence = { commands, ...(fault && { fault }) };
    if (process.env["CI"] === undefined) {
      const kept: Sequence[] = JSON.parse(this.kept);
      writeFileSync(this.#kept, `${JSON.stringify([...kept, sequence], undefined, 2)}\n`);
    }
    const program = `packages/fastlog/test/model/${this.#script}`;
    return `${problems.join("\n")}\nnode ${program} /tmp '${JSON.stringify([sequence])}' 3>&1`;
  }

  /** Leaves out what can be left out of a sequence that fails, halves first, so that it fails still. */
  async #shrunk(failure: Failure): Promise<Failure> {
    let best = failure;
    const isWorse = async (sequence: Sequence) => {
      const [failed] = await this.failures(JSON.stringify([sequence]));
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
}
