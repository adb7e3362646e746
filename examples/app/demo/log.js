import { readFileSync } from "node:fs";
import { Count } from "./count.js";

/** The default format, and the target. */
export const FORMAT = "{date}\t{hrtime}\t{pid}\t{level}\t{tag}\t{target}\t{message}";

/** A line of that format: the level, the target and the message are picked out. */
const LINE =
  /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z\t\d+\t\d+\t(FATAL|ERROR|WARN|INFO|DEBUG|TRACE)\tmain\t([^\t]+)\t([^\t]+)$/;

/** A request's record, to its very end: what was cut off or run together does not pass. */
const REQUEST =
  /^request done id=(r\d+) method=[A-Z]+ path=(?:"[^"]+"|[^ "]+) status=(\d{3}) bytes=\d+ ms=[\d.]+$/;

/** What a record of the cache begins with, by the counter that it belongs to. */
const CACHE = { hits: /^hit /, misses: /^miss key=/, evictions: /^evicted key=/ };

/** A log, read back line by line. */
export class Log {
  lines;
  bytes;
  malformed = 0;
  /** How many records there are of each level, and of each target. */
  levels = new Count();
  targets = new Count();
  /** Debug records of the application, which the filter keeps out. */
  unfiltered = 0;
  /**
   * The statuses that the records of each request tell: one, if all is well.
   *
   * @type {Map<string, number[]>}
   */
  requests = new Map();
  cache = { hits: 0, misses: 0, evictions: 0 };

  /** @param {string} path */
  constructor(path) {
    const content = readFileSync(path, "utf8");
    this.bytes = Buffer.byteLength(content);
    const lines = content.split("\n");
    // Behind the last newline there is nothing, or a line without its end.
    if (lines.pop() !== "") this.malformed++;
    for (const line of lines) this.#read(line);
    this.lines = lines;
  }

  /** @param {string} line */
  #read(line) {
    const [, level, target, message] = LINE.exec(line) ?? [];
    if (level === undefined || target === undefined || message === undefined) {
      this.malformed++;
      return;
    }
    this.levels.add(level);
    this.targets.add(target);
    if (target === "dep1") this.#readCache(message);
    else if (level === "DEBUG") this.unfiltered++;
    else if (message.startsWith("request done")) this.#readRequest(message);
  }

  /** @param {string} message */
  #readRequest(message) {
    const [, id, status] = REQUEST.exec(message) ?? [];
    if (id === undefined) {
      this.malformed++;
      return;
    }
    this.requests.set(id, [...(this.requests.get(id) ?? []), Number(status)]);
  }

  /** @param {string} message */
  #readCache(message) {
    const counters = /** @type {(keyof typeof CACHE)[]} */ (Object.keys(CACHE));
    const counter = counters.find((name) => CACHE[name].test(message));
    if (counter === undefined) this.malformed++;
    else this.cache[counter]++;
  }
}
