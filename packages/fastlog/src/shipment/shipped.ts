import type { Buffer } from "node:buffer";
import type { Losses } from "../batch/losses.ts";
import type { TraceIds } from "../trace/trace-ids.ts";

/** Takes the lines of a log, and holds them until the backend has them. */
export interface Shipment {
  /** The backend gets records that are written anew, and so needs the {@link Content} of each line. */
  readonly wantsContent: boolean;
  readonly counts: ShipmentCounts;
  readonly losses: Losses["byReason"];
  /** Nobody will read any more. */
  readonly isGone: boolean;
  /** Takes a line, whether there is room for it or not. */
  take(line: ShippedLine): void;
  /** Counts a line that is too long as dropped. */
  refuse(): void;
  /**
   * Hands over the lines that were taken. Returns whether there was room for all of it: if not, nothing more should be read.
   */
  fill(): boolean;
  /**
   * Delivers the rest, and drops all lines that are left then. `wait` is in milliseconds; without it the backend has as long
   * as at the end of a program.
   */
  end(wait: number | undefined): Promise<void>;
}

/** Numbers of records. */
export interface ShipmentCounts {
  readonly delivered: number;
  readonly dropped: number;
  /** Those of the delivered records that may not have arrived. */
  readonly uncertain: number;
}

/** How lines are shipped. */
export interface ShipmentOptions {
  /** URL of a backend. */
  readonly url: string;
  /** Format in which records are written anew; without it, lines stay as they are. */
  readonly format: string | undefined;
  /** In bytes: the longest line. */
  readonly longest: number;
  /** Tells the user of a problem of the backend. */
  say(message: string): void;
}

/** A line of a log. One object serves all lines: it is valid until the next line is read. */
export interface ShippedLine {
  readonly level: number;
  readonly bytes: Buffer;
  readonly from: number;
  /** Where its newline is, or would be. */
  readonly to: number;
  /** `undefined` unless the shipment wants it. */
  readonly content: Content | undefined;
}

/** Content of a record that was read, as a log call would have it. */
export interface Content {
  /** In nanoseconds since 1970; `undefined` if the record does not say when it was written. */
  readonly time: bigint | undefined;
  /** Of the monotonic clock of the machine that wrote it, in nanoseconds. */
  readonly hrtime: bigint | undefined;
  readonly target: string | undefined;
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly trace: TraceIds | undefined;
  readonly origin: Origin;
}

/** The process and thread that wrote a record, as far as it says so. */
export interface Origin {
  readonly pid: number | undefined;
  readonly host: string | undefined;
  readonly tag: string | undefined;
}
