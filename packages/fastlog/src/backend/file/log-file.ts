import { Buffer } from "node:buffer";
import fs from "node:fs";
import { dirname, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { messageOf } from "../../diagnostics/error-message.ts";
import { uptime } from "../../time/system-time.ts";
import { clearTimeout, setTimeout, type Timer } from "../../time/timers.ts";
import { Writer } from "../fd/fd-writer.ts";
import { type Outlet, unitOf } from "../fd/outlet.ts";
import { hasTag, resolveTokens } from "../rotation/path-tokens.ts";
import { Rotation } from "../rotation/rotation.ts";
import { Recent } from "./copytruncate.ts";
import type { FileOptions } from "./file-options.ts";
import { makeFolder } from "./make-folder.ts";
import { endsInsideLine } from "./torn-end.ts";

const DEFAULT_MODE = 0o640;

/** How often the descriptor is looked at, and the path, while something is written: in milliseconds. */
const LOOK_AT_DESCRIPTOR = 1;
const LOOK_AT_PATH = 1000;

/** Which file a descriptor is of. */
type Identity = Pick<fs.Stats, "dev" | "ino">;

/**
 * A file that is appended to, at a path where another one may be put at any time. That is noticed while it
 * is written to, without being told: that the file was renamed, removed or replaced, within a second; that
 * it was truncated, or its descriptor closed by somebody and used for something else, within a millisecond.
 */
export class LogFile implements Outlet {
  onSwitch: ((old: number | undefined) => void) | undefined;
  readonly isShown = false;
  fd: number | undefined;
  unit = 0;

  /** As it was given. With a tag in it, it is not known which one it is until the start. */
  readonly #pattern: string;
  readonly #options: FileOptions;
  #recent: Recent | undefined;
  #rotation: Rotation | undefined;
  #path: string;
  #identity: Identity = { dev: -1, ino: -1 };
  #isRegular = false;
  /** What can be known of its size without asking: others may write to it. */
  #size = 0;
  #lookedAtDescriptor = 0;
  #lookedAtPath = 0;
  /** Records that somebody has truncated away, and that nobody has a copy of. */
  #owed: Buffer[] = [];
  #tell: Parameters<Outlet["start"]>[1] = () => {};
  #timer: Timer | undefined;
  #isFirst = true;

  constructor(pattern: string, options: FileOptions) {
    this.#pattern = resolve(pattern);
    this.#options = options;
    this.#path = resolveTokens(this.#pattern, "{tag}");
  }

  get name(): string {
    return pathToFileURL(this.#path).href;
  }

  get path(): string {
    return this.#path;
  }

  get room(): number | undefined {
    return this.#rotation?.room(this.#size);
  }

  start(tag: string, report: Parameters<Outlet["start"]>[1]): void {
    this.#tell = report;
    if (hasTag(this.#pattern)) this.#path = resolveTokens(this.#pattern, tag);
  }

  prepare(bytes: number): number {
    if (this.fd === undefined) this.open();
    const now = uptime();
    const isTime =
      now - this.#lookedAtDescriptor >= LOOK_AT_DESCRIPTOR ||
      this.#recent !== undefined ||
      // Others may have written to it.
      this.#rotation?.isNear(this.#size) === true ||
      this.#rotation?.isDue(this.#size, bytes) === true;
    if (isTime) this.#look(now, bytes);
    this.#payAll(bytes);
    return this.fd as number;
  }

  wrote(records: Buffer): void {
    this.#size += records.length;
    if (this.#recent === undefined) return;
    this.#recent.wrote(records, this.#size - records.length);
    this.#timer ??= setTimeout(() => this.settle(), LOOK_AT_PATH).unref();
  }

  /** Looks whether the file was truncated behind the last record: nobody may write to it for long. */
  settle(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.fd === undefined || this.#recent === undefined) return;
    try {
      this.#look(uptime(), 0);
      this.#payAll(0);
    } catch {
      // It will be tried with the next record.
    }
  }

  takeBack(beginning: Buffer): boolean {
    const fd = this.fd as number;
    try {
      if (!this.#isRegular) return false;
      const { size } = fs.fstatSync(fd);
      const end = Buffer.alloc(beginning.length);
      fs.readSync(fd, end, 0, end.length, size - end.length);
      // Whoever has written behind it would lose that.
      if (!end.equals(beginning)) return false;
      fs.ftruncateSync(fd, size - end.length);
      this.#size = size - end.length;
      return true;
    } catch {
      return false;
    }
  }

  /** Opens the file at the path, in the place of the one there was. Throws what the system says. */
  open(): void {
    const { fd, stats } = openAt(this.#path, this.#options);
    const old = this.fd;
    this.onSwitch?.(old);
    this.fd = fd;
    this.unit = unitOf(stats);
    this.#identity = { dev: stats.dev, ino: stats.ino };
    this.#isRegular = stats.isFile();
    this.#size = stats.size;
    this.#lookedAtDescriptor = uptime();
    this.#lookedAtPath = this.#lookedAtDescriptor;
    if (old !== undefined) closeQuietly(old);
    if (!this.#isRegular) return;
    // What a process that was killed has left of its last record is no part of our first one.
    if (this.#isFirst && endsInsideLine(fd)) this.#size += new Writer(fd).write(Buffer.from("\n"));
    this.#isFirst = false;
    const { maxSize, every, at, copytruncate } = this.#options;
    if (copytruncate === true) this.#recent ??= new Recent(this.#path);
    this.#recent?.opened(this.#size);
    if (maxSize === undefined && every === undefined && at === undefined) return;
    this.#rotation ??= new Rotation(
      this.#path,
      this.#pattern,
      this.#options,
      (code, message, cause) => this.#tell(code, message, cause),
    );
    this.#rotation.opened(stats);
  }

  reopen(): void {
    this.open();
  }

  /** A reader of a named pipe may come back, and a file can be opened again. */
  isOver(): boolean {
    return false;
  }

  failed(): void {
    this.#lookedAtDescriptor = Number.NEGATIVE_INFINITY;
    this.#lookedAtPath = Number.NEGATIVE_INFINITY;
  }

  close(): void {
    this.settle();
    clearTimeout(this.#timer);
    this.#rotation?.close();
    if (this.fd !== undefined && this.#isOurs()) closeQuietly(this.fd);
    this.fd = undefined;
  }

  #look(now: number, bytes: number): void {
    this.#lookedAtDescriptor = now;
    const stats = this.#ownStats();
    if (stats === undefined) {
      // Not to be closed: it is somebody else's by now.
      this.fd = undefined;
      this.#tell("EBADF", "its descriptor was closed by somebody else; opening it again");
      this.open();
      return;
    }
    if (!this.#isRegular) return;
    if (this.#recent?.isTruncated(stats.size) === true) this.#truncated(stats.size);
    this.#size = stats.size;
    if (stats.nlink === 0) {
      // Nobody will ever see what is written there.
      this.open();
      return;
    }
    if (now - this.#lookedAtPath >= LOOK_AT_PATH) this.#lookAtPath(now);
    if (this.#rotation?.isDue(this.#size, bytes) !== true) return;
    this.#rotation.rotate(this.#identity);
    const { ino } = this.#identity;
    this.#lookAtPath(now);
    // Somebody else is at it, or it cannot be opened again.
    if (this.#identity.ino === ino && this.#rotation.isDue(this.#size, bytes))
      this.#rotation.postpone();
  }

  /** Opens the path where there is another file by now, or none. */
  #lookAtPath(now: number): void {
    this.#lookedAtPath = now;
    const there = fs.statSync(this.#path, { throwIfNoEntry: false });
    if (there !== undefined && isSame(there, this.#identity)) return;
    try {
      this.open();
    } catch (error) {
      // Where the old one was renamed it is still a file that somebody may read.
      this.#tell(
        "REOPEN",
        `cannot be opened again: ${messageOf(error)}; the old file stays in use`,
      );
    }
  }

  #truncated(size: number): void {
    if (this.#recent === undefined) return;
    const { copy, pieces, unknown } = this.#recent.missing(size);
    // They are older than what is owed still.
    this.#owed.unshift(...pieces);
    if (copy === undefined) {
      this.#tell(
        "TRUNCATED",
        "was truncated, and no copy of it is in its folder: records may be lost",
      );
    } else if (unknown > 0) {
      this.#tell("TRUNCATED", `was truncated, and ${unknown} bytes are not in the copy "${copy}"`);
    }
  }

  /** Writes again, before all others, what was truncated away. */
  #payAll(bytes: number): void {
    while (this.#owed.length > 0) {
      this.#pay();
      // It has to be known how long the file is before each write.
      this.#look(uptime(), bytes);
    }
  }

  #pay(): void {
    const writer = new Writer(this.fd as number);
    const [first] = this.#owed as [Buffer];
    const written = writer.write(first);
    if (writer.failure !== undefined) {
      this.#owed[0] = first.subarray(written);
      throw writer.failure;
    }
    this.#owed.shift();
    this.wrote(first);
  }

  #isOurs(): boolean {
    return this.#ownStats() !== undefined;
  }

  /** What is known of our file; `undefined` where the descriptor is not of it any more. */
  #ownStats(): fs.Stats | undefined {
    try {
      const stats = fs.fstatSync(this.fd as number);
      return isSame(stats, this.#identity) ? stats : undefined;
    } catch {
      return undefined;
    }
  }
}

function isSame(a: Identity, b: Identity): boolean {
  return a.ino === b.ino && a.dev === b.dev;
}

/** Opens a path to append to, with its folders made where they are missing. Waits for nobody. */
function openAt(path: string, { mode = DEFAULT_MODE, symlink }: FileOptions) {
  const { O_RDWR, O_WRONLY, O_APPEND, O_CREAT, O_NOFOLLOW, O_NONBLOCK, O_NOCTTY } = fs.constants;
  const common = O_APPEND | O_NOCTTY | (symlink === "refuse" ? O_NOFOLLOW : 0);
  const there = fs.statSync(path, { throwIfNoEntry: false });
  if (there === undefined) makeFolder(dirname(path));
  const isRegular = there === undefined || there.isFile();
  let fd: number;
  if (isRegular) {
    // Regular files do not mind O_NONBLOCK, and a named pipe may have come into its place.
    const flags = common | O_CREAT | O_NONBLOCK;
    try {
      // To be read too: how it ends, and what is of a record that did not fit.
      fd = fs.openSync(path, flags | O_RDWR, mode);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EACCES") throw error;
      fd = fs.openSync(path, flags | O_WRONLY, mode);
    }
  } else {
    // To open a named pipe that nobody reads would wait for a reader; like this it fails instead.
    fd = fs.openSync(path, common | O_WRONLY | (there.isFIFO() ? O_NONBLOCK : 0));
  }
  return { fd, stats: fs.fstatSync(fd) };
}

function closeQuietly(fd: number): void {
  try {
    fs.closeSync(fd);
  } catch {
    // Somebody has closed it before.
  }
}
