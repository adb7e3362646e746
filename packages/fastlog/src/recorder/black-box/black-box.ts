import { Buffer } from "node:buffer";
import fs from "node:fs";
import { dirname } from "node:path";
import type { Batch } from "../../batch/batch.ts";
import type { ChunkMemory } from "../../batch/chunk-memory.ts";
import { messageOf } from "../../diagnostics/error-message.ts";
import { complainOnce } from "../../diagnostics/self-log.ts";
import {
  type BoxFile,
  type LeftBox,
  type Lives,
  makeBoxFile,
  removeBoxFile,
  unavailable,
} from "./box-file.ts";
import { BoxOrder, type BoxStream } from "./box-order.ts";
import type { BoxStore } from "./box-store.ts";
import {
  type BoxOwner,
  headOf,
  LOG_STREAM,
  MAGIC_BYTES,
  PAGE,
  type RecordKind,
  RING,
  slotSize,
} from "./layout.ts";
import { MappedStore } from "./mapped-store.ts";
import type { Mapping } from "./mapping.ts";
import { WrittenStore } from "./written-store.ts";

/** Chunks of the log that there is always room for: the current one, and one that is on its way. */
const LOG_CHUNKS = 4;

/** The plan of a box. */
export interface BoxPlan {
  readonly path: string;
  readonly owner: Omit<BoxOwner, "isMapped">;
  readonly lives: Lives;
  /** Number, bytes and records of the recorder's chunks. */
  readonly chunks: number;
  readonly capacity: number;
  readonly entries: number;
  /** Maps the file; `undefined` without koffi: it is written then. */
  readonly mapping: Mapping | undefined;
  /** Opens a turn, whose end is told to {@link BlackBox.turnEnds}. */
  readonly openTurn: () => void;
}

/** A batch whose chunks the box keeps. */
export interface BoxedBatch {
  readonly batch: Batch;
  readonly kind: RecordKind;
}

/**
 * A file that has the records of the recorder, and those of the log that its backends do not have yet. It outlives the
 * process if that is killed.
 */
export class BlackBox {
  readonly #file: BoxFile;
  readonly #store: BoxStore;
  readonly #order = new BoxOrder();
  readonly #openTurn: () => void;
  #logs: readonly Batch[] = [];
  #ring: BoxedBatch | undefined;
  #isClosed = false;

  /** Throws `ERR_FASTLOG_RECORDER_UNAVAILABLE`, and leaves nothing behind, if the file cannot be used. */
  constructor({ path, owner, lives, openTurn, mapping, ...sizes }: BoxPlan) {
    this.#openTurn = openTurn;
    const bytes = (sizes.chunks + LOG_CHUNKS) * slotSize(sizes.capacity, sizes.entries);
    const fail = (error: unknown) => complainOnce("recorder", `${path}: ${messageOf(error)}`);
    checkRoom(path, bytes);
    this.#file = makeBoxFile(path, { ...owner, isMapped: false }, lives);
    const { fd } = this.#file;
    try {
      if (mapping !== undefined && isUsable(mapping, fd)) {
        this.#store = new MappedStore(fd, mapping, this.#order, bytes, fail);
        fs.writeSync(fd, headOf({ ...owner, isMapped: true }), 0, PAGE, 0);
      } else {
        this.#store = new WrittenStore(fd, this.#order, fail);
      }
    } catch (error) {
      removeBoxFile(this.#file);
      fs.closeSync(fd);
      throw unavailable(path, error);
    }
  }

  get path(): string {
    return this.#file.path;
  }

  /** A box that an earlier process has left at the path. */
  get left(): LeftBox | undefined {
    return this.#file.left;
  }

  /** Whether a record is in the file as soon as it is whole. */
  get isMapped(): boolean {
    return !this.#store.isSynced;
  }

  /** Keeps the records of the recorder in the box. Call it between two records. */
  useRing(ring: BoxedBatch | undefined): void {
    const before = this.#ring;
    if (before?.batch === ring?.batch) return;
    this.#ring = ring;
    before?.batch.useMemory(undefined);
    ring?.batch.useMemory(this.#memory(RING, ring.kind));
  }

  /** Keeps the records of the log in the box until its backends have them. Call it between two records. */
  useLog(batches: readonly BoxedBatch[]): void {
    const before = this.#logs;
    const isSame =
      before.length === batches.length && batches.every(({ batch }, i) => batch === before[i]);
    if (isSame) return;
    this.#logs = batches.map(({ batch }) => batch);
    this.#order.log = this.#logs[0];
    for (const batch of before) if (!this.#logs.includes(batch)) batch.useMemory(undefined);
    batches.forEach(({ batch, kind }, i) => {
      batch.useMemory(this.#memory(LOG_STREAM + i, kind));
    });
  }

  /** The mark of a record of the recorder that comes now: see {@link BoxOrder.mark}. */
  mark(): number {
    if (this.#store.isSynced) this.#openTurn();
    return this.#order.mark();
  }

  /** The turn is over, and the log's records were handed to their backends. */
  turnEnds(): void {
    this.#store.sync();
  }

  /** The process ends normally, or the recorder is switched off: the file is removed. Further calls have no effect. */
  remove(): void {
    this.#close(() => removeBoxFile(this.#file));
  }

  /** The process ends, and not normally: the file stays. */
  keep(): void {
    this.#close(() => this.#store.sync());
  }

  /** Does not unmap the memory: another record may still be written to it, which nobody will read. */
  #close(action: () => void): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    try {
      action();
    } catch (error) {
      complainOnce("recorder", `${this.path}: ${messageOf(error)}`);
    } finally {
      this.#store.close();
      fs.closeSync(this.#file.fd);
    }
  }

  #memory(id: number, kind: RecordKind): ChunkMemory {
    const stream: BoxStream = { id, kind };
    return { take: (capacity, entries) => this.#store.take(stream, capacity, entries) };
  }
}

/** Whether a mapping shows the file: some runtimes, such as Electron, forbid memory from outside of V8. */
function isUsable(mapping: Mapping, fd: number): boolean {
  try {
    return Buffer.from(mapping.map(fd, 0, PAGE), 0, MAGIC_BYTES.length).equals(MAGIC_BYTES);
  } catch {
    return false;
  }
}

/**
 * Checks that the file system has room: otherwise a file in memory would get a part of it only, and `/dev/shm` of a
 * container is small. If another process takes the room meanwhile, reserving or writing fails.
 */
function checkRoom(path: string, bytes: number): void {
  const room = roomAt(dirname(path));
  if (room >= bytes) return;
  throw unavailable(path, `its file system has ${room} bytes left (the box needs ${bytes})`);
}

function roomAt(folder: string): number {
  try {
    const { bavail, bsize } = fs.statfsSync(folder);
    return bavail * bsize;
  } catch {
    // The folder is missing, or the runtime does not know.
    return Number.POSITIVE_INFINITY;
  }
}
