import { CHUNK_SIZE, Chunk, type ChunkOwner, type Lost } from "../batch/chunk.ts";
import type { DropReason } from "../batch/losses.ts";
import { SealedChunk } from "../batch/sealed.ts";
import { numberOf, type RecordLevel } from "../level.ts";

/** A record of a chunk: its line, newline included, and its level. */
export interface Line {
  readonly text: string;
  readonly level: RecordLevel;
}

/** Overwrites the bytes of a chunk that was given back, so that reading them late shows. No line contains it. */
export const OVERWRITTEN = "#";

/**
 * Makes chunks as fastlog does, and keeps account of what a backend says of them: each record is with the backend,
 * delivered, or dropped.
 */
export class Ledger {
  /** The lines of all chunks so far, in the order in which they were made. */
  readonly submitted: string[] = [];
  /** Those that the backend says it has delivered. */
  readonly delivered: string[] = [];
  /** Those that the backend says it has dropped, in the order in which it says so. */
  readonly dropped: string[] = [];
  /** Lines of chunks that were given back and are none of those that were submitted. */
  readonly changed: string[] = [];
  /** How often a chunk was given back that had been given back before. */
  repeated = 0;
  /** How many chunks the backend has. */
  chunksOut = 0;

  readonly #known = new Set<string>();
  readonly #owner: ChunkOwner = {
    takeBack: (chunk, reason, lost) => this.#takeBack(chunk, reason, lost),
    // The chunks themselves say which lines these are.
    delivered() {},
    removed() {},
  };

  /** Bytes of the chunks that the backend has. */
  get bytesOut(): number {
    return this.chunksOut * CHUNK_SIZE;
  }

  /** What should arrive: all lines but those that were dropped. */
  get expected(): string {
    const dropped = new Set(this.dropped);
    return this.submitted.filter((line) => !dropped.has(line)).join("");
  }

  /** A chunk of these records, for the backend. */
  chunk(lines: readonly Line[]): SealedChunk {
    const chunk = new Chunk(CHUNK_SIZE, this.#owner);
    for (const { text, level } of lines) {
      chunk.end += chunk.bytes.write(text, chunk.end);
      chunk.ends[chunk.records] = chunk.end;
      chunk.levels[chunk.records] = numberOf(level);
      chunk.records++;
      this.submitted.push(text);
      this.#known.add(text);
    }
    this.chunksOut++;
    return new WatchedChunk(chunk, this);
  }

  /** A record was delivered or, for a reason, was not. */
  note(line: string, reason: DropReason | undefined): void {
    if (!this.#known.has(line)) this.changed.push(line);
    (reason === undefined ? this.delivered : this.dropped).push(line);
  }

  #takeBack(chunk: Chunk, reason: DropReason | undefined, lost: readonly Lost[] = []): void {
    this.chunksOut--;
    let start = 0;
    for (let i = 0; i < chunk.records; i++) {
      const end = chunk.ends[i] as number;
      const refused = lost.find(({ index }) => index === i)?.reason;
      this.note(chunk.bytes.toString("utf8", start, end), reason ?? refused);
      start = end;
    }
    chunk.bytes.fill(OVERWRITTEN);
  }
}

/** Tells a ledger what becomes of its records one by one. */
class WatchedChunk extends SealedChunk {
  readonly #ledger: Ledger;
  #isBack = false;

  constructor(chunk: Chunk, ledger: Ledger) {
    super(chunk);
    this.#ledger = ledger;
  }

  override release(): void {
    this.#givesBack();
    super.release();
  }

  override discard(reason?: DropReason): void {
    this.#givesBack();
    super.discard(reason);
  }

  override delivered(count: number): void {
    for (let i = 0; i < count && !this.#isBack; i++) {
      this.#ledger.note(this.record(i).toString(), undefined);
    }
    super.delivered(count);
  }

  override dropMild(): boolean {
    const before = this.#lines();
    const hasDropped = super.dropMild();
    const left = new Set(this.#lines());
    for (const line of before) if (!left.has(line)) this.#ledger.note(line, "overflow");
    return hasDropped;
  }

  #lines(): string[] {
    if (this.#isBack) return [];
    return Array.from({ length: this.records }, (_, i) => this.record(i).toString());
  }

  #givesBack(): void {
    if (this.#isBack) this.#ledger.repeated++;
    this.#isBack = true;
  }
}
