import { pipeline } from "node:stream/promises";
import { HttpError } from "./http-error.js";

/** @typedef {import("./library.js").Representation} Representation */
/** @typedef {import("./library.js").Range} Range */

/**
 * Responds with a representation, with the requested range of it, or with 304 if the client has it
 * already.
 *
 * @param {import("node:http").IncomingMessage} request
 * @param {import("node:http").ServerResponse} response
 * @param {Representation} found
 */
export async function respond(request, response, found) {
  const { etag, type, length } = found;
  if (hasTag(request.headers["if-none-match"], etag)) {
    response.writeHead(304, { etag }).end();
    return;
  }
  const range = length === undefined ? undefined : rangeOf(request.headers, etag, length);
  response.statusCode = range === undefined ? 200 : 206;
  response.setHeader("etag", etag);
  response.setHeader("content-type", type);
  response.setHeader("x-content-type-options", "nosniff");
  if (length !== undefined) {
    // If the file shrinks while it is sent, the connection ends. Otherwise the client would wait forever.
    response.strictContentLength = true;
    response.setHeader("accept-ranges", "bytes");
    response.setHeader("content-length", range ? range.end - range.start + 1 : length);
    if (range) response.setHeader("content-range", `bytes ${range.start}-${range.end}/${length}`);
  }
  if (request.method === "HEAD") {
    response.end();
    return;
  }
  const body = found.read(range);
  if (body instanceof Buffer) response.end(body);
  else await pipeline(body, response);
}

/**
 * Whether an `If-None-Match` names a tag, by the weak comparison that RFC 9110 prescribes for this header.
 *
 * @param {string | undefined} header
 * @param {string} etag
 */
function hasTag(header, etag) {
  const tags = header?.split(",").map((tag) => tag.trim().replace(/^W\//, ""));
  return tags !== undefined && (tags.includes(etag) || tags.includes("*"));
}

/**
 * Returns the requested range, or `undefined` for the whole. Multiple ranges, and ranges of other units than
 * bytes, are ignored, as the RFC allows.
 *
 * @param {import("node:http").IncomingHttpHeaders} headers
 * @param {string} etag
 * @param {number} length
 * @returns {Range | undefined}
 */
function rangeOf(headers, etag, length) {
  const condition = headers["if-range"];
  if (condition !== undefined && condition !== etag) return undefined;
  const [, first, last] = /^bytes=(\d*)-(\d*)$/.exec(headers.range ?? "") ?? [];
  if (first === undefined || last === undefined || first + last === "") return undefined;
  if (first !== "" && last !== "" && Number(last) < Number(first)) return undefined;
  // Without a first position, `last` is the number of bytes at the end.
  const start = first === "" ? Math.max(0, length - Number(last)) : Number(first);
  const end = first === "" || last === "" ? length - 1 : Math.min(Number(last), length - 1);
  if (start > end) {
    throw new HttpError(416, "the range is behind the end", {
      "content-range": `bytes */${length}`,
    });
  }
  return { start, end };
}
