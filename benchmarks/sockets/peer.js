import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { now } from "../measure/clock.js";

/** Milliseconds between two questions: often enough to waste little time, and seldom enough to disturb nobody. */
const PAUSE = 10;
/** Milliseconds without a record after which what is missing counts as lost. */
const QUIET = { tcp: 1000, unix: 1000, udp: 40, stalled: 0 };

/**
 * What arrived, and when the last byte did.
 *
 * @typedef {{ records: number, bytes: number, datagrams: number, at: number }} Arrived
 * @typedef {{ host: string, port: number } | { path: string }} Address
 */

/** The receiver of records, a process of its own. */
export class Peer {
  /** Where it listens. @type {Address} */
  address;

  #process;
  #folder = mkdtempSync(join(tmpdir(), "fastlog-benchmark-"));
  #quiet;

  /**
   * @param {keyof typeof QUIET} kind
   * @param {number} [length] Bytes that most lines have.
   */
  static async start(kind, length = 0) {
    const peer = new Peer(kind, length);
    const [{ port, path }] = await once(peer.#process, "message");
    peer.address = path === undefined ? { host: "127.0.0.1", port } : { path };
    return peer;
  }

  /**
   * @param {keyof typeof QUIET} kind
   * @param {number} length
   */
  constructor(kind, length) {
    const script = new URL("receiver.js", import.meta.url);
    this.#process = fork(script, [kind, join(this.#folder, "socket"), String(length)], {
      execArgv: [],
    });
    this.#quiet = QUIET[kind];
  }

  /** Counts anew from now on. */
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

  /** Some of the lines that arrived, the first one always. @returns {Promise<string[]>} */
  samples() {
    return this.#ask("samples");
  }

  /** Reads from now on, where it was stalled. */
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
