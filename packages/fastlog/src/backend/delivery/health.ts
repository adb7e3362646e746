import { codeOf, messageOf } from "../../diagnostics/error-message.ts";
import { quantity } from "../../diagnostics/quantity.ts";
import { FastlogError } from "../../errors.ts";
import { uptime } from "../../time/system-time.ts";
import type { BackendCounters } from "../backend.ts";
import type { Trouble } from "../trouble.ts";
import type { ChunkQueue } from "./chunk-queue.ts";

/** How many codes of errors are counted apart: a stream of somebody else's may give any. */
const MAX_CODES = 64;
/** Where the others are counted. */
const OTHERS = "OTHER";

/** What a backend knows of how it is doing: its failures, and since when nothing can be delivered. */
export class Health {
  /** What failed last; `undefined` since it went well again. */
  failure: unknown;

  readonly #of: { readonly name: string };
  readonly #errors: Record<string, number> = Object.create(null);
  /** How many codes there are in there. */
  #kinds = 0;
  #report: ((trouble: Trouble) => void) | undefined;
  #downFrom: number | undefined;
  /** How long the last time was, in milliseconds. */
  #outage = 0;

  /** `of` is the backend. */
  constructor(of: { readonly name: string }) {
    this.#of = of;
  }

  /** From now on failures are told. */
  begin(report: (trouble: Trouble) => void): void {
    this.#report = report;
    this.down();
  }

  /** Nothing is told any more; failures are counted all the same. */
  end(): void {
    this.#report = undefined;
  }

  /** Nothing can be delivered, from now on or since longer. */
  down(): void {
    this.#downFrom ??= uptime();
  }

  /** It delivers. */
  up(): void {
    this.failure = undefined;
    if (this.#downFrom !== undefined) this.#outage = uptime() - this.#downFrom;
    this.#downFrom = undefined;
  }

  /** Counts a failure and tells of it: `consequence` is what follows from it. */
  failed(error: unknown, consequence: string): void {
    this.failure = error;
    this.count(error);
    this.tell(codeOf(error), `${messageOf(error)}; ${consequence}`, error);
  }

  /** Counts a failure that nobody is told of, or told otherwise. */
  count(error: unknown): void {
    const given = codeOf(error);
    const isKnown = this.#errors[given] !== undefined || this.#kinds < MAX_CODES;
    const code = isKnown ? given : OTHERS;
    if (this.#errors[code] === undefined) this.#kinds++;
    this.#errors[code] = (this.#errors[code] ?? 0) + 1;
  }

  /** Tells of something that is no failure of the system's. */
  tell(code: string, message: string, cause?: unknown): void {
    this.#report?.({ backend: this.#of.name, code, message, cause });
  }

  /** The error of a flush whose time is over. */
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
