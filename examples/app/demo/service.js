import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync } from "node:fs";
import { join } from "node:path";
import { FORMAT } from "./log.js";

const MAIN = join(import.meta.dirname, "../src/main.js");

/** @typedef {import("dep1").Cache<unknown>["counters"]} CacheCounters */

/** The service in a process of its own, its standard output in a file. */
export class Service {
  #process;

  /**
   * @param {string} root The folder that it serves.
   * @param {string} log
   */
  constructor(root, log) {
    const fd = openSync(log, "a");
    const { LOG_BACKEND, LOG_TAG, ...env } = process.env;
    this.#process = spawn(process.execPath, [MAIN, "--root", root, "--port", "0"], {
      stdio: ["ignore", fd, "inherit", "ipc"],
      env: { ...env, LOG: "info,dep1=debug", LOG_FORMAT: FORMAT },
    });
    closeSync(fd);
  }

  /** The port, once it listens there. */
  async port() {
    const { port } = await this.#message();
    return /** @type {number} */ (port);
  }

  /** Ends it as an operator would, and tells what its cache counted. */
  async stop() {
    const ended = once(this.#process, "exit");
    this.#process.kill("SIGTERM");
    const { cache } = await this.#message();
    const [code, signal] = await ended;
    if (code !== 0) throw new Error(`the service ended with ${code ?? signal}`);
    return /** @type {CacheCounters} */ (cache);
  }

  /** Ends it at once, if it still runs. */
  kill() {
    this.#process.kill("SIGKILL");
  }

  /** @returns {Promise<Record<string, unknown>>} */
  async #message() {
    const waiting = new AbortController();
    const { signal } = waiting;
    const died = once(this.#process, "exit", { signal }).then(([code]) => {
      throw new Error(`the service ended too early, with ${code}`);
    });
    const [message] = await Promise.race([once(this.#process, "message", { signal }), died]);
    waiting.abort();
    return message;
  }
}
