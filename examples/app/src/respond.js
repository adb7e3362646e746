import { pipeline } from "node:stream/promises";
import { HttpError } from "./http-error.js";

/** @typedef {import("./library.js").Representation} Representation */
/** @typedef {import("./library.js").Range} Range */

/**
 * Answers with a representation, with the part of it that was asked for, or with the news that the
 * client has it already.
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
    // A file that shrinks while it is sent ends the connection, or the client would wait for ever.
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
 * Whether an `If-None-Match` names a tag. Compared weakly, as RFC 9110 has it for this header.
 *
 * @param {string | undefined} header
 * @param {string} etag
 */
function hasTag(header, etag) {
  const tags = header?.split(",").map((tag) => tag.trim().replace(/^W\//, ""));
  return tags !== undefined && (tags.includes(etag) || tags.includes("*"));
}

/**
 * The range that was asked for; `undefined` for the whole. Several ranges at once, and what is no
 * range of bytes, may be ignored, and are.
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
  // Without a first it is the last so many bytes.
  const start = first === "" ? Math.max(0, length - Number(last)) : Number(first);
  const end = first === "" || last === "" ? length - 1 : Math.min(Number(last), length - 1);
  if (start > end) {
    throw new HttpError(416, "the range is behind the end", {
      "content-range": `bytes */${length}`,
    });
  }
  return { start, end };
}
