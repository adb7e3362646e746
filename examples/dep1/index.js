import { debug } from "fastlog";

/**
 * @template V
 * @typedef {object} CacheOptions
 * @property {number} capacity What all values together may measure.
 * @property {number} ttl How long a value is kept, in milliseconds.
 * @property {(value: V) => number} measure The size of one value.
 */

/**
 * @template V
 * @typedef {{ readonly value: V, readonly size: number, readonly expires: number }} Entry
 */

/**
 * Keeps values in memory, each for a limited time. When there is no room for a new one, those that
 * were not used for longest have to go.
 *
 * @template V
 */
export class Cache {
  /** @type {CacheOptions<V>} */
  #options;
  /**
   * The least recently used first: a Map iterates in the order in which keys were added.
   *
   * @type {Map<string, Entry<V>>}
   */
  #entries = new Map();
  #size = 0;
  #hits = 0;
  #misses = 0;
  #evictions = 0;

  /** @param {CacheOptions<V>} options */
  constructor(options) {
    this.#options = options;
  }

  /** Each is as high as there were records of it, if those passed the filter. */
  get counters() {
    return { hits: this.#hits, misses: this.#misses, evictions: this.#evictions };
  }

  /**
   * @param {string} key
   * @returns {V | undefined}
   */
  get(key) {
    const entry = this.#entries.get(key);
    if (entry === undefined || entry.expires <= performance.now()) {
      this.#remove(key);
      this.#misses++;
      debug("miss", { key, expired: entry !== undefined });
      return undefined;
    }
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    this.#hits++;
    debug`hit ${key}`;
    return entry.value;
  }

  /**
   * @param {string} key
   * @param {V} value
   */
  set(key, value) {
    const { capacity, ttl, measure } = this.#options;
    const size = measure(value);
    this.#remove(key);
    // It would push out everything else, and still not fit.
    if (size > capacity) return;
    this.#entries.set(key, { value, size, expires: performance.now() + ttl });
    this.#size += size;
    for (const oldest of this.#entries.keys()) {
      if (this.#size <= capacity) break;
      this.#evict(oldest);
    }
  }

  /** @param {string} key */
  #evict(key) {
    const size = this.#remove(key);
    this.#evictions++;
    debug("evicted", { key, size, entries: this.#entries.size });
  }

  /**
   * @param {string} key
   * @returns {number} The size of what was removed.
   */
  #remove(key) {
    const size = this.#entries.get(key)?.size ?? 0;
    this.#entries.delete(key);
    this.#size -= size;
    return size;
  }
}
