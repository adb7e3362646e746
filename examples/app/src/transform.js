import { createHash } from "node:crypto";
import { pipeline } from "node:stream";
import { constants, createBrotliCompress, createGzip } from "node:zlib";

/** @typedef {import("node:stream").Readable} Readable */
/** @typedef {AsyncIterable<Uint8Array | string>} Content */

/**
 * The transforms, by their names in `?as=`. They stream, so a file can be larger than memory.
 *
 * @type {ReadonlyMap<string, { readonly type: string, readonly apply: (source: Readable) => Content }>}
 */
export const TRANSFORMS = new Map([
  ["plain", { type: "application/octet-stream", apply: (source) => source }],
  ["gzip", { type: "application/gzip", apply: gzip }],
  ["br", { type: "application/x-brotli", apply: brotli }],
  ["sha256", { type: "text/plain; charset=utf-8", apply: sha256 }],
  ["upper", { type: "text/plain; charset=utf-8", apply: upper }],
  ["wordcount", { type: "application/json", apply: wordcount }],
  ["base64", { type: "text/plain; charset=utf-8", apply: base64 }],
]);

/** @param {Readable} source */
function gzip(source) {
  return through(source, createGzip());
}

/** @param {Readable} source */
function brotli(source) {
  // The default, 11, takes a hundred times as long: it is meant for files that are compressed once.
  const params = { [constants.BROTLI_PARAM_QUALITY]: 4 };
  return through(source, createBrotliCompress({ params }));
}

/**
 * @param {Readable} source
 * @param {import("node:stream").Duplex} transform
 */
function through(source, transform) {
  // An error of the source reaches the reader of the transform: nothing to do here.
  return pipeline(source, transform, () => {});
}

/** @param {Readable} source */
async function* sha256(source) {
  const hash = createHash("sha256");
  for await (const bytes of source) hash.update(bytes);
  yield `${hash.digest("hex")}\n`;
}

/** @param {Readable} source */
async function* upper(source) {
  // Fatal: a file that is no text fails instead of being damaged.
  const decoder = new TextDecoder("utf-8", { fatal: true });
  for await (const bytes of source) yield decoder.decode(bytes, { stream: true }).toUpperCase();
  yield decoder.decode().toUpperCase();
}

/** @param {Readable} source */
async function* wordcount(source) {
  const count = { lines: 0, words: 0, bytes: 0 };
  let inWord = false;
  for await (const bytes of source) {
    count.bytes += bytes.length;
    for (const byte of bytes) {
      const isSpace = byte === 32 || (byte >= 9 && byte <= 13);
      if (byte === 10) count.lines++;
      if (!isSpace && !inWord) count.words++;
      inWord = !isSpace;
    }
  }
  yield `${JSON.stringify(count)}\n`;
}

/** @param {Readable} source */
async function* base64(source) {
  let rest = Buffer.alloc(0);
  for await (const bytes of source) {
    const all = Buffer.concat([rest, bytes]);
    // Three bytes make four characters. The remaining bytes wait for the next piece.
    const whole = all.length - (all.length % 3);
    yield all.toString("base64", 0, whole);
    rest = all.subarray(whole);
  }
  yield `${rest.toString("base64")}\n`;
}
