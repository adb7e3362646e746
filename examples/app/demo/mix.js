import { FILES } from "./files.js";

/**
 * One request, and the status that has to come back.
 *
 * @typedef {object} Wish
 * @property {string} path
 * @property {number} status
 * @property {string} [method]
 * @property {Record<string, string>} [headers]
 */

const TRANSFORMS = ["gzip", "br", "sha256", "upper", "wordcount", "base64"];

/** @typedef {(next: () => number, etags: ReadonlyMap<string, string>) => Wish} Kind */

/**
 * What users of a service do, and what they get wrong, with how often of a thousand times.
 *
 * @type {readonly (readonly [number, Kind])[]}
 */
const KINDS = [
  [450, (next) => get(popular(FILES.text, next))],
  [
    180,
    (next, etags) => {
      const wish = get(popular(FILES.text, next));
      const etag = etags.get(wish.path);
      // Nobody can ask whether a file has changed that they never had.
      return etag ? { ...wish, status: 304, headers: { "if-none-match": etag } } : wish;
    },
  ],
  [170, (next) => get(`${popular(FILES.text, next)}?as=${any(TRANSFORMS, next)}`)],
  [
    60,
    (next) => ({ ...get(any(FILES.binary, next)), status: 206, headers: { range: "bytes=0-0" } }),
  ],
  [30, (next) => get(`${any(FILES.binary, next)}?as=sha256`)],
  [20, (next) => ({ ...get(popular(FILES.text, next)), method: "HEAD" })],
  [10, (next) => get(any(FILES.large, next))],
  [5, (next) => get(`${any(FILES.large, next)}?as=wordcount`)],
  [50, (next) => ({ ...get(`gone-${Math.floor(next() * 1e6)}.txt`), status: 404 })],
  [8, (next) => ({ ...get(`${any(FILES.text, next)}?as=gold`), status: 400 })],
  [7, (next) => ({ ...get(any(FILES.text, next)), method: "DELETE", status: 405 })],
  [5, () => ({ ...get("..%2f..%2fetc%2fpasswd"), status: 403 })],
  // No text: the transform fails.
  [5, (next) => ({ ...get(`${any(FILES.binary, next)}?as=upper`), status: 500 })],
];

/** Each kind as often as its share, to draw from. */
const DECK = KINDS.flatMap(([share, kind]) => Array.from({ length: share }, () => kind));

/**
 * The next request to make.
 *
 * @param {() => number} next
 * @param {ReadonlyMap<string, string>} etags What earlier answers said, by path.
 * @returns {Wish}
 */
export function wish(next, etags) {
  return any(DECK, next)(next, etags);
}

/**
 * @param {string} name
 * @returns {Wish}
 */
function get(name) {
  return { path: `/files/${name}`, status: 200 };
}

/**
 * @template T
 * @param {readonly T[]} choices
 * @param {() => number} next
 */
function any(choices, next) {
  return /** @type {T} */ (choices[Math.floor(next() * choices.length)]);
}

/**
 * Some far more often than others, or no cache would be worth having.
 *
 * @param {readonly string[]} names
 * @param {() => number} next
 */
function popular(names, next) {
  return any(names, () => next() ** 3);
}
