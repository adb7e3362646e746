import { Agent, request } from "node:http";
import { wish } from "./mix.js";
import { random } from "./random.js";

/** How many connections are kept busy. */
const CONNECTIONS = 32;

/**
 * What came back.
 *
 * @typedef {object} Load
 * @property {Map<string, number>} statuses By the request's id.
 * @property {number} unexpected How many were answered otherwise than they should have been.
 * @property {number} bytes Of bodies.
 * @property {number} seconds
 */

/**
 * Makes so many requests, on many connections at once.
 *
 * @param {number} port
 * @param {number} count
 * @returns {Promise<Load>}
 */
export async function load(port, count) {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  const next = random(2);
  /** @type {Map<string, string>} */
  const etags = new Map();
  /** @type {Load} */
  const done = { statuses: new Map(), unexpected: 0, bytes: 0, seconds: 0 };
  const started = performance.now();
  let made = 0;
  const client = async () => {
    while (made < count) {
      const id = `r${made++}`;
      const { status, ...wanted } = wish(next, etags);
      const answer = await ask({ host: "127.0.0.1", port, agent, ...wanted }, id);
      done.statuses.set(id, answer.status);
      done.bytes += answer.bytes;
      if (answer.status !== status) done.unexpected++;
      if (answer.etag !== undefined) etags.set(wanted.path, answer.etag);
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, client));
  done.seconds = (performance.now() - started) / 1000;
  // The connections are left to the service: the last answers have arrived whole, but it may still be about to end
  // them, and would take them for aborted.
  return done;
}

/**
 * @param {import("node:http").RequestOptions} options
 * @param {string} id
 * @returns {Promise<{ status: number, bytes: number, etag: string | undefined }>}
 */
function ask(options, id) {
  const headers = { ...options.headers, "x-request-id": id };
  return new Promise((resolve, reject) => {
    request({ ...options, headers }, (response) => {
      let bytes = 0;
      response.on("data", (/** @type {Buffer} */ piece) => {
        bytes += piece.length;
      });
      response.on("end", () => {
        resolve({ status: response.statusCode ?? 0, bytes, etag: response.headers.etag });
      });
      response.on("error", reject);
    })
      .on("error", reject)
      .end();
  });
}
