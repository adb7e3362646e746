import { Proof } from "./proof.js";

const NEWLINE = 10;
/** Every so manieth line is kept: a prime, so that it is not always the same kind of record. */
const STEP = 997;

/**
 * Counts the lines of a stream or of datagrams as fast as the operating system has them, and keeps some,
 * so that whoever receives is not what is measured. It can stand for the receiver's tally
 * (../sockets/tally.js).
 */
export class Tally {
  records = 0;
  bytes = 0;
  datagrams = 0;
  at = 0;
  /** @type {string[]} */
  samples = [];
  #pending = Buffer.alloc(0);

  /** @param {Buffer} bytes A piece of a stream. */
  stream(bytes) {
    this.#count(bytes.length);
    let start = 0;
    for (let end = bytes.indexOf(NEWLINE); end !== -1; end = bytes.indexOf(NEWLINE, start)) {
      if (this.records % STEP === 0) this.#keep(bytes.subarray(start, end));
      this.records++;
      this.#pending = Buffer.alloc(0);
      start = end + 1;
    }
    if (start < bytes.length) {
      this.#pending = Buffer.concat([this.#pending, bytes.subarray(start)]);
    }
  }

  /** @param {Buffer} bytes Whole lines; the last may do without its newline. */
  datagram(bytes) {
    this.datagrams++;
    this.stream(bytes);
    if (bytes.at(-1) !== NEWLINE) {
      // What a stream would still wait for.
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
 * Proves that lines which were kept are records of a scenario, in order.
 *
 * @param {readonly string[]} samples
 * @param {string} scenario One whose records tell their numbers.
 * @param {(line: string) => import("./proof.js").Read} read
 */
export function proveSamples(samples, scenario, read) {
  const proof = new Proof(scenario);
  for (const line of samples) proof.record(read(line));
}
