import { closeSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { type Ended, run, runShell, type StartOptions } from "./child.ts";
import { folder } from "./folder.ts";
import { tool } from "./tools.ts";

/** What came out of a child that logs, and how it ended. */
export interface Outcome extends Pick<Ended, "status" | "stderr" | "report"> {
  readonly text: string;
}

/** Runs a command whose records go to something real, and reads them there. */
export type Sink = (argv: readonly string[], options?: StartOptions) => Promise<Outcome>;

/** A backend that appends to a file. */
export const fileBackend: Sink = async (argv, options) => {
  const path = join(folder(), "logs", "app.log");
  const env = { ...options?.env, LOG_BACKEND: pathToFileURL(path).href };
  const ended = await run(withoutCore(argv), { ...options, env });
  return { ...ended, text: readFileSync(path, "utf8") };
};

/** A socket pair: what a Node.js parent gives its children as standard output. */
export const socket: Sink = async (argv, options) => {
  const ended = await run(withoutCore(argv), options);
  return { ...ended, text: ended.stdout };
};

/** A pipe, as a shell makes it. */
export const pipe: Sink = (argv, options) => pipeTo("cat", argv, options);

/** A pipe whose reader is late. */
export const slowPipe: Sink = (argv, options) => pipeTo("{ sleep 0.3; cat; }", argv, options);

/** A socket pair whose reader is late. */
export const slowSocket: Sink = (argv, options) =>
  socket(argv, { ...options, readAfter: setTimeout(300) });

/** A pipe to a reader, a piece of shell, which is left when the reader has enough. */
export async function pipeTo(
  reader: string,
  argv: readonly string[],
  options?: StartOptions,
): Promise<Outcome> {
  const cwd = folder();
  const line = `{ "$@"; echo $? >status; } | ${reader} >out`;
  const ended = await runShell(line, withoutCore(argv), { ...options, cwd });
  const status = Number(readFileSync(join(cwd, "status"), "utf8"));
  return { ...ended, status, text: readFileSync(join(cwd, "out"), "utf8") };
}

/** A named pipe whose only reader leaves before the command starts. */
export async function abandonedFifo(
  argv: readonly string[],
  options?: StartOptions,
): Promise<Ended> {
  // The reader opens first, or opening it to write would wait; `exec` leaves only the writer.
  const line = 'mkfifo fifo; { : <fifo; } & exec >fifo; wait; exec "$@"';
  return await runShell(line, argv, options);
}

/** A file as `>` opens it: without `O_APPEND`, with one offset for all who write through it. */
export const truncatedFile: Sink = (argv, options) => openedFile("w", argv, options);

/** A file as `>>` opens it. */
export const appendedFile: Sink = (argv, options) => openedFile("a", argv, options);

async function openedFile(
  flags: "a" | "w",
  argv: readonly string[],
  options?: StartOptions,
): Promise<Outcome> {
  const path = join(folder(), "app.log");
  const stdout = openSync(path, flags);
  try {
    const ended = await run(withoutCore(argv), { ...options, stdout });
    return { ...ended, text: readFileSync(path, "utf8") };
  } finally {
    closeSync(stdout);
  }
}

// The script(1) of other systems takes other arguments.
const script = process.platform === "linux" ? tool("script", "bsdutils") : undefined;

/** A terminal, as far as a program can tell; `undefined` where there is no script(1) to make one. */
export const terminal: Sink | undefined = script
  ? async (argv, options) => {
      const cwd = folder();
      const env = { NO_COLOR: "1", LOG_FORMAT: "text", ...options?.env };
      const command = `exec ${withoutCore(argv).map(quoted).join(" ")} 2>errors`;
      const args = ["--quiet", "--return", "--command", command, "/dev/null"];
      const ended = await run([script, ...args], { ...options, env, cwd });
      const stderr = readFileSync(join(cwd, "errors"), "utf8");
      // A terminal turns each newline into both.
      return { ...ended, stderr, text: ended.stdout.replaceAll("\r\n", "\n") };
    }
  : undefined;

/** For programs that abort: dumping core takes long and leaves a file behind. */
function withoutCore(argv: readonly string[]): string[] {
  return ["sh", "-c", 'ulimit -c 0; exec "$@"', "sh", ...argv];
}

function quoted(argument: string): string {
  return `'${argument.replaceAll("'", "'\\''")}'`;
}
