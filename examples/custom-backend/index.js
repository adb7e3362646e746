import { promisify } from "node:util";
import { gzip, gzipSync } from "node:zlib";
import { MemberFile } from "./member-file.js";

/** @typedef {import("fastlog").Backend} Backend */
/** @typedef {import("fastlog").SealedChunk} SealedChunk */

/**
 * A chunk that is being delivered, and whether it is to be released or discarded.
 *
 * @typedef {{ readonly chunk: SealedChunk, outcome: "release" | "discard" | undefined }} Delivery
 */

/**
 * Maximum number of chunks that wait for the compressor. The default pool has more chunks, so a program
 * that logs faster than the compressor has to wait before anything is dropped.
 */
const MOST_WAITING = 16;

const compress = promisify(gzip);

/**
 * Returns a backend that appends to a compressed file. `zcat` can read the file at any time, even after a crash.
 *
 * @param {string} path
 * @returns {Backend}
 */
export function gzipFile(path) {
  return new GzipFile(path);
}

/**
 * Writes each chunk as a gzip member. A sequence of gzip members is a valid gzip file.
 *
 * Compression is slow and runs in the thread pool. Writing the result is fast and synchronous: a chunk is
 * either in the file or not, and `flushSync` can deliver all waiting chunks without the event loop.
 *
 * @implements {Backend}
 */
class GzipFile {
  name;
  #file;
  /**
   * Chunks that are not in the file yet, in order. The first one may be in the compressor.
   *
   * @type {Set<Delivery>}
   */
  #waiting = new Set();
  /** @type {Delivery | undefined} */
  #compressing;
  /** Resolves when the compressor has finished all submitted chunks. */
  #done = Promise.resolve();
  /** @type {Record<string, number>} */
  #errors = {};
  /**
   * The last error that `flush` has not thrown yet.
   *
   * @type {unknown}
   */
  #failure;

  /** @param {string} path */
  constructor(path) {
    this.name = `gzip:${path}`;
    this.#file = new MemberFile(path);
  }

  /** @param {SealedChunk} chunk */
  submit(chunk) {
    /** @type {Delivery} */
    const delivery = { chunk, outcome: undefined };
    this.#waiting.add(delivery);
    this.#done = this.#done.then(() => this.#deliver(delivery));
    if (this.#waiting.size > MOST_WAITING) this.flushSync();
  }

  async flush() {
    await this.#done;
    const failure = this.#failure;
    this.#failure = undefined;
    if (failure !== undefined) throw failure;
  }

  flushSync() {
    for (const delivery of this.#waiting) {
      this.#write(delivery, () => gzipSync(delivery.chunk.content));
      // The compressor still reads this chunk: #deliver gives it back.
      if (delivery !== this.#compressing) giveBack(delivery);
    }
  }

  async close() {
    try {
      await this.flush();
    } finally {
      this.#file.close();
    }
  }

  counters() {
    return { errors: { ...this.#errors } };
  }

  /** @param {Delivery} delivery */
  async #deliver(delivery) {
    // `flushSync` has already written it.
    if (delivery.outcome !== undefined) return;
    this.#compressing = delivery;
    const member = await compress(delivery.chunk.content).catch(() => undefined);
    this.#compressing = undefined;
    if (delivery.outcome === undefined) {
      this.#write(delivery, () => member ?? gzipSync(delivery.chunk.content));
    }
    giveBack(delivery);
  }

  /**
   * Never throws. A chunk that cannot be written as a whole is discarded and counted as dropped: a partial
   * member would make the file unreadable.
   *
   * @param {Delivery} delivery
   * @param {() => Buffer} member
   */
  #write(delivery, member) {
    this.#waiting.delete(delivery);
    try {
      this.#file.append(member());
      delivery.outcome = "release";
    } catch (error) {
      delivery.outcome = "discard";
      this.#failure = error;
      const { code = "UNKNOWN" } = /** @type {NodeJS.ErrnoException} */ (error);
      this.#errors[code] = (this.#errors[code] ?? 0) + 1;
    }
  }
}

/** @param {Delivery} delivery */
function giveBack({ chunk, outcome }) {
  if (outcome === "release") chunk.release();
  else chunk.discard();
}
