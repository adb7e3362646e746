import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import { debug, error, info, warn } from "fastlog";
import { HttpError } from "./http-error.js";
import { respond } from "./respond.js";

/** @typedef {import("node:http").IncomingMessage} Request */
/** @typedef {import("node:http").ServerResponse} Response */

/** Only ids of this form are accepted from clients. */
const REQUEST_ID = /^[\w.-]{1,64}$/;

/**
 * Returns the server of `GET /files/<name>?as=<transform>`. Every request logs one record "request done".
 *
 * @param {import("./library.js").Library} library
 */
export function createService(library) {
  return createServer((request, response) => {
    const id = idOf(request);
    const started = performance.now();
    const { method, url: path, socket } = request;
    const sentBefore = socket.bytesWritten;
    // Not "finish", which does not come if the client hangs up.
    response.once("close", () => {
      const ms = Math.round((performance.now() - started) * 1000) / 1000;
      const bytes = socket.bytesWritten - sentBefore;
      const status = response.writableFinished ? response.statusCode : "aborted";
      info("request done", { id, method, path, status, bytes, ms });
    });
    serve(request, response, library).catch((thrown) => fail(response, thrown, { id, path }));
  });
}

/**
 * @param {Request} request
 * @param {Response} response
 * @param {import("./library.js").Library} library
 */
async function serve(request, response, library) {
  debug("request", { method: request.method, path: request.url });
  if (request.method !== "GET" && request.method !== "HEAD") {
    throw new HttpError(405, "only GET and HEAD are possible", { allow: "GET, HEAD" });
  }
  const { name, as } = parseUrl(request.url ?? "");
  await respond(request, response, await library.find(name, as));
}

/**
 * Ends a request that cannot be served.
 *
 * @param {Response} response
 * @param {unknown} thrown
 * @param {{ id: string, path: string | undefined }} fields
 */
function fail(response, thrown, fields) {
  if (thrown instanceof HttpError) {
    warn("refused: {}", thrown.message, { status: thrown.status, ...fields });
    response.writeHead(thrown.status, thrown.headers).end(`${thrown.message}\n`);
  } else if (isHangUp(thrown)) {
    debug("the client hung up", fields);
  } else {
    error("request failed", thrown, fields);
    // The response has begun: only closing the connection can tell the client.
    if (response.headersSent) response.destroy();
    else response.writeHead(500).end("the file cannot be served\n");
  }
}

/** @param {unknown} thrown */
function isHangUp(thrown) {
  const { code } = /** @type {NodeJS.ErrnoException} */ (thrown);
  return code === "ERR_STREAM_PREMATURE_CLOSE";
}

/**
 * Parses the URL by hand, because `new URL` removes `..`, which must be rejected.
 *
 * @param {string} url
 */
function parseUrl(url) {
  const [, encoded, query] = /^\/files\/([^?]+)(?:\?(.*))?$/.exec(url) ?? [];
  if (encoded === undefined) throw new HttpError(404, "there is nothing but /files/<name>");
  const as = new URLSearchParams(query).get("as") ?? "plain";
  try {
    return { name: decodeURIComponent(encoded), as };
  } catch {
    throw new HttpError(400, "the name is not encoded as a URL has it");
  }
}

/** @param {Request} request */
function idOf(request) {
  const given = request.headers["x-request-id"];
  return typeof given === "string" && REQUEST_ID.test(given) ? given : randomUUID();
}
