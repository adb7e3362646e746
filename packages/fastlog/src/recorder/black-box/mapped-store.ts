import { Buffer } from "node:buffer";
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
  SEQUENCE,
  SLACK,
  SLOT_HEAD,
  STREAM,
  slotSize,
} from "./layout.ts";
import type { Mapping } from "./mapping.ts";
import { Spares } from "./spares.ts";

/** Keeps chunks in a mapping of the file: a record is there as soon as it is whole, without a call of the system. */
export class MappedStore implements BoxStore {
  readonly isSynced = false;
  readonly #fd: number;
  readonly #mapping: Mapping;
  readonly #order: BoxOrder;
  readonly #onFailure: (error: unknown) => void;
  readonly #spares = new Spares<MappedSlot>();
  /** End of the last slot, and of what the file system has given. */
  #end = PAGE;
  #reserved = PAGE;
  #isClosed = false;

  /** Reserves `bytes` for slots. Throws if the file system has no room for them. */
  constructor(
    fd: number,
    mapping: Mapping,
    order: BoxOrder,
    bytes: number,
    onFailure: (error: unknown) => void,
  ) {
    this.#fd = fd;
    this.#mapping = mapping;
    this.#order = order;
    this.#onFailure = onFailure;
    this.#reserve(PAGE + bytes);
  }

  take(stream: BoxStream, capacity: number, entries: number): ChunkSlot | undefined {
    const spare = this.#spares.take(capacity, entries);
    if (spare !== undefined) {
      spare.stream = stream;
      return spare;
    }
    if (this.#isClosed) return undefined;
    try {
      return this.#make(stream, capacity, entries);
    } catch (error) {
      this.#onFailure(error);
      return undefined;
    }
  }

  sync(): void {}

  /** The memory of the slots stays. */
  close(): void {
    this.#isClosed = true;
  }

  #make(stream: BoxStream, capacity: number, entries: number): MappedSlot {
    const size = slotSize(capacity, entries);
    this.#reserve(this.#end + size);
    const memory = this.#mapping.map(this.#fd, this.#end, size);
    this.#end += size;
    const giveBack = (slot: MappedSlot) => this.#spares.add(slot);
    return new MappedSlot(memory, capacity, entries, stream, this.#order, giveBack);
  }

  #reserve(end: number): void {
    if (end <= this.#reserved) return;
    this.#mapping.reserve(this.#fd, this.#reserved, end - this.#reserved);
    this.#reserved = end;
  }
}

class MappedSlot implements MarkedSlot {
  readonly capacity: number;
  readonly bytes: Buffer;
  readonly ends: Int32Array;
  readonly levels: Int32Array;
  stream: BoxStream;

  readonly #head: Uint32Array;
  readonly #order: BoxOrder;
  readonly #onGiven: (slot: MappedSlot) => void;
  #chunk: Filling | undefined;
  #sequence = 0;

  constructor(
    memory: ArrayBuffer,
    capacity: number,
    entries: number,
    stream: BoxStream,
    order: BoxOrder,
    onGiven: (slot: MappedSlot) => void,
  ) {
    this.capacity = capacity;
    this.stream = stream;
    this.#order = order;
    this.#onGiven = onGiven;
    this.#head = new Uint32Array(memory, 0, SLOT_HEAD / 4);
    this.levels = new Int32Array(memory, levelsAt(), entries);
    this.ends = new Int32Array(memory, endsAt(entries), entries);
    this.bytes = Buffer.from(memory, bytesAt(entries), capacity + SLACK);
    this.#head[ENTRIES] = entries;
    this.#head[CAPACITY] = capacity;
  }

  get entries(): number {
    return this.ends.length;
  }

  begin(chunk: Filling): void {
    const head = this.#head;
    head[SEQUENCE] = 0;
    this.#clear(0);
    this.#chunk = chunk;
    const { id, kind } = this.stream;
    head[STREAM] = id;
    head[LOG] = this.#order.place(this, this.stream);
    head[KIND] = kind;
    this.#sequence = this.#order.next();
    head[SEQUENCE] = this.#sequence;
  }

  marked(log: number): void {
    this.#head[LAST] = log;
  }

  free(): void {
    this.#head[SEQUENCE] = 0;
    this.#sequence = 0;
    this.#chunk = undefined;
  }

  moving(): void {
    this.#head[SEQUENCE] = 0;
  }

  moved(): void {
    this.#clear(this.#chunk?.records ?? 0);
    this.#head[SEQUENCE] = this.#sequence;
  }

  giveBack(): void {
    this.free();
    this.#onGiven(this);
  }

  /** Clears the ends from a record on: the first 0 is behind the last record. */
  #clear(from: number): void {
    const { ends, levels } = this;
    const to = usedOf(ends);
    if (to <= from) return;
    ends.fill(0, from, to);
    levels.fill(0, from, to);
  }
}

/** Number of ends before the first 0, behind which there are only zeros. */
function usedOf(ends: Int32Array): number {
  let [low, high] = [0, ends.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ends[middle] === 0) high = middle;
    else low = middle + 1;
  }
  return low;
}
