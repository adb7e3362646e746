import { Buffer } from "node:buffer";
import fs from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { messageOf } from "../../diagnostics/error-message.ts";
import { uptime } from "../../time/system-time.ts";
import { clearTimeout, setTimeout, type Timer } from "../../time/timers.ts";
import { closeQuietly } from "../delivery/close-quietly.ts";
import { Writer } from "../fd/fd-writer.ts";
import { type Outlet, unitOf } from "../fd/outlet.ts";
import { hasTag, resolveTokens } from "../rotation/path-tokens.ts";
import { Rotation } from "../rotation/rotation.ts";
import { Recent } from "./copytruncate.ts";
import type { FileOptions } from "./file-options.ts";
import { openLog } from "./open-log.ts";
import { endsInsideLine } from "./torn-end.ts";

/** Intervals between checks of the descriptor and of the path while records are written, in milliseconds. */
const LOOK_AT_DESCRIPTOR = 1;
const LOOK_AT_PATH = 1000;

/** Identity of a file. */
type Identity = Pick<fs.Stats, "dev" | "ino">;

/**
 * A file that is appended to, at a path where another file may appear at any time. While records are written, it
 * notices within a second that the file was renamed, removed or replaced, and within a millisecond that the file was
 * truncated, or that its descriptor was closed and reused by other code.
 */
export class LogFile implements Outlet {
  onSwitch: ((old: number | undefined) => void) | undefined;
  readonly isShown = false;
  readonly hasLevels = false;
  readonly maxRecord = undefined;
  fd: number | undefined;
  unit = 0;

  /** The path with tokens. A `{tag}` is known from the start on. */
  readonly #pattern: string;
  readonly #options: FileOptions;
  #recent: Recent | undefined;
  #rotation: Rotation | undefined;
  #path: string;
  #identity: Identity = { dev: -1, ino: -1 };
  #isRegular = false;
  /** Size of the file without asking the system; others may write to it. */
  #size = 0;
  #lookedAtDescriptor = 0;
  #lookedAtPath = 0;
  /** Records that another program has truncated away without a copy. */
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
      // Others may have written to the file.
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

  /** Checks for a truncation after the last record, because no write may follow for long. */
  settle(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.fd === undefined || this.#recent === undefined) return;
    try {
      this.#look(uptime(), 0);
      this.#payAll(0);
    } catch {
      // The next record tries again.
    }
  }

  takeBack(beginning: Buffer): boolean {
    const fd = this.fd as number;
    try {
      if (!this.#isRegular) return false;
      const { size } = fs.fstatSync(fd);
      const end = Buffer.alloc(beginning.length);
      fs.readSync(fd, end, 0, end.length, size - end.length);
      // Truncating would remove what others wrote after it.
      if (!end.equals(beginning)) return false;
      fs.ftruncateSync(fd, size - end.length);
      this.#size = size - end.length;
      return true;
    } catch {
      return false;
    }
  }

  /** Opens the path, and replaces the present descriptor. Throws the error of the system. */
  open(): void {
    const { fd, stats } = openLog(this.#path, this.#options);
    const old = this.fd;
    this.onSwitch?.(old);
    this.fd = fd;
    this.unit = unitOf(stats);
    this.#identity = { dev: stats.dev, ino: stats.ino };
    this.#isRegular = stats.isFile();
    this.#size = stats.size;
    this.#lookedAtDescriptor = uptime();
    this.#lookedAtPath = this.#lookedAtDescriptor;
    if (old !== undefined) closeQuietly(() => fs.closeSync(old));
    if (!this.#isRegular) return;
    // A killed process may have left a torn record, which must not become part of our first one.
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

  /** Never: a named pipe may get a new reader, and a file can be opened again. */
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
    const { fd } = this;
    if (fd !== undefined && this.#isOurs()) closeQuietly(() => fs.closeSync(fd));
    this.fd = undefined;
  }

  #look(now: number, bytes: number): void {
    this.#lookedAtDescriptor = now;
    const stats = this.#ownStats();
    if (stats === undefined) {
      // Not closed: it belongs to other code by now.
      this.fd = undefined;
      this.#tell("EBADF", "its descriptor was closed by somebody else; opening it again");
      this.open();
      return;
    }
    if (!this.#isRegular) return;
    if (this.#recent?.isTruncated(stats.size) === true) this.#truncated(stats.size);
    this.#size = stats.size;
    if (stats.nlink === 0) {
      // The file was removed, so nobody would ever read it.
      this.open();
      return;
    }
    if (now - this.#lookedAtPath >= LOOK_AT_PATH) this.#lookAtPath(now);
    if (this.#rotation?.isDue(this.#size, bytes) !== true) return;
    this.#rotation.rotate(this.#identity);
    const { ino } = this.#identity;
    this.#lookAtPath(now);
    // Another process is rotating, or the path cannot be opened.
    if (this.#identity.ino === ino && this.#rotation.isDue(this.#size, bytes))
      this.#rotation.postpone();
  }

  /** Opens the path if it has another file by now, or none. */
  #lookAtPath(now: number): void {
    this.#lookedAtPath = now;
    const there = fs.statSync(this.#path, { throwIfNoEntry: false });
    if (there !== undefined && isSame(there, this.#identity)) return;
    try {
      this.open();
    } catch (error) {
      // A renamed file can still be read.
      this.#tell(
        "REOPEN",
        `cannot be opened again: ${messageOf(error)}; the old file stays in use`,
      );
    }
  }

  #truncated(size: number): void {
    if (this.#recent === undefined) return;
    const { copy, pieces, unknown } = this.#recent.missing(size);
    // They are older than those that are still owed.
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

  /** Writes the owed records, before all others. */
  #payAll(bytes: number): void {
    while (this.#owed.length > 0) {
      this.#pay();
      // `wrote` needs the size of the file before each write.
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

  /** Stats of our file; `undefined` if the descriptor belongs to another file by now. */
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
