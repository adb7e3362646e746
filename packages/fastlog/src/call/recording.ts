import type { Taker } from "../sink/pipeline.ts";

/** Takes the records that the log does not get: those of levels that its filter does not let pass, and those that are held back. */
export interface Recording {
  /** The builder of the log, without the recorder in front of it. */
  readonly log: Taker;

  /** Whether the log gets a record, as far as the level decides, or the context of the call. `target` may have a mark. */
  logs(level: number, target: string | undefined): boolean;

  /** Called before the log gets a record, which may be one that the kept records are written for. Never throws. */
  logging(level: number): void;

  /** Returns the taker of a record that the filter stops: a ring, or, for a time, the log; `undefined` for none. */
  otherwise(level: number, target: string | undefined): Taker | undefined;
}
