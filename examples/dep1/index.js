import { debug } from "fastlog";

/**
 * @template V
 * @typedef {object} CacheOptions
 * @property {number} capacity Maximum size of all values together.
 * @property {number} ttl Lifetime of a value, in milliseconds.
 * @property {(value: V) => number} measure The size of one value.
 */

/**
 * @template V
 * @typedef {{ readonly value: V, readonly size: number, readonly expires: number }} Entry
 */

/**
 * An in-memory cache whose values expire. If there is no room for a new value, the least recently used values
 * are evicted.
 *
 * @template V
 */
export class Cache {
  /** @type {CacheOptions<V>} */
  #options;
  /**
   * Least recently used first: a Map iterates in insertion order.
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

  /** Each counter equals the number of its records, if the filter passes them. */
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
    // It would evict everything else, and still not fit.
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
   * @returns {number} Size of the removed value.
   */
  #remove(key) {
    const size = this.#entries.get(key)?.size ?? 0;
    this.#entries.delete(key);
    this.#size -= size;
    return size;
  }
}
