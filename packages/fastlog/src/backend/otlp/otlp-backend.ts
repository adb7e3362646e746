import { Buffer } from "node:buffer";
import { quantity } from "../../diagnostics/quantity.ts";
import { uptime } from "../../time/system-time.ts";
import { clearTimeout, setTimeout, type Timer } from "../../time/timers.ts";
import type { BackendContext, OtlpRecords, Recipe, SealedChunk } from "../backend.ts";
import { Backoff } from "../delivery/backoff.ts";
import { QueuedBackend } from "../delivery/queued-backend.ts";
import type { PoolOptions } from "../options/pool-options.ts";
import { HttpClient, type HttpTarget, type Pending } from "./http-client.ts";
import { type HttpAnswer, meaningOf, type OtlpAnswer } from "./otlp-answer.ts";
import { type ExitAnswer, postAtExit } from "./otlp-exit.ts";
import type { RequestFrame } from "./otlp-request.ts";

/** How a backend delivers. Times are in milliseconds. */
export interface OtlpSettings {
  readonly target: HttpTarget;
  readonly isCompressed: boolean;
  readonly retryMin: number;
  readonly retryMax: number;
  /** Most bytes of records in a request; a single chunk may have more. */
  readonly maxRequest: number;
  /** Text of a warning that is reported at the start. */
  readonly warning: string | undefined;
  /** Bytes around the records of a thread with this tag. */
  readonly frame: (tag: string) => RequestFrame;
}

/** Records wait this long for others, in milliseconds: a request costs more than a `write(2)`. */
const DEFAULT_FLUSH_AFTER = 200;

/**
 * Delivers chunks to an OpenTelemetry collector, by requests of OTLP over HTTP. A chunk is released when the collector has
 * answered that it has the records, so none of them is uncertain.
 *
 * ```text
 *   queue: [ chunks of the request under way | waiting … ]   ─► POST ─► 2xx: released
 *                                                                    ─► 429, 502, 503, 504, no answer: sent again
 *                                                                    ─► any other: dropped as refused
 * ```
 *
 * There is one request at a time. Meanwhile chunks gather, so the next one has more records.
 */
export class OtlpBackend extends QueuedBackend {
  readonly otlpRecords: OtlpRecords;
  readonly defaultFlushAfter: number = DEFAULT_FLUSH_AFTER;

  readonly #settings: OtlpSettings;
  readonly #backoff: Backoff;
  readonly #client: HttpClient;
  #frame!: RequestFrame;
  /** Number of chunks of the request under way. */
  #count = 0;
  /** The request under way, once it is sent. */
  #pending: Pending | undefined;
  /** Distinguishes requests, because compression cannot be cancelled. */
  #serial = 0;
  #retry: Timer | undefined;
  /** The process may end, so the request under way keeps it alive until then, by `uptime()`. */
  #heldUntil = 0;
  #release: Timer | undefined;
  /** The process has not waited in vain since the last answer. */
  #mayHold = true;

  constructor(
    name: string,
    records: OtlpRecords,
    settings: OtlpSettings,
    pool: PoolOptions,
    recipe: Recipe,
  ) {
    super(name, pool, recipe);
    this.otlpRecords = records;
    this.#settings = settings;
    this.#backoff = new Backoff(settings.retryMin, settings.retryMax);
    this.#client = new HttpClient(settings.target);
  }

  /** No record counts as delivered before the collector has said that it has it. */
  protected get uncertain(): number {
    return 0;
  }

  protected get underWay(): number {
    return this.#count;
  }

  protected open({ tag }: BackendContext): void {
    this.#frame = this.#settings.frame(tag);
    this.state = "connecting";
    const { warning } = this.#settings;
    if (warning !== undefined) this.health.tell("WARNING", warning);
  }

  protected send(): void {
    const isFree = this.#count === 0 && this.#retry === undefined;
    if (!isFree || this.queue.length === 0 || this.state === "closed") return;
    if (this.state === "idle") return;
    this.#begin();
  }

