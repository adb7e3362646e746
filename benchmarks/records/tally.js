import { Proof } from "./proof.js";

const NEWLINE = 10;
const NOTHING = Buffer.alloc(0);
/** Every 997th line is kept: a prime, so that it is not always the same kind of record. */
const STEP = 997;

/**
 * Counts the lines of a stream or of datagrams, and keeps some. It has to be faster than whoever sends.
 */
export class Tally {
  records = 0;
  bytes = 0;
  datagrams = 0;
  /** When the last bytes came, in milliseconds of the clock that all processes share. */
  at = 0;
  /** @type {string[]} */
  samples = [];
  #pending = NOTHING;
  #length;

  /**
   * @param {number} [length] Bytes that most lines have, newline included. Lines of that length are found without a
   *   search. Two shorter lines that are as long together count as one.
   */
  constructor(length = 0) {
    this.#length = length;
  }

  /** @param {Buffer} bytes A piece of a stream. */
  stream(bytes) {
    this.#count(bytes.length);
    let start = -this.#pending.length;
    for (let end = this.#end(bytes, start); end !== -1; end = this.#end(bytes, start)) {
      if (this.records % STEP === 0) this.#keep(bytes.subarray(Math.max(start, 0), end));
      this.records++;
      this.#pending = NOTHING;
      start = end + 1;
    }
    if (start < bytes.length) {
      this.#pending = Buffer.concat([this.#pending, bytes.subarray(Math.max(start, 0))]);
    }
  }

  /** Where the line ends that starts there. @param {Buffer} bytes @param {number} start */
  #end(bytes, start) {
    const likely = start + this.#length - 1;
    if (this.#length > 0 && bytes[likely] === NEWLINE) return likely;
    return bytes.indexOf(NEWLINE, Math.max(start, 0));
  }

  /** @param {Buffer} bytes Whole lines; the last may do without its newline. */
  datagram(bytes) {
    this.datagrams++;
    this.stream(bytes);
    if (bytes.at(-1) !== NEWLINE) {
      // A stream would wait for the newline.
      this.stream(Buffer.from("\n"));
      this.bytes--;
    }
  }

  report() {
    const { records, bytes, datagrams, at } = this;
    return { records, bytes, datagrams, at };
  }

  #count(bytes) {
    this.bytes += bytes;
    this.at = Number(process.hrtime.bigint()) / 1e6;
  }

  #keep(end) {
    const bytes = this.#pending.length === 0 ? end : Buffer.concat([this.#pending, end]);
    this.samples.push(bytes.toString("utf8"));
  }
}

/**
 * Proves that lines which a tally kept are records of a scenario, in order.
 *
 * @param {readonly string[]} samples
 * @param {string} scenario One whose records tell their numbers.
 * @param {(line: string) => import("./proof.js").Read} read
 */
export function proveSamples(samples, scenario, read) {
  const proof = new Proof(scenario);
  for (const line of samples) proof.record(read(line));
}
