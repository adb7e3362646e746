import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { now } from "../measure/clock.js";

/** Between two questions: often enough to waste little time, and seldom enough to disturb nobody. */
const PAUSE = 10;
/** For so long nothing more arrives before what is missing counts as lost. In milliseconds. */
const QUIET = { tcp: 1000, unix: 1000, udp: 40, stalled: 0 };

/**
 * What arrived, its first and last line, and when the last byte did.
 *
 * @typedef {{ records: number, bytes: number, datagrams: number, first: string, last: string, at: number }} Arrived
 * @typedef {{ host: string, port: number } | { path: string }} Address
 */

/** The receiver, seen from the process that logs. */
export class Peer {
  /** Where it listens. @type {Address} */
  address;

  #process;
  #folder = mkdtempSync(join(tmpdir(), "fastlog-benchmark-"));
  #quiet;

  /**
   * @param {keyof typeof QUIET} kind
   * @param {string} [tally] What counts: by default lines of the length that all agree on.
   */
  static async start(kind, tally = new URL("tally.js", import.meta.url).href) {
    const peer = new Peer(kind, tally);
    const [{ port, path }] = await once(peer.#process, "message");
    peer.address = path === undefined ? { host: "127.0.0.1", port } : { path };
    return peer;
  }

  /**
   * @param {keyof typeof QUIET} kind
   * @param {string} tally
   */
  constructor(kind, tally) {
    const script = new URL("receiver.js", import.meta.url);
    this.#process = fork(script, [kind, join(this.#folder, "socket"), tally], { execArgv: [] });
    this.#quiet = QUIET[kind];
  }

  /** From now on it counts anew. */
  async start() {
    await this.#ask("start");
  }

  /**
   * Waits until so many records are there, or no more come.
   *
   * @param {number} records
   * @returns {Promise<Arrived>}
   */
  async arrived(records) {
    let arrived = await this.#ask("report");
    let since = now();
    while (arrived.records < records && now() - since < this.#quiet) {
      await wait(PAUSE);
      const report = await this.#ask("report");
      if (report.records > arrived.records) since = now();
      arrived = report;
    }
    return arrived;
  }

  /** The lines that a tally kept. @returns {Promise<string[]>} */
  samples() {
    return this.#ask("samples");
  }

  /** One that was stalled reads from now on. */
  async read() {
    await this.#ask("read");
  }

  stop() {
    this.#process.disconnect();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #ask(question) {
    const answer = once(this.#process, "message");
    this.#process.send(question);
    return (await answer)[0];
  }
}
