import { promisify } from "node:util";
import { gzip, gzipSync } from "node:zlib";
import { MemberFile } from "./member-file.js";

/** @typedef {import("fastlog").Backend} Backend */
/** @typedef {import("fastlog").SealedChunk} SealedChunk */

/**
 * A chunk on its way, and how it is given back in the end.
 *
 * @typedef {{ readonly chunk: SealedChunk, outcome: "release" | "discard" | undefined }} Delivery
 */

/**
 * How many chunks may wait for the compressor. Fewer than the pool has by default: whoever logs
 * faster than that is made to wait, before anything is dropped.
 */
const MOST_WAITING = 16;

const compress = promisify(gzip);

/**
 * A backend that appends to a compressed file, which `zcat` reads at any time, even after a crash.
 *
 * @param {string} path
 * @returns {Backend}
 */
export function gzipFile(path) {
  return new GzipFile(path);
}

/**
 * Each chunk becomes a gzip member of its own: members one behind another are a gzip file too.
 *
 * Compressing takes long, and is left to the thread pool. Writing the little that comes out does not,
 * and is synchronous: so a chunk is in the file or it is not, nothing lies in between, and
 * `flushSync` can deliver all that waits without the event loop.
 *
 * @implements {Backend}
 */
class GzipFile {
  name;
  #file;
  /**
   * What is not in the file yet, in order. The first may be with the compressor.
   *
   * @type {Set<Delivery>}
   */
  #waiting = new Set();
  /** @type {Delivery | undefined} */
  #compressing;
  /** Resolves when the compressor is done with all that was submitted. */
  #done = Promise.resolve();
  /** @type {Record<string, number>} */
  #errors = {};
  /**
   * What `flush` has not told yet.
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
      // The compressor still reads that one: it is given back afterwards.
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
    // `flushSync` was faster.
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
   * Never throws. What cannot be written is discarded, and so counted as dropped: a file that is to
   * stay readable has no room for a part of it.
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
