import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { constants } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { afterAll } from "vitest";
import { folder } from "./folder.ts";

/** Where the programs are that children run. */
export const PROGRAMS: string = join(import.meta.dirname, "programs");

if (!existsSync(join(import.meta.dirname, "../dist/index.js"))) {
  throw new Error("packages/fastlog/dist is missing: run `npm run build` first");
}

export interface StartOptions {
  /** Beside `PATH`, `HOME` and `TMPDIR`: nothing else of the environment of the tests. */
  readonly env?: Readonly<Record<string, string>> | undefined;
  /** Default a folder of its own. */
  readonly cwd?: string | undefined;
  /** A descriptor for the child's standard output. Default a socket, as `spawn` makes it. */
  readonly stdout?: number | undefined;
  /** The parent does not read the child's standard output before this is settled. */
  readonly readAfter?: Promise<unknown> | undefined;
}

/** How a child ended, and all that it said. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** As a shell has it in `$?`: the code, or 128 and the signal's number. */
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
  /** The lines that it wrote to descriptor 3. */
  readonly report: readonly string[];
}

/** A process that was started and may be waited for. */
export interface Child {
  readonly process: ChildProcess;
  readonly ended: Promise<Ended>;
  /** Resolves with the first line on descriptor 3 that is accepted; rejects if none comes. */
  reported(accept: (line: string) => boolean): Promise<string>;
}

const running = new Set<ChildProcess>();

afterAll(() => {
  // Each leads a process group of its own, in which are those that it started.
  for (const { pid } of running) if (pid !== undefined) process.kill(-pid, "SIGKILL");
});

/** The command line of a program in test/programs. */
export function program(name: string, ...args: readonly (string | number)[]): string[] {
  return [process.execPath, join(PROGRAMS, name), ...args.map(String)];
}

/** Starts a command whose descriptor 3 is a side channel for what it reports. */
export function start(argv: readonly string[], options: StartOptions = {}): Child {
  const [command = "", ...args] = argv;
  const { PATH = "", HOME = "", TMPDIR = "/tmp" } = process.env;
  const child = spawn(command, args, {
    cwd: options.cwd ?? folder(),
    env: { PATH, HOME, TMPDIR, ...options.env },
    stdio: ["ignore", options.stdout ?? "pipe", "pipe", "pipe"],
    detached: true,
  });
  running.add(child);

  const report: string[] = [];
  const waiting = new Set<(line: string | undefined) => void>();
  const tell = (line: string | undefined) => {
    for (const waiter of waiting) waiter(line);
  };
  const output = Promise.resolve(options.readAfter).then(() => textOf(child.stdout));
  const errors = textOf(child.stderr);
  const reported = eachLine(child.stdio[3] as Readable, (line) => {
    report.push(line);
    tell(line);
  }).then(() => tell(undefined));

  const ended = new Promise<Ended>((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code, signal) => {
      running.delete(child);
      Promise.all([output, errors, reported]).then(([stdout, stderr]) => {
        const status = signal === null ? (code ?? 0) : 128 + constants.signals[signal];
        resolve({ code, signal, status, stdout, stderr, report });
      }, reject);
    });
  });
  ended.catch(() => tell(undefined));

  return {
    process: child,
    ended,
    reported: (accept) =>
      new Promise((resolve, reject) => {
        const waiter = (line: string | undefined) => {
          if (line !== undefined && !accept(line)) return;
          waiting.delete(waiter);
          if (line === undefined) reject(new Error("the child ended without that report"));
          else resolve(line);
        };
        const known = report.find(accept);
        if (known === undefined) waiting.add(waiter);
        else resolve(known);
      }),
  };
}

/** Runs a command to its end. */
export function run(argv: readonly string[], options?: StartOptions): Promise<Ended> {
  return start(argv, options).ended;
}

/** Runs a line of the shell, in which `"$@"` is the command. */
export function runShell(
  line: string,
  argv: readonly string[],
  options?: StartOptions,
): Promise<Ended> {
  return run(["sh", "-c", line, "sh", ...argv], options);
}

async function textOf(stream: Readable | null): Promise<string> {
  const chunks: Buffer[] = [];
  if (stream !== null) for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

async function eachLine(stream: Readable, take: (line: string) => void): Promise<void> {
  let rest = "";
  for await (const chunk of stream.setEncoding("utf8")) {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    lines.forEach(take);
  }
  if (rest !== "") take(rest);
}
