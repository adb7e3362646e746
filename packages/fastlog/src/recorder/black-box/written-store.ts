import { Buffer } from "node:buffer";
import fs from "node:fs";
import type { ChunkSlot, Filling } from "../../batch/chunk-memory.ts";
import type { BoxOrder, BoxStream, MarkedSlot } from "./box-order.ts";
import type { BoxStore } from "./box-store.ts";
import {
  bytesAt,
  CAPACITY,
  ENTRIES,
  endsAt,
  KIND,
  LAST,
  LOG,
  levelsAt,
  PAGE,
  RING,
  SEQUENCE,
  SLACK,
  SLOT_HEAD,
  STREAM,
  slotSize,
} from "./layout.ts";
import { Spares } from "./spares.ts";

/** Writes bytes to a place in the file. */
export type WriteAt = (bytes: Uint8Array, position: number) => void;

/**
 * Keeps chunks in the memory of the process, and writes to the file what came since: at the end of a turn, and when a chunk
 * of the recorder is full. So the records of the last turn are lost with the process.
 */
export class WrittenStore implements BoxStore {
  readonly isSynced = true;
  readonly #order: BoxOrder;
  readonly #write: WriteAt;
  readonly #spares = new Spares<WrittenSlot>();
  /** Slots whose chunks may get more records, or are on their way to their backend. */
  readonly #open = new Set<WrittenSlot>();
  #end = PAGE;
  /** The descriptor is closed, or a write has failed: the file is not complete any more. */
  #isClosed = false;

  /** `onFailure` is called when a write fails. */
  constructor(fd: number, order: BoxOrder, onFailure: (error: unknown) => void) {
    this.#order = order;
    this.#write = (bytes, position) => {
      if (this.#isClosed) return;
      try {
        writeAll(fd, bytes, position);
      } catch (error) {
        this.#isClosed = true;
        onFailure(error);
      }
    };
  }

