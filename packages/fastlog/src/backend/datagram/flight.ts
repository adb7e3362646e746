import type { DropReason, SealedChunk } from "../backend.ts";

/** Callback of a send, without an error if the operating system took the datagram. */
export type Answer = (error?: Error | null) => void;

/** A chunk in flight: cut into datagrams, which are answered in the order in which they were sent. */
export class Flight {
  readonly chunk: SealedChunk;
  /** The callback of all its datagrams. A closure for each datagram costs more than the send itself. */
  readonly answer: Answer;
  /** The chunk was given back, so later answers no longer change its counts. */
  isGivenBack = false;

  /** Bounds of the datagram that was cut last, in the content of the chunk. */
  start = 0;
  end = 0;

  /** For each datagram that was sent, the index of the record after its last one. */
  readonly #ends: number[] = [];
  /** Number of records that were sent: the last of {@link #ends}. */
  #sent = 0;
  /** Number of datagrams that were answered. */
  #answered = 0;
  #hasRefused = false;

  constructor(chunk: SealedChunk, answered: (flight: Flight, error: Error | undefined) => void) {
    this.chunk = chunk;
    this.answer = (error) => answered(this, error ?? undefined);
  }

  /** Whether all records were sent, answered or not. */
  get isSent(): boolean {
    return this.#sent === this.chunk.records;
  }

  get isAnswered(): boolean {
    return this.#answered === this.#ends.length && this.isSent;
  }

  /** Whether another backend can send the rest: no answer is missing, and no datagram was refused. */
  get canLeave(): boolean {
    return this.unanswered === 0 && !this.isSent && !this.#hasRefused;
  }

  /** Number of datagrams that were sent and not answered. */
  get unanswered(): number {
    return this.#ends.length - this.#answered;
  }

  /**
   * Cuts the next datagram: one record, or as many as fit into `pack` bytes, with newlines between them. At least
   * one record must be left.
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

  /** The last `count` datagrams have to be sent again. */
  takeBack(count: number): void {
    this.#ends.length -= count;
    this.#sent = this.#ends.at(-1) ?? 0;
  }

  /** The operating system has taken the first unanswered datagram. */
  taken(): void {
    this.#answered++;
  }

  /** The operating system has refused the first unanswered datagram. Returns the number of its records. */
  refused(): number {
    const from = this.#ends[this.#answered - 1] ?? 0;
    const end = this.#ends[this.#answered++] ?? from;
    this.#hasRefused = true;
    if (!this.isGivenBack) this.#discard(from, end, "refused");
    return end - from;
  }

  /** Removes the records that were sent from the chunk, which leaves the backend. Requires {@link canLeave}. */
  leave(): void {
    this.chunk.delivered(this.#sent);
  }

  /** Gives the chunk back. Records that were sent count as delivered, the others as dropped. */
  giveBack(): void {
    if (!this.isSent) this.#discard(this.#sent, this.chunk.records, "closed");
    this.isGivenBack = true;
    this.chunk.release();
  }

  #discard(from: number, end: number, reason: DropReason): void {
    for (let i = from; i < end; i++) this.chunk.discardRecord(i, reason);
  }
}
