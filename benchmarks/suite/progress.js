import { PARTS } from "./parts.js";

/** The part of a full run's time that a quick one takes. */
const QUICK = 0.25;
/** Processes for each figure in a full run. What is measured once takes about as long as one round. */
const ROUNDS = 3;

/** Writes progress to stderr: the figure in the making, the time so far, and the time of all. */
export class Progress {
  #ids;
  #minutes;
  #start = performance.now();
  #part;
  #since = this.#start;

  /**
   * @param {readonly string[]} ids Of the parts that are measured.
   * @param {{ quick: boolean, rounds?: number }} how
   */
  constructor(ids, { quick, rounds = ROUNDS }) {
    this.#ids = ids;
    const all = ids.reduce((sum, id) => sum + PARTS[id].minutes, 0);
    this.#minutes = Math.ceil(all * (quick ? QUICK : (1 + rounds) / (1 + ROUNDS)));
    console.error(`${ids.join(", ")}: about ${this.#minutes} minutes on two quiet cores`);
  }

  /** @param {string} id */
  begin(id) {
    this.#part = `part ${this.#ids.indexOf(id) + 1} of ${this.#ids.length}`;
    this.#since = performance.now();
  }

  /** @param {string} what */
  tell(what) {
    const seconds = Math.round((performance.now() - this.#start) / 1000);
    const elapsed = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    const line = `${elapsed} of about ${this.#minutes}:00, ${this.#part}, ${what}`;
    process.stderr.write(process.stderr.isTTY ? `\x1b[2K\r${line} …\r` : `${line}\n`);
  }

  /** @returns {number} Seconds that the part has taken. */
  end() {
    return Math.round((performance.now() - this.#since) / 1000);
  }
}
