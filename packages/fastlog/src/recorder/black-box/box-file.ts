import { Buffer } from "node:buffer";
import fs from "node:fs";
import { dirname, resolve } from "node:path";
import { codeOf, messageOf } from "../../diagnostics/error-message.ts";
import { show } from "../../diagnostics/show.ts";
import { FastlogError } from "../../errors.ts";
import { BoxError } from "./box-error.ts";
import { type BoxOwner, headOf, PAGE } from "./layout.ts";
import { readOwner } from "./read-owner.ts";

/** Is appended to the name of a box that a process has left, when another box needs its place. */
const LEFT = ".old";

/** Whether the process of a box lives. */
export type Lives = (owner: BoxOwner) => boolean;

/** The file of a box that this thread writes to. */
export interface BoxFile {
  readonly path: string;
  readonly fd: number;
  /** A box that an earlier process has left at the path, where it is now; `undefined` if there was none. */
  readonly left: LeftBox | undefined;
}

export interface LeftBox {
  readonly path: string;
  readonly owner: BoxOwner;
}

/**
 * The path of a thread's box: `{pid}` and `{thread}` are replaced. Each worker has a file of its own: without `{thread}`,
 * the thread's id is appended for them.
 */
export function boxPath(
  template: string,
  { pid, thread }: Pick<BoxOwner, "pid" | "thread">,
): string {
  const isNamed = template.includes("{thread}") || thread === 0;
  const path = template.replaceAll("{pid}", String(pid)).replaceAll("{thread}", String(thread));
  return resolve(isNamed ? path : `${path}.${thread}`);
}

/**
 * Makes the file of a box. A box that a process has left there when it was killed is renamed to the path with `.old` at its
 * end, in place of an older one.
 *
 * @throws FastlogError `ERR_FASTLOG_RECORDER_UNAVAILABLE` if there is anything else, or the box of a process that lives, and if
 *   the file cannot be made.
 */
export function makeBoxFile(path: string, owner: BoxOwner, lives: Lives): BoxFile {
  const folder = dirname(path);
  if (fs.statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) {
    throw unavailable(path, `its folder ${show(folder)} is missing`);
  }
  let left: LeftBox | undefined;
  let fd = create(path);
  if (fd === undefined) {
    left = moveAway(path, lives);
    fd = create(path);
  }
  if (fd === undefined) throw unavailable(path, "another process has just made it");
  try {
    fs.writeSync(fd, headOf(owner), 0, PAGE, 0);
  } catch (error) {
    fs.closeSync(fd);
    fs.rmSync(path, { force: true });
    throw unavailable(path, error);
  }
  return { path, fd, left };
}

/** Removes the file, unless another one is at its path by now. */
export function removeBoxFile({ path, fd }: BoxFile): void {
  const own = fs.fstatSync(fd);
  const found = fs.lstatSync(path, { throwIfNoEntry: false });
  if (found?.ino === own.ino && found.dev === own.dev) fs.rmSync(path, { force: true });
}

/** Opens a new file that nobody else can read; `undefined` if there is one. */
function create(path: string): number | undefined {
  const { O_RDWR, O_CREAT, O_EXCL, O_NOFOLLOW = 0 } = fs.constants;
  try {
    return fs.openSync(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600);
  } catch (error) {
    if (codeOf(error) === "EEXIST") return undefined;
    throw unavailable(path, error);
  }
}

function moveAway(path: string, lives: Lives): LeftBox | undefined {
  const found = boxAt(path, path);
  if (found === undefined) return undefined;
  const { owner } = found;
  if (owner !== undefined && lives(owner)) {
    throw unavailable(
      path,
      `the process ${owner.pid} has its box there, and lives (put {pid} into the path)`,
    );
  }
  const moved = `${path}${LEFT}`;
  // Of all files that may be there, only an older box is replaced.
  boxAt(moved, path);
  try {
    fs.renameSync(path, moved);
  } catch (error) {
    throw unavailable(path, error);
  }
  return owner === undefined ? undefined : { path: moved, owner };
}

/**
 * The box that is at `path`; `undefined` if nothing is. Its owner is `undefined` if it is empty.
 *
 * @throws FastlogError `ERR_FASTLOG_RECORDER_UNAVAILABLE` about the box `wanted` if there is anything else.
 */
function boxAt(path: string, wanted: string): { owner: BoxOwner | undefined } | undefined {
  const there = path === wanted ? "there" : show(path);
  const stat = fs.lstatSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return undefined;
  if (stat.isSymbolicLink()) throw unavailable(wanted, `${there} is a symbolic link`);
  if (!stat.isFile()) throw unavailable(wanted, `${there} is something that is no file`);
  const user = process.geteuid?.();
  if (user !== undefined && stat.uid !== user) {
    throw unavailable(wanted, `${there} is a file of the user ${stat.uid}`);
  }
  return { owner: ownerOf(path, stat.size, wanted) };
}

/**
 * Reads whose box a file is; `undefined` for an empty one, whose process was killed before it wrote anything.
 *
 * @throws FastlogError `ERR_FASTLOG_RECORDER_UNAVAILABLE` if it is no box.
 */
export function ownerOf(path: string, size: number, wanted: string = path): BoxOwner | undefined {
  if (size === 0) return undefined;
  try {
    return readOwner(startOf(path));
  } catch (error) {
    if (!(error instanceof BoxError)) throw unavailable(wanted, error);
    const there = path === wanted ? "there" : show(path);
    throw unavailable(wanted, `${there} is a file already, and ${error.message}`);
  }
}

function startOf(path: string): Buffer {
  const { O_RDONLY, O_NOFOLLOW = 0, O_NONBLOCK = 0 } = fs.constants;
  const fd = fs.openSync(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  try {
    const head = Buffer.alloc(PAGE);
    return head.subarray(0, fs.readSync(fd, head, 0, PAGE, 0));
  } finally {
    fs.closeSync(fd);
  }
}

/** The error for a file that cannot be used. */
export function unavailable(path: string, cause: unknown): FastlogError {
  const reason = typeof cause === "string" ? cause : messageOf(cause);
  return new FastlogError(
    "ERR_FASTLOG_RECORDER_UNAVAILABLE",
    `no black box ${show(path)}: ${reason}`,
    typeof cause === "string" ? undefined : { cause },
  );
}