  /** Called when the process may end: what is sent now is waited for. */
  protected override sendAgain(): void {
    this.send();
    if (this.#count > 0) this.#holdOn();
  }

  #begin(): void {
    const chunks = this.#next();
    const serial = ++this.#serial;
    this.#count = chunks.length;
    const body = this.#frame.body(chunks);
    if (this.#settings.isCompressed) {
      const { gzip } = process.getBuiltinModule("node:zlib");
      gzip(Buffer.concat(body), (error, compressed) => {
        if (serial !== this.#serial || this.state === "closed") return;
        if (error === null) this.#post([compressed], { "content-encoding": "gzip" });
        else this.#post(body, {});
      });
    } else {
      this.#post(body, {});
    }
  }

  /** The first chunks that fit into a request. */
  #next(): readonly SealedChunk[] {
    const { all } = this.queue;
    let bytes = 0;
    let count = 0;
    for (; count < all.length; count++) {
      bytes += (all[count] as SealedChunk).content.length;
      if (count > 0 && bytes > this.#settings.maxRequest) break;
    }
    return all.slice(0, count);
  }

  #post(body: readonly Uint8Array[], headers: Readonly<Record<string, string>>): void {
    const serial = this.#serial;
    const own = { "content-type": this.#frame.contentType, ...headers };
    try {
      this.#pending = this.#client.post(body, own, this.#isHeld, (error, answer) => {
        if (serial === this.#serial) this.#answered(error, answer);
      });
    } catch (error) {
      this.#again(error as Error, 0);
    }
  }

