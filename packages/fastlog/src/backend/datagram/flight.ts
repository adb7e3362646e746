import type { DropReason, SealedChunk } from "../backend.ts";

/** Says what became of a datagram: `null` or nothing where the operating system took it. */
export type Answer = (error?: Error | null) => void;

/** A chunk on its way: cut into datagrams, which are answered in the order in which they were sent. */
export class Flight {
  readonly chunk: SealedChunk;
  /** For all datagrams of the chunk, as one for each would cost more than what it does. */
  readonly answer: Answer;
  /** The chunk was given back: what an answer says comes too late for its counts. */
  isGivenBack = false;

  /** Where the datagram that was cut last begins in the chunk's content, and where it ends. */
  start = 0;
  end = 0;

  /** Of each datagram that was sent: the index of the record behind it. */
  readonly #ends: number[] = [];
  /** How many of its records were sent: the last of those. */
  #sent = 0;
  /** How many of its datagrams were answered. */
  #answered = 0;
  #hasRefused = false;

  constructor(chunk: SealedChunk, answered: (flight: Flight, error: Error | undefined) => void) {
    this.chunk = chunk;
    this.answer = (error) => answered(this, error ?? undefined);
  }

  /** Whether all of it was sent, answered or not. */
  get isSent(): boolean {
    return this.#sent === this.chunk.records;
  }

  get isAnswered(): boolean {
    return this.#answered === this.#ends.length && this.isSent;
  }

  /** Whether nothing is to come of what was sent, and the rest can be sent by another backend. */
  get canLeave(): boolean {
    return this.unanswered === 0 && !this.isSent && !this.#hasRefused;
  }

  /** How many datagrams were sent whose answer has not come. */
  get unanswered(): number {
    return this.#ends.length - this.#answered;
  }

  /**
   * Cuts the next datagram to send: one record, or as many as `pack` bytes hold with the newlines between
   * them. There must be one.
   */
  cut(pack: number): void {
    const { chunk } = this;
    const { records } = chunk;
    const from = this.#sent;
    const start = from === 0 ? 0 : chunk.endOf(from - 1);
    let end = chunk.endOf(from);
    let next = from + 1;
    for (; next < records && end - start <= pack; next++) {
      const more = chunk.endOf(next);
      if (more - 1 - start > pack) break;
      end = more;
    }
    this.#ends.push(next);
    this.#sent = next;
    this.start = start;
    this.end = end - 1;
  }

  /** So many datagrams that were sent last are to be sent again. */
  takeBack(count: number): void {
    this.#ends.length -= count;
    this.#sent = this.#ends.at(-1) ?? 0;
  }

  /** The operating system has taken the first datagram that was not answered. */
  taken(): void {
    this.#answered++;
  }

  /** It has not, and will not. Returns how many records that are. */
  refused(): number {
    const from = this.#ends[this.#answered - 1] ?? 0;
    const end = this.#ends[this.#answered++] ?? from;
    this.#hasRefused = true;
    if (!this.isGivenBack) this.#discard(from, end, "refused");
    return end - from;
  }

  /** Takes what was sent out of the chunk, which is not on its way any more. Only if it can leave. */
  leave(): void {
    this.chunk.delivered(this.#sent);
  }

  /** Gives the chunk back. What was sent counts as delivered, and the rest as dropped. */
  giveBack(): void {
    if (!this.isSent) this.#discard(this.#sent, this.chunk.records, "closed");
    this.isGivenBack = true;
    this.chunk.release();
  }

  #discard(from: number, end: number, reason: DropReason): void {
    for (let i = from; i < end; i++) this.chunk.discardRecord(i, reason);
  }
}
