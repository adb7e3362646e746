import { Count } from "./count.js";

/** @typedef {import("./load.js").Load} Load */
/** @typedef {import("./log.js").Log} Log */
/** @typedef {import("./service.js").CacheCounters} CacheCounters */

/** What must be 0 for the log to be right. */
export class Verdict {
  malformed;
  repeated = 0;
  /** Records that tell another status than the client saw. */
  wrong = 0;
  unfiltered;
  unexpected;
  lost = 0;

  /**
   * Compares what the log says with what each side counted for itself: the client its answers, the
   * cache what it did. The logger's own counters are not asked.
   *
   * @param {Log} log
   * @param {Load} load
   * @param {CacheCounters} cache
   */
  constructor(log, load, cache) {
    this.malformed = log.malformed;
    this.unfiltered = log.unfiltered;
    this.unexpected = load.unexpected;
    for (const [id, status] of load.statuses) {
      const found = log.requests.get(id) ?? [];
      this.#compare(found.length, 1);
      if (found.some((logged) => logged !== status)) this.wrong++;
    }
    this.#compare(log.cache.hits, cache.hits);
    this.#compare(log.cache.misses, cache.misses);
    this.#compare(log.cache.evictions, cache.evictions);
    this.#compare(log.lines.at(-1)?.includes("\tstopped ") ? 1 : 0, 1);
  }

  get isGood() {
    return Object.values(this).every((count) => count === 0);
  }

  /**
   * @param {number} found
   * @param {number} expected
   */
  #compare(found, expected) {
    this.lost += Math.max(0, expected - found);
    this.repeated += Math.max(0, found - expected);
  }
}

/**
 * The whole story, in a few lines; the last one tells what was lost.
 *
 * @param {Log} log
 * @param {Load} load
 * @param {CacheCounters} cache
 * @param {Verdict} verdict
 */
export function report(log, load, cache, verdict) {
  const { malformed, repeated, wrong, unfiltered, unexpected, lost } = verdict;
  const perSecond = (/** @type {number} */ count) => `${number(count / load.seconds)}/s`;
  const answers = new Count();
  for (const status of load.statuses.values()) answers.add(status);
  const requests = load.statuses.size;
  const records = log.lines.length;
  return `
requests    ${number(requests)} in ${load.seconds.toFixed(1)} s, ${perSecond(requests)}, ${megabytes(load.bytes)} received
 by status  ${answers}
records     ${number(records)}, ${perSecond(records)}, ${megabytes(log.bytes)}
 by level   ${log.levels}
 by target  ${log.targets}
cache       hits ${number(cache.hits)}   misses ${number(cache.misses)}   evictions ${number(cache.evictions)}
checked     ids of all requests, counters of the cache, the very last record
            malformed: ${malformed}, repeated: ${repeated}, wrong status: ${wrong}, not filtered: ${unfiltered}, unexpected answers: ${unexpected}
            lost: ${lost}`;
}

/** @param {number} value */
function number(value) {
  return Math.round(value).toLocaleString("en");
}

/** @param {number} bytes */
function megabytes(bytes) {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
