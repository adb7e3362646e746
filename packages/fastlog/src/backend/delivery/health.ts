import { codeOf, messageOf } from "../../diagnostics/error-message.ts";
import { quantity } from "../../diagnostics/quantity.ts";
import { FastlogError } from "../../errors.ts";
import { uptime } from "../../time/system-time.ts";
import type { BackendCounters } from "../backend.ts";
import type { Trouble } from "../trouble.ts";
import type { ChunkQueue } from "./chunk-queue.ts";

/** Error codes that are counted separately. Streams of the program may give any number of codes. */
const MAX_CODES = 64;
/** Counts all further codes. */
const OTHERS = "OTHER";

/** Failures of a backend, and how long it has delivered nothing. */
export class Health {
  /** The last failure; `undefined` since the backend delivers again. */
  failure: unknown;

  readonly #of: { readonly name: string };
  readonly #errors: Record<string, number> = Object.create(null);
  /** Number of codes in {@link #errors}. */
  #kinds = 0;
  #report: ((trouble: Trouble) => void) | undefined;
  #downFrom: number | undefined;
  /** Length of the last outage, in milliseconds. */
  #outage = 0;

  /** `of` is the backend. */
  constructor(of: { readonly name: string }) {
    this.#of = of;
  }

  /** Starts reporting failures. The backend is down until {@link up}. */
  begin(report: (trouble: Trouble) => void): void {
    this.#report = report;
    this.down();
  }

  /** Stops reporting. Failures are still counted. */
  end(): void {
    this.#report = undefined;
  }

  /** The backend delivers nothing, from now on or still. */
  down(): void {
    this.#downFrom ??= uptime();
  }

  /** The backend delivers. */
  up(): void {
    this.failure = undefined;
    if (this.#downFrom !== undefined) this.#outage = uptime() - this.#downFrom;
    this.#downFrom = undefined;
  }

  /** Counts and reports a failure. `consequence` completes the message. */
  failed(error: unknown, consequence: string): void {
    this.failure = error;
    this.count(error);
    this.tell(codeOf(error), `${messageOf(error)}; ${consequence}`, error);
  }

  /** Counts a failure without a report. */
  count(error: unknown): void {
    const given = codeOf(error);
    const isKnown = this.#errors[given] !== undefined || this.#kinds < MAX_CODES;
    const code = isKnown ? given : OTHERS;
    if (this.#errors[code] === undefined) this.#kinds++;
    this.#errors[code] = (this.#errors[code] ?? 0) + 1;
  }

  /** Reports an event that is not a failure of the system. */
  tell(code: string, message: string, cause?: unknown): void {
    this.#report?.({ backend: this.#of.name, code, message, cause });
  }

  /** The error of a flush that timed out. */
  notTaken({ records, bytes }: ChunkQueue, timeout: number): FastlogError {
    const why = this.failure === undefined ? "" : `: ${messageOf(this.failure)}`;
    return new FastlogError(
      "ERR_FASTLOG_BACKEND_UNAVAILABLE",
      `${this.#of.name} has not taken ${quantity(records, "record")} (${quantity(bytes, "byte")}) within ${timeout} ms${why}`,
      { cause: this.failure },
    );
  }

  counters(): Required<Pick<BackendCounters, "errors" | "outage">> {
    const since = this.#downFrom;
    const outage = since === undefined ? this.#outage : uptime() - since;
    return { errors: { ...this.#errors }, outage };
  }
}
