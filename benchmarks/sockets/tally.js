import { now } from "../measure/clock.js";
import { LINE } from "./lines.js";

const NEWLINE = 10;

/** What arrived, and when the last of it did. */
export class Tally {
  records = 0;
  bytes = 0;
  datagrams = 0;
  at = now();
  first = "";

  /** Bytes behind the last newline. */
  #pending = 0;
  #last = Buffer.alloc(0);
  #before = Buffer.alloc(0);

  /**
   * Counts a piece of a stream. It looks for a newline where a line of the agreed length has it, and only
   * then everywhere: searching for each would make the receiver the slowest part. It may take two
   * shorter lines for one, but never counts what is not there.
   *
   * @param {Buffer} bytes
   */
  stream(bytes) {
    let start = -this.#pending;
    for (;;) {
      let end = start + LINE - 1;
      if (bytes[end] !== NEWLINE) end = bytes.indexOf(NEWLINE, Math.max(start, 0));
      if (end === -1) break;
      this.records++;
      start = end + 1;
    }
    this.#pending = bytes.length - start;
    // A line may begin in one piece and end in another.
    this.#before = this.#last;
    this.#add(bytes);
  }

  /** Counts a datagram, whose last record has no newline. @param {Buffer} bytes */
  datagram(bytes) {
    let start = 0;
    for (let end = 0; end !== -1; start = end + 1) {
      end = start + LINE - 1;
      if (bytes[end] !== NEWLINE) end = bytes.indexOf(NEWLINE, start);
      this.records++;
    }
    this.datagrams++;
    this.#add(bytes);
  }

  report() {
    const { records, bytes, datagrams, at, first } = this;
    const end = Buffer.concat([this.#before, this.#last]).toString("latin1");
    return { records, bytes, datagrams, at, first, last: end.trimEnd().split("\n").at(-1) };
  }

  /** @param {Buffer} bytes */
  #add(bytes) {
    if (this.bytes === 0) this.first = bytes.toString("latin1", 0, LINE).split("\n")[0];
    this.bytes += bytes.length;
    this.#last = bytes;
    this.at = now();
  }
}