  #answered(error: Error | undefined, answer: HttpAnswer | undefined): void {
    if (answer === undefined) {
      this.#again(error, 0);
      return;
    }
    const meaning = meaningOf(answer);
    if (meaning.kind === "later") {
      this.#again(httpError(answer.status, meaning.words), meaning.after);
      return;
    }
    if (meaning.kind === "refused" && this.hasFallback) {
      // The fallback takes these records.
      this.#again(httpError(answer.status, meaning.words), 0);
      return;
    }
    this.#settle(answer.status, meaning);
    this.send();
  }

  /** The collector has taken the records of the request, or refused them for good. */
  #settle(status: number, meaning: Exclude<OtlpAnswer, { kind: "later" }>): void {
    const count = this.#finish();
    this.#backoff.reset();
    this.#mayHold = true;
    if (this.state !== "open") this.openings++;
    this.state = "open";
    const records = this.#recordsOf(count);
    if (meaning.kind === "accepted") {
      this.health.up();
      const { words } = meaning;
      const rejected = Math.min(meaning.rejected, records);
      this.#give(count, rejected);
      if (rejected > 0) {
        const reason = words === "" ? "" : `: ${words}`;
        this.health.count(Object.assign(new Error(words), { code: "REJECTED" }));
        this.health.tell("REJECTED", `${quantity(rejected, "record")} rejected${reason}; dropped`);
      } else if (words !== "") {
        this.health.tell("WARNING", `the collector warns: ${words}`);
      }
    } else {
      for (let i = 0; i < count; i++) this.queue.shift()?.discard("refused");
      this.health.up();
      this.health.failed(
        httpError(status, meaning.words),
        `${quantity(records, "record")} dropped`,
      );
      this.health.failure = undefined;
    }
    this.flushes.settled(count);
  }

  #recordsOf(count: number): number {
    return this.queue.all.slice(0, count).reduce((sum, { records }) => sum + records, 0);
  }

  /** Releases chunks, of whose records some were rejected. Nobody says which, so the first count as dropped. */
  #give(count: number, rejected: number): void {
    let left = rejected;
    for (let i = 0; i < count; i++) {
      const chunk = this.queue.shift() as SealedChunk;
      const here = Math.min(left, chunk.records);
      for (let j = 0; j < here; j++) chunk.discardRecord(j, "refused");
      left -= here;
      chunk.release();
    }
  }

  /** Sends the records again later, together with those that have come by then. */
  #again(error: unknown, after: number): void {
    this.#finish();
    this.state = "waiting";
    this.health.down();
    const delay = after + this.#backoff.next();
    this.#retry = setTimeout(() => this.#retryNow(), delay);
    if (!this.flushes.areWaiting) this.#retry.unref();
    this.health.failed(error, "sending again");
  }

  #retryNow(): void {
    this.#retry = undefined;
    if (this.state === "waiting") this.state = "connecting";
    this.send();
  }

  /** Ends the request under way, and returns its number of chunks. */
  #finish(): number {
    const count = this.#count;
    this.#count = 0;
    this.#pending = undefined;
    this.#serial++;
    return count;
  }

  /** Another backend takes the chunks, so there is nothing left to send again. */
  protected override takeWaiting(): SealedChunk[] {
    clearTimeout(this.#retry);
    this.#retry = undefined;
    return super.takeWaiting();
  }

  protected override hold(isNeeded: boolean): void {
    this.#pending?.hold(isNeeded || this.#isHeld);
    if (isNeeded) this.#retry?.ref();
    else this.#retry?.unref();
  }

  get #isHeld(): boolean {
    return this.flushes.areWaiting || uptime() < this.#heldUntil;
  }

  /** Keeps the process alive for the request under way, but not for longer than it may take at its end. */
  #holdOn(): void {
    if (this.#release !== undefined || !this.#mayHold) return;
    this.#heldUntil = uptime() + this.exitTimeout;
    this.#pending?.hold(true);
    this.#release = setTimeout(() => {
      this.#release = undefined;
      this.#mayHold = false;
      this.#heldUntil = 0;
      if (!this.flushes.areWaiting) this.#pending?.hold(false);
    }, this.exitTimeout).unref();
  }

  protected end(): void {
    this.#giveUp();
  }

  /** Ends delivery: the rest is dropped, or left for the fallback. */
  #giveUp(): void {
    this.state = "closed";
    this.health.end();
    clearTimeout(this.#retry);
    clearTimeout(this.#release);
    this.#retry = undefined;
    this.#pending?.cancel();
    this.#finish();
    this.flushes.end(() => this.health.notTaken(this.queue, this.exitTimeout));
    if (!this.hasFallback) this.queue.discard("closed");
    this.#client.close();
  }

  /** A thread sends what is left, after the request that may be under way: this one gets no events any more. */
  protected sendAtExit(deadline: number): void {
    this.#endPending(deadline);
    while (this.queue.length > 0) {
      const chunks = this.#requests();
      const bodies = chunks.map((each) => Buffer.concat(this.#frame.body(each)));
      const { contentType } = this.#frame;
      const answers = postAtExit(this.#settings.target, contentType, bodies, deadline);
      if (!this.#answeredAtExit(chunks, answers)) break;
    }
    if (this.queue.length > 0) this.#giveUp();
  }

  /** Waits for the answer to the request under way, so that it is not sent twice. */
  #endPending(deadline: number): void {
    // The rest may need some of the time.
    const answer = this.#pending?.answerAtExit((uptime() + deadline) / 2);
    const meaning = answer && meaningOf(answer);
    const isForFallback = meaning?.kind === "refused" && this.hasFallback;
    this.#pending?.cancel();
    if (answer === undefined || meaning?.kind === "later" || isForFallback) this.#finish();
    else if (meaning !== undefined) this.#settle(answer.status, meaning);
  }

  /** All chunks, by request. */
  #requests(): SealedChunk[][] {
    const requests: SealedChunk[][] = [];
    let bytes = 0;
    for (const chunk of this.queue.all) {
      bytes += chunk.content.length;
      const last = requests.at(-1);
      if (last === undefined || bytes > this.#settings.maxRequest) {
        requests.push([chunk]);
        bytes = chunk.content.length;
      } else {
        last.push(chunk);
      }
    }
    return requests;
  }

  /** Returns whether all requests were answered. */
  #answeredAtExit(requests: readonly SealedChunk[][], { answers, failure }: ExitAnswer): boolean {
    const refused: SealedChunk[] = [];
    for (const [i, answer] of answers.entries()) {
      const { length } = requests[i] as SealedChunk[];
      const meaning = meaningOf(answer);
      if (meaning.kind === "refused" && this.hasFallback) {
        for (let j = 0; j < length; j++) refused.push(this.queue.shift() as SealedChunk);
      } else if (meaning.kind !== "later") {
        this.#count = length;
        this.#settle(answer.status, meaning);
      }
    }
    // The fallback takes these.
    this.queue.unshift(refused);
    if (failure !== undefined) this.health.failed(failure, "the program ends");
    return answers.length === requests.length && refused.length === 0;
  }
}

/** The error of a request that was answered by a refusal. */
function httpError(status: number, words: string): Error {
  const message = words === "" ? `HTTP ${status}` : `HTTP ${status}: ${words}`;
  return Object.assign(new Error(message), { code: `HTTP_${status}` });
}
