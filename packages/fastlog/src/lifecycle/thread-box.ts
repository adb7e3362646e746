import { errorMonitor } from "node:events";
import { basename } from "node:path";
import type { Worker } from "node:worker_threads";
import { CHUNK_SIZE, entriesOf } from "../batch/chunk.ts";
import type { Turn } from "../batch/turn.ts";
import type { Options } from "../config/options.ts";
import { recorderPlan } from "../config/recorder-option.ts";
import { settingsOf } from "../config/settings.ts";
import { bootId, isAlive, ownStart, startedAt } from "../control/process-start.ts";
import { VERSION } from "../control/version.ts";
import { messageOf } from "../diagnostics/error-message.ts";
import { complain } from "../diagnostics/self-log.ts";
import type { Identity } from "../encode/format/encoder.ts";
import { isWorker } from "../is-worker.ts";
import { BlackBox, type BoxedBatch } from "../recorder/black-box/black-box.ts";
import type { LeftBox } from "../recorder/black-box/box-file.ts";
import { boxPath } from "../recorder/black-box/box-file.ts";
import { type BoxOwner, LINES, type RecordKind } from "../recorder/black-box/layout.ts";
import { loadMapping, type Mapping } from "../recorder/black-box/mapping.ts";
import { recordKind } from "../recorder/black-box/record-kind.ts";
import { removeBoxesOfWorkers, removeBoxOfWorker } from "../recorder/black-box/remove-boxes.ts";
import type { Recorder } from "../recorder/recorder.ts";
import type { Ring } from "../recorder/ring.ts";
import type { FormattedBatch } from "../sink/pipeline.ts";
import { SystemDate, systemTime } from "../time/system-time.ts";
import { setImmediate } from "../time/timers.ts";
import type { Pipelines } from "./pipelines.ts";

/** A box that was made, and is not used yet. */
export interface BoxChange {
  commit(): void;
  undo(): void;
}

/** The runtime of a thread, as its box uses it. */
interface Thread {
  notice(message: string, fields: Readonly<Record<string, string>>): void;
}

const UNCHANGED: BoxChange = { commit() {}, undo() {} };

/** The black box of a thread, while its recorder has a file. */
export class ThreadBox {
  readonly #thread: Thread;
  readonly #turn: Turn;
  readonly #pipelines: Pipelines;
  readonly #recorder: Recorder;
  #box: BlackBox | undefined;
  /** The path of the box as the option has it. */
  #file: string | undefined;
  #ring: Ring | undefined;
  #ringKind: RecordKind = LINES;
  #log: readonly BoxedBatch[] = [];
  /** The left box that was told last. */
  #told: LeftBox | undefined;
  /** Workers that had an error. */
  readonly #failed = new Set<number>();

  constructor(thread: Thread, turn: Turn, pipelines: Pipelines, recorder: Recorder) {
    this.#thread = thread;
    this.#turn = turn;
    this.#pipelines = pipelines;
    this.#recorder = recorder;
    recorder.onRing = (ring) => this.#changeRing(ring);
    pipelines.tellBox(this);
  }

  /** Makes the box that the environment, or the thread that made this one, asks for. Reports on stderr if it cannot. */
  open(options: Options): void {
    try {
      this.prepare(options).commit();
      setImmediate(() => this.tellLeft()).unref();
    } catch (error) {
      complain("recorder", messageOf(error));
    }
  }

  /**
   * Makes the box that options ask for, if they do. A box whose path stays goes on.
   *
   * @throws FastlogError `ERR_FASTLOG_RECORDER_UNAVAILABLE` if its file cannot be made.
   */
  prepare(options: Options): BoxChange {
    const { file, bytes = 0 } = recorderPlan(options.recorder) ?? {};
    if (file === this.#file) return UNCHANGED;
    const box =
      file === undefined ? undefined : this.#make(file, bytes, settingsOf(options).identity);
    return {
      commit: () => {
        const before = this.#box;
        this.#box = box;
        this.#file = file;
        this.#pipelines.whenIdle(() => {
          before?.useRing(undefined);
          before?.useLog([]);
          before?.remove();
          this.#pipelines.tellBox(this);
          this.#useRing();
          this.#recorder.position = box === undefined ? undefined : () => box.mark();
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
    this.#thread.notice("a process was killed, and has left its black box", {
      ...{ pid: String(owner.pid), tag: owner.tag, began: owner.began },
      ...{ file: path, recover: `fastlog recover ${path}` },
    });
  }

  /** The recorder has another ring, or none. */
  #changeRing(ring: Ring | undefined): void {
    const before = this.#ring;
    const { format } = this.#recorder;
    this.#ring = ring;
    if (format !== undefined) this.#ringKind = recordKind(format);
    this.#pipelines.whenIdle(() => {
      this.#useRing();
      // Nobody writes its records to the log any more.
      if (before === undefined || before === this.#ring) return;
      for (const chunk of before.take().chunks) chunk.discard();
    });
  }

  get isWritten(): boolean {
    return this.#box?.isMapped === false;
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
    const file = this.#file;
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
      const file = this.#file;
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

  #make(file: string, bytes: number, { pid, thread, host, tag }: Identity): BlackBox {
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
      openTurn: () => {
        if (!this.#turn.open) this.#turn.start();
      },
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
