import { Buffer } from "node:buffer";
import type { SealedChunk } from "../backend.ts";
import type { ChunkQueue } from "../delivery/chunk-queue.ts";
import { levelPrefix, withLevels } from "../delivery/level-prefix.ts";
import { Writer } from "./fd-writer.ts";
import { FILE_WRITE, type Outlet } from "./outlet.ts";
import { split } from "./split-record.ts";

/**
 * Writes the first chunk of a queue to an outlet. Each write has whole records only, and at most `unit` bytes of the
 * outlet:
 *
 * ```text
 *  file  ┌──────────── chunk ────────────┐     pipe  ┌─ 4 KiB ─┬─ 4 KiB ─┬── … ──┐
 *        └───────── one write(2) ────────┘           └─ write ─┴─ write ─┴───────┘
 * ```
 *
 * If the system takes only a part of a record, the rest of it is written before anything else.
 */
export class ChunkWriter {
  /** Number of records that were longer than `unit` of a pipe or socket. */
  oversized = 0;

  readonly #outlet: Outlet;
  readonly #queue: ChunkQueue;
  /** Whether those records are split into lines that fit. */
  readonly #splits: boolean;
  /** The rest of the first record, if a part of it was written. */
  #rest: Buffer[] = [];
  #writer: Writer | undefined;
  #writerFd: number | undefined;
  #splitRecords = 0;

  constructor(outlet: Outlet, queue: ChunkQueue, splits: boolean) {
    this.#outlet = outlet;
    this.#queue = queue;
    this.#splits = splits;
  }

  /** Whether a part of the first record was written, and the rest was not. */
  get isInside(): boolean {
    return this.#rest.length > 0;
  }

  /**
   * Writes the first chunk, or the rest of it, and removes the records that were written. Returns the error of a
   * failed write. Throws the error of the system if there is no descriptor.
   */
  writeFirst(): NodeJS.ErrnoException | undefined {
    const chunk = this.#queue.first as SealedChunk;
    const writer = this.#writerFor(chunk.endOf(0));
    while (this.#rest.length > 0) {
      const [next] = this.#rest as [Buffer];
      const written = writer.write(next);
      if (written === next.length) this.#rest.shift();
      else this.#rest[0] = next.subarray(written);
      if (writer.failure !== undefined) return writer.failure;
      if (this.#rest.length === 0) this.#queue.delivered(1);
    }
    return this.#queue.first === chunk ? this.#writeParts(chunk, writer) : undefined;
  }

  /**
   * Ends the line of a record that was written in part, because its file is left or the record is discarded. The
   * record will be written again from its beginning, or never. Does nothing without a descriptor.
   */
  endLine(fd: number | undefined): void {
    const isInside = this.isInside;
    this.#rest = [];
    if (isInside && fd !== undefined) new Writer(fd).write(Buffer.from("\n"));
  }

  /** Forgets the rest of the first record: nobody reads any more. */
  forget(): void {
    this.#rest = [];
  }

  #writeParts(chunk: SealedChunk, writer: Writer): NodeJS.ErrnoException | undefined {
    const { content, records } = chunk;
    const { unit } = this.#outlet;
    const room = this.#outlet.room ?? unit;
    const most = Math.min(unit, room);
    let at = 0;
    let done = 0;
    while (done < records) {
      let next = content.length - at <= most ? records : chunk.recordsWithin(at + most);
      if (next === done) {
        next = done + 1;
        const isOversized = unit < FILE_WRITE;
        if (isOversized) this.oversized++;
        if (isOversized && this.#splits) {
          this.#queue.delivered(done);
          this.#rest = this.#split(chunk, unit);
          return undefined;
        }
      }
      const end = next === records ? content.length : chunk.endOf(next - 1);
      const part = this.#outlet.hasLevels
        ? withLevels(chunk, done, next)
        : end - at === content.length
          ? content
          : content.subarray(at, end);
      const written = writer.write(part);
      if (writer.failure !== undefined) {
        this.#interrupted(chunk, done, written);
        return writer.failure;
      }
      this.#outlet.wrote?.(part);
      at = end;
      done = next;
      // The outlet decides how much fits now: the rest may belong into another file.
      if (room < unit) break;
    }
    this.#queue.delivered(done);
    return undefined;
  }

  /**
   * Removes what was written of the first chunk: the records before `first`, and `written` bytes of the lines that
   * follow.
   */
  #interrupted(chunk: SealedChunk, first: number, written: number): void {
    let [whole, torn] = [first, written];
    for (; whole < chunk.records; whole++) {
      const { length } = this.#line(chunk, whole);
      if (length > torn) break;
      torn -= length;
    }
    this.#queue.delivered(whole);
    if (torn === 0) return;
    const record = Buffer.from(this.#line(chunk, 0));
    if (this.#outlet.takeBack?.(record.subarray(0, torn)) === true) return;
    this.#rest = [record.subarray(torn)];
  }

  /** A record as the outlet gets it. */
  #line(chunk: SealedChunk, index: number): Buffer {
    return this.#outlet.hasLevels ? withLevels(chunk, index, index + 1) : chunk.record(index);
  }

  /** Splits the first record of a chunk into lines of at most `unit` bytes. */
  #split(chunk: SealedChunk, unit: number): Buffer[] {
    const id = this.#nextId();
    const record = Buffer.from(chunk.record(0));
    if (!this.#outlet.hasLevels) return split(record, unit, id);
    const level = Buffer.from(levelPrefix(chunk, 0));
    return split(record, unit - level.length, id).map((line) => Buffer.concat([level, line]));
  }

  #writerFor(bytes: number): Writer {
    const fd = this.#outlet.prepare(bytes);
    if (this.#writer === undefined || this.#writerFd !== fd) {
      this.#writer = new Writer(fd);
      this.#writerFd = fd;
    }
    return this.#writer;
  }

  #nextId(): string {
    const { threadId } = process.getBuiltinModule("node:worker_threads");
    return `${process.pid}.${threadId}.${++this.#splitRecords}`;
  }
}
