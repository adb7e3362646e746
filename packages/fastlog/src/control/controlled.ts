import type { Leasing } from "../config/lease-changes.ts";
import type { Options } from "../config/options.ts";
import type { Stats } from "../sink/stats.ts";
import type { Asked, Question } from "../threads/question.ts";
import type { TapOrder } from "./tail/tap-order.ts";

/** The runtime, as the control socket uses it. */
export interface Controlled extends Leasing {
  /** The options in effect. */
  readonly options: Options;
  /** Ids of the other threads that have a runtime. */
  readonly otherThreads: readonly number[];
  /** Sets the filter of all threads, or throws and changes nothing. */
  setFilter(spec: string): void;
  /** Reopens the paths of all threads. */
  reopen(): void;
  /** Flushes this thread. */
  flush(timeout?: number): Promise<void>;
  stats(): Stats;
  /** Writes what the recorder of this thread keeps; `on` says what for. Returns the number of records. */
  dumpRecorder(on: string): number;
  /** Begins to send records of all threads that the order has a ring for. */
  startTap(order: TapOrder): void;
  stopTap(id: number): void;
  /** Asks all other threads. */
  ask(question: Question): Promise<Asked>;
}
