import { createReadStream } from "node:fs";
import { debug } from "fastlog";
import { HttpError } from "./http-error.js";
import { locate } from "./locate.js";
import { TRANSFORMS } from "./transform.js";

/** @typedef {import("./transform.js").Content} Content */
/** @typedef {{ readonly start: number, readonly end: number }} Range Both ends are included. */

/**
 * The content of a response: a file, or the result of transforming one.
 *
 * @typedef {object} Representation
 * @property {string} etag
 * @property {string} type
 * @property {number | undefined} length In bytes; unknown if the content is made while it is sent.
 * @property {(range?: Range) => Buffer | Content} read
 */

/** Up to this size, in bytes, a file is read at once and the result is cached. */
const SMALL = 256 * 1024;

/** The files of a folder and their transformed representations. */
export class Library {
  #root;
  #cache;

  /**
   * @param {string} root A real path.
   * @param {import("dep1").Cache<Representation>} cache
   */
  constructor(root, cache) {
    this.#root = root;
    this.#cache = cache;
  }

  /**
   * @param {string} name
   * @param {string} as
   * @returns {Promise<Representation>}
   */
  async find(name, as) {
    const transform = TRANSFORMS.get(as);
    if (transform === undefined) {
      throw new HttpError(
        400,
        `as=${as} is unknown (expected ${[...TRANSFORMS.keys()].join(", ")})`,
      );
    }
    const key = `${name} as ${as}`;
    const kept = this.#cache.get(key);
    if (kept !== undefined) return kept;

    const { path, size, version } = await locate(this.#root, name);
    const etag = `"${version}-${as}"`;
    const type =
      as === "plain" && name.endsWith(".txt") ? "text/plain; charset=utf-8" : transform.type;
    if (size > SMALL) {
      const length = as === "plain" ? size : undefined;
      return {
        etag,
        type,
        length,
        read: (range) => transform.apply(createReadStream(path, range)),
      };
    }
    const started = performance.now();
    const body = await collect(transform.apply(createReadStream(path)));
    debug`read ${key} in ${performance.now() - started}ms`;
    const made = { etag, type, length: body.length, read: partOf(body) };
    this.#cache.set(key, made);
    return made;
  }
}

/** @param {Content} content */
async function collect(content) {
  const pieces = [];
  for await (const piece of content) pieces.push(Buffer.from(piece));
  return Buffer.concat(pieces);
}

/**
 * @param {Buffer} body
 * @returns {(range?: Range) => Buffer}
 */
function partOf(body) {
  return (range) => (range === undefined ? body : body.subarray(range.start, range.end + 1));
}
