import { Buffer } from "node:buffer";
import { lstatSync, mkdirSync, readdirSync, type Stats, unlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, isAbsolute, join, resolve } from "node:path";
import { messageOf } from "../diagnostics/error-message.ts";
import { show } from "../diagnostics/show.ts";
import { FastlogError } from "../errors.ts";
import { isGone, ownStart } from "./process-start.ts";

/** Name of a socket in the folder of a user: of its process and when that began. */
const NAME = /^(\d+)-(\d+)\.sock$/;

/** Longest path of a socket in bytes, without its end mark (unix(7)). */
const MOST_BYTES = process.platform === "linux" ? 107 : 103;

/** Most files that are looked at for sockets of processes that are gone. */
const MOST_LOOKED_AT = 1024;

/** Longest time to find out whether somebody listens on a socket, in milliseconds. */
const PATIENCE = 5000;

/** Environment variables that say where the folder is. */
export interface FolderEnvironment {
  readonly XDG_RUNTIME_DIR?: string | undefined;
}

/** The folder with the sockets of a user's processes. */
export function controlFolder(environment: FolderEnvironment = process.env): string {
  const { XDG_RUNTIME_DIR: runtime = "" } = environment;
  return isAbsolute(runtime) ? join(runtime, "fastlog") : join(tmpdir(), `fastlog-${userId()}`);
}

/**
 * The path of this process's socket in the folder of the user, which is made if it is missing. Throws
 * `ERR_FASTLOG_CONTROL_UNAVAILABLE` if the folder is anything but a folder of the user that nobody else can enter.
 */
export function pathInFolder(folder: string = controlFolder()): string {
  const path = join(folder, `${process.pid}-${ownStart()}.sock`);
  checkLength(path);
  try {
    mkdirSync(folder, 0o700);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw unavailable(folder, error);
  }
  checkFolder(folder);
  return path;
}

/**
 * A path of the operator or the program, free for a socket: one that a process has left behind is removed. `{pid}` is
 * replaced. Throws `ERR_FASTLOG_CONTROL_UNAVAILABLE`.
 */
export function freePath(given: string): string {
  const path = resolve(given.replaceAll("{pid}", String(process.pid)));
  checkLength(path);
  const before = kindOf(path);
  if (before === undefined) {
    if (kindOf(dirname(path)) === undefined) throw unavailable(path, "its folder is missing");
    return path;
  }
  if (before !== "socket") throw unavailable(path, "there is a file that is no socket");
  if (isHeard(path)) throw unavailable(path, "a process listens there");
  try {
    unlinkSync(path);
  } catch (error) {
    throw unavailable(path, error);
  }
  return path;
}

/** Checks the folder of a user, which may be in a folder that everybody writes to. */
export function checkFolder(folder: string): void {
  const stat = lstatOf(folder);
  if (stat === undefined) throw unavailable(folder, "it is missing");
  if (stat.isSymbolicLink()) throw unavailable(folder, "it is a symbolic link");
  if (!stat.isDirectory()) throw unavailable(folder, "it is no folder");
  if (stat.uid !== userId()) throw unavailable(folder, `it belongs to the user ${stat.uid}`);
  const mode = stat.mode & 0o777;
  if ((mode & 0o077) !== 0) {
    throw unavailable(folder, `others may use it: its mode is 0${mode.toString(8)}, not 0700`);
  }
}

/** The sockets in a folder: paths, with the process of each. */
export function socketsIn(folder: string): { path: string; pid: number; isGone: boolean }[] {
  const found = [];
  for (const name of namesIn(folder)) {
    const [, pid, start] = NAME.exec(name) ?? [];
    if (pid === undefined || start === undefined) continue;
    found.push({ path: join(folder, name), pid: Number(pid), isGone: isGone(Number(pid), start) });
  }
  return found;
}

/**
 * Removes the sockets of processes that are gone, if nobody listens on them either: a process of another container, whose
 * pid is none here, may share the folder.
 */
export async function removeStale(folder: string): Promise<void> {
  for (const { path, isGone } of socketsIn(folder)) {
    if (!isGone || !(await isRefused(path))) continue;
    try {
      unlinkSync(path);
    } catch {
      // Another process has removed it.
    }
  }
}

/** The error for a path or a folder that cannot be used. */
export function unavailable(path: string, cause: unknown): FastlogError {
  const reason = typeof cause === "string" ? cause : messageOf(cause);
  return new FastlogError(
    "ERR_FASTLOG_CONTROL_UNAVAILABLE",
    `no control socket ${show(path)}: ${reason}`,
    typeof cause === "string" ? undefined : { cause },
  );
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).slice(0, MOST_LOOKED_AT);
  } catch {
    return [];
  }
}

/** Node 20 and 22 would cut a longer path, and listen at another one. */
function checkLength(path: string): void {
  const bytes = Buffer.byteLength(path);
  if (bytes <= MOST_BYTES) return;
  throw unavailable(path, `the path has ${bytes} bytes (at most ${MOST_BYTES})`);
}

function kindOf(path: string): "socket" | "other" | undefined {
  const stat = lstatOf(path);
  return stat === undefined ? undefined : stat.isSocket() ? "socket" : "other";
}

function lstatOf(path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch (error) {
    throw unavailable(path, error);
  }
}

/** Whether nobody listens on a socket. */
function isRefused(path: string): Promise<boolean> {
  // Loaded here: the command line needs only what is above.
  const { connect } = process.getBuiltinModule("node:net");
  return new Promise((settle) => {
    const socket = connect(path);
    socket.unref();
    socket.once("connect", () => {
      socket.destroy();
      settle(false);
    });
    socket.once("error", ({ code }: NodeJS.ErrnoException) => settle(code === "ECONNREFUSED"));
  });
}

/**
 * Whether somebody may listen on a socket, by a process of its own, because Node cannot connect synchronously, and
 * `configure` must know. Runs only if a process was killed and has left its socket.
 */
function isHeard(path: string): boolean {
  const program = `require("node:net").connect(process.argv[1])
    .once("connect", () => process.exit(1))
    .once("error", ({ code }) => process.exit(code === "ECONNREFUSED" ? 0 : 1))`;
  const { spawnSync } = process.getBuiltinModule("node:child_process");
  const args = ["--eval", program, path];
  const { status } = spawnSync(process.execPath, args, {
    env: {},
    stdio: "ignore",
    timeout: PATIENCE,
  });
  return status !== 0;
}

/** The user whose rights count for files; without such a thing, as on Windows, none. */
function userId(): number {
  return process.geteuid?.() ?? -1;
}