  take(stream: BoxStream, capacity: number, entries: number): ChunkSlot | undefined {
    const spare = this.#spares.take(capacity, entries);
    if (spare !== undefined) {
      spare.stream = stream;
      return spare;
    }
    try {
      const at = this.#end;
      const slot = new WrittenSlot(this, at, capacity, entries, stream);
      this.#end += slotSize(capacity, entries);
      slot.lay(this.#write);
      return slot;
    } catch {
      // There is no memory for it.
      return undefined;
    }
  }

  sync(): void {
    for (const slot of this.#open) slot.sync(this.#write);
  }

  close(): void {
    this.#isClosed = true;
  }

  /** A chunk is begun. Returns its sequence and its place in the log. */
  begin(slot: WrittenSlot): { sequence: number; log: number } {
    // A chunk of the recorder is full, and gets no more records. One of the log is about to be written to its backend.
    if (slot.stream.id === RING) this.#finish(RING);
    this.#open.add(slot);
    return { sequence: this.#order.next(), log: this.#order.place(slot, slot.stream) };
  }

  free(slot: WrittenSlot): void {
    this.#open.delete(slot);
    slot.forget(this.#write);
  }

  invalidate(slot: WrittenSlot): void {
    slot.forget(this.#write);
  }

  giveBack(slot: WrittenSlot): void {
    this.free(slot);
    this.#spares.add(slot);
  }

  #finish(stream: number): void {
    for (const slot of this.#open) {
      if (slot.stream.id !== stream) continue;
      slot.sync(this.#write);
      this.#open.delete(slot);
    }
  }
}

function writeAll(fd: number, bytes: Uint8Array, position: number): void {
  for (let done = 0; done < bytes.length; ) {
    done += fs.writeSync(fd, bytes, done, bytes.length - done, position + done);
  }
}

class WrittenSlot implements MarkedSlot {
  readonly capacity: number;
  readonly bytes: Buffer;
  readonly ends: Int32Array;
  readonly levels: Int32Array;
  stream: BoxStream;

  readonly #store: WrittenStore;
  readonly #at: number;
  #chunk: Filling | undefined;
  #sequence = 0;
  #log = 0;
  #last = 0;
  /** Number of records in the file, and their bytes. 0: there is nothing of this chunk, and perhaps an earlier one. */
  #records = 0;
  #end = 0;
  /** The file has a sequence, so that the slot is read. */
  #isInFile = false;

  constructor(
    store: WrittenStore,
    at: number,
    capacity: number,
    entries: number,
    stream: BoxStream,
  ) {
    this.#store = store;
    this.#at = at;
    this.capacity = capacity;
    this.stream = stream;
    this.bytes = Buffer.allocUnsafeSlow(capacity + SLACK);
    this.ends = new Int32Array(entries);
    this.levels = new Int32Array(entries);
  }

  get entries(): number {
    return this.ends.length;
  }

  begin(chunk: Filling): void {
    this.#chunk = chunk;
    this.#records = 0;
    this.#end = 0;
    const { sequence, log } = this.#store.begin(this);
    this.#sequence = sequence;
    this.#log = log;
  }

  marked(log: number): void {
    this.#last = log;
  }

  free(): void {
    this.#chunk = undefined;
    this.#store.free(this);
  }

  moving(): void {
    this.#store.invalidate(this);
  }

  /** The next {@link sync} writes all of the chunk. */
  moved(): void {
    this.#records = 0;
    this.#end = 0;
  }

  giveBack(): void {
    this.#chunk = undefined;
    this.#store.giveBack(this);
  }

  /** Makes the slot a part of the file, so that a reader finds those behind it. */
  lay(write: WriteAt): void {
    const { capacity, entries } = this;
    write(new Uint8Array(1), this.#at + slotSize(capacity, entries) - 1);
    write(bytesOf(this.#head()), this.#at);
  }

  /** Removes the chunk from the file. */
  forget(write: WriteAt): void {
    if (!this.#isInFile) return;
    this.#isInFile = false;
    write(new Uint8Array(4), this.#at + SEQUENCE * 4);
  }

  /**
   * Writes the records that came since. The process may be killed between two writes, and within one, of which the file has
   * the first part then. The ends come last, one behind the other, before zeros, so each that is there is true.
   */
  sync(write: WriteAt): void {
    const chunk = this.#chunk;
    if (chunk === undefined || chunk.records === this.#records) return;
    if (this.#records === 0) this.#first(chunk, write);
    else this.#next(chunk, write);
    this.#records = chunk.records;
    this.#end = chunk.end;
  }

  #head(): Uint32Array {
    const head = new Uint32Array(SLOT_HEAD / 4);
    head[CAPACITY] = this.capacity;
    head[ENTRIES] = this.entries;
    return head;
  }

  /** Writes a chunk of which the file has nothing. */
  #first(chunk: Filling, write: WriteAt): void {
    const { entries } = this;
    this.forget(write);
    write(this.bytes.subarray(0, chunk.end), this.#at + bytesAt(entries));
    const tables = new Int32Array(entries * 2);
    tables.set(this.levels.subarray(0, chunk.records));
    tables.set(this.ends.subarray(0, chunk.records), entries);
    write(bytesOf(tables), this.#at + levelsAt());
    const head = this.#head();
    const { id, kind } = this.stream;
    head[STREAM] = id;
    head[LOG] = this.#log;
    head[LAST] = this.#last;
    head[KIND] = kind;
    write(bytesOf(head), this.#at);
    head[SEQUENCE] = this.#sequence;
    write(bytesOf(head.subarray(0, 1)), this.#at);
    this.#isInFile = true;
  }

  #next(chunk: Filling, write: WriteAt): void {
    const [from, to] = [this.#records, chunk.records];
    const { entries } = this;
    write(this.bytes.subarray(this.#end, chunk.end), this.#at + bytesAt(entries) + this.#end);
    write(bytesOf(Uint32Array.of(this.#last)), this.#at + LAST * 4);
    write(bytesOf(this.levels.subarray(from, to)), this.#at + levelsAt() + from * 4);
    write(bytesOf(this.ends.subarray(from, to)), this.#at + endsAt(entries) + from * 4);
  }
}

function bytesOf(words: Int32Array | Uint32Array): Uint8Array {
  return new Uint8Array(words.buffer, words.byteOffset, words.byteLength);
}
