import { errorMonitor } from "node:events";
import { basename } from "node:path";
import type { Worker } from "node:worker_threads";
import { CHUNK_SIZE, entriesOf } from "../batch/chunk.ts";
import { bootId, isAlive, ownStart, startedAt } from "../control/process-start.ts";
import { VERSION } from "../control/version.ts";
import type { Identity } from "../encode/format/encoder.ts";
import type { CompiledFormat } from "../encode/format/format.ts";
import { isWorker } from "../is-worker.ts";
import { BlackBox, type BoxedBatch } from "../recorder/black-box/black-box.ts";
import type { LeftBox } from "../recorder/black-box/box-file.ts";
import { boxPath } from "../recorder/black-box/box-file.ts";
import { type BoxOwner, LINES, type RecordKind } from "../recorder/black-box/layout.ts";
import { loadMapping, type Mapping } from "../recorder/black-box/mapping.ts";
import { recordKind } from "../recorder/black-box/record-kind.ts";
import { removeBoxesOfWorkers, removeBoxOfWorker } from "../recorder/black-box/remove-boxes.ts";
import type { Ring } from "../recorder/ring.ts";
import type { FormattedBatch } from "../sink/pipeline.ts";
import { SystemDate, systemTime } from "../time/system-time.ts";

/** The option of a black box. */
export interface BoxOption {
  /** Path with `{pid}` and `{thread}`. */
  readonly file: string;
  /** Bytes of the recorder's records. */
  readonly bytes: number;
}

/** A box that was made, and is not used yet. */
export interface BoxChange {
  commit(): void;
  undo(): void;
}

/** The parts of a runtime that its box uses. */
export interface BoxParts {
  /** Opens a turn, whose end is told to {@link ThreadBox.turnEnds}. */
  readonly openTurn: () => void;
  /** Runs an action between two records, of the log and of the recorder. */
  readonly whenIdle: (action: () => void) => void;
  /** Has the recorder ask for the mark of each record; no more for `undefined`. */
  readonly useMark: (mark: (() => number) | undefined) => void;
  readonly notice: (message: string, fields: Readonly<Record<string, string>>) => void;
}

const UNCHANGED: BoxChange = { commit() {}, undo() {} };

/** The black box of a thread, while its recorder has a file. */
export class ThreadBox {
  readonly #parts: BoxParts;
  #box: BlackBox | undefined;
  #option: BoxOption | undefined;
  #ring: Ring | undefined;
  #ringKind: RecordKind = LINES;
  #log: readonly BoxedBatch[] = [];
  /** Workers that had an error. */
  readonly #failed = new Set<number>();

  constructor(parts: BoxParts) {
    this.#parts = parts;
  }

  /**
   * Makes the box that an option asks for; none for `undefined`. A box whose path stays goes on.
   *
   * @throws FastlogError `ERR_FASTLOG_RECORDER_UNAVAILABLE` if its file cannot be made.
   */
  prepare(option: BoxOption | undefined, identity: Identity): BoxChange {
    if (option?.file === this.#option?.file) return UNCHANGED;
    const box = option === undefined ? undefined : this.#make(option, identity);
    return {
      commit: () => {
        const before = this.#box;
        this.#box = box;
        this.#option = option;
        this.#parts.whenIdle(() => {
          before?.useRing(undefined);
          before?.useLog([]);
          before?.remove();
          this.#box?.useLog(this.#log);
          this.#useRing();
          this.#parts.useMark(box === undefined ? undefined : () => box.mark());
        });
      },
      undo: () => box?.remove(),
    };
  }

  /** Tells of the box that an earlier process has left in the place of this one. */
  tellLeft(): void {
    const { left } = this.#box ?? {};
    if (left === undefined || this.#told === left) return;
    this.#told = left;
    const { path, owner } = left;
    this.#parts.notice("a process was killed, and has left its black box", {
      ...{ pid: String(owner.pid), tag: owner.tag, began: owner.began },
      ...{ file: path, recover: `fastlog recover ${path}` },
    });
  }

  #told: LeftBox | undefined;

  /** The recorder has another ring, of a format, or none. */
  useRing(ring: Ring | undefined, format: CompiledFormat | undefined): void {
    const before = this.#ring;
    this.#ring = ring;
    if (format !== undefined) this.#ringKind = recordKind(format);
    this.#parts.whenIdle(() => {
      this.#useRing();
      // Nobody writes its records to the log any more.
      if (before === undefined || before === this.#ring) return;
      for (const chunk of before.take().chunks) chunk.discard();
    });
  }

  /** The batches of the log from now on. Call it between two records. */
  useLog(batches: readonly FormattedBatch[]): void {
    this.#log = batches.map(({ batch, format }) => ({ batch, kind: recordKind(format) }));
    this.#box?.useLog(this.#log);
  }

  turnEnds(): void {
    this.#box?.turnEnds();
  }

  /** The thread ends. The box stays if it does not end normally, and the recorder has records that it has not written. */
  end(isNormal: boolean): void {
    const isKept = !isNormal && (this.#ring?.records ?? 0) > 0;
    if (isKept) this.#box?.keep();
    else this.#box?.remove();
    const { file } = this.#option ?? {};
    // Workers that end with the process could not do it.
    if (file !== undefined && !isWorker && isNormal) {
      removeBoxesOfWorkers(file, thisProcess(), this.#failed);
    }
  }

  /** Removes the box of a worker that was terminated. One that had an error, or no memory left, leaves its box. */
  watch(worker: Worker): void {
    const { threadId: thread } = worker;
    worker.on(errorMonitor, () => this.#failed.add(thread));
    worker.once("exit", () => {
      const { file } = this.#option ?? {};
      if (file !== undefined && !this.#failed.has(thread))
        removeBoxOfWorker(file, thisProcess(), thread);
    });
  }

  #useRing(): void {
    const ring = this.#ring;
    this.#box?.useRing(
      ring === undefined ? undefined : { batch: ring.batch, kind: this.#ringKind },
    );
  }

  #make({ file, bytes }: BoxOption, { pid, thread, host, tag }: Identity): BlackBox {
    const owner = {
      ...{ pid, start: ownStart(), boot: bootId(), thread, tag, host },
      program: basename(process.argv[1] ?? process.execPath),
      began: timeText(startedAt()),
      made: timeText(systemTime()),
      fastlog: VERSION,
    };
    return new BlackBox({
      path: boxPath(file, { pid, thread }),
      owner,
      lives: (other) => isAlive(other.pid, other.start, other.boot),
      chunks: Math.max(2, Math.floor(bytes / CHUNK_SIZE)),
      capacity: CHUNK_SIZE,
      entries: entriesOf(CHUNK_SIZE),
      mapping: mappingIfThere(),
      openTurn: this.#parts.openTurn,
    });
  }
}

/** Without koffi, the box is written in place of being mapped. */
function mappingIfThere(): Mapping | undefined {
  try {
    return loadMapping();
  } catch {
    return undefined;
  }
}

function thisProcess(): Pick<BoxOwner, "pid" | "start"> {
  return { pid: process.pid, start: ownStart() };
}

function timeText(ms: number): string {
  return new SystemDate(ms).toISOString();
}
