import { internalized } from "./detached.ts";

/** Longest string that is cached, in characters. A longer one is rarely a constant, and would hold much memory. */
export const MAX_CACHED_LENGTH = 1024;

/**
 * Limit of a cache: the characters of its strings plus a fixed weight for each. A cache that would exceed it is
 * cleared. Holds three thousand messages of the usual length, about a megabyte.
 */
const MAX_WEIGHT = 262_144;
/** Limit of a cache whose values take four kilobytes each: about 250 strings. */
export const SMALL_WEIGHT = 16_384;
const WEIGHT_OF_ONE = 48;

/** Number of roots, indexed by string length modulo this number. A power of two. */
const ROOTS = 128;
/** Number of children of a branch, indexed by the low bits of a character. A power of two. */
const WAYS = 16;
/** Greatest depth of a tree. */
const MAX_DEPTH = 8;

/** Number of misses without a hit after which a leaf gives way to another string. */
const PATIENCE = 16;
/** Once no miss of a window was of use, only the first few misses of each window of this length are looked at. */
const WINDOW = 64;
const LOOKED_AT = 16;
/** Number of remembered misses. A power of two. */
const REMEMBERED = 4096;
/** Number of characters of a missed string that are hashed. */
const SAMPLED = 48;

/** A branch if `at` is an index into a string; else a leaf. */
interface Node<T> {
  /** Index of the character that a branch branches by; -1 in a leaf. */
  at: number;
  ways: (Node<T> | undefined)[];
  text: string;
  value: T | undefined;
  /** Leaf only: it has a string. */
  isTaken: boolean;
  readonly depth: number;
  /** Branch: misses since the last hit below it. Leaf: all misses. */
  misses: number;
}

/** Hashes of the last missed strings, shared by all caches; made at the first miss. */
let missed: Int32Array | undefined;
let caches = 0;

/**
 * Cache from recurring strings to values. It is a tree that finds a string without hashing it: by its length and
 * the few characters in which the cached strings differ, and one comparison at the leaf. Strings that come once
 * displace nothing and are not held.
 *
 * A `Map` takes 20 ns for a constant string, and 100 ns for a new one, which it must hash. This takes 10 ns
 * (benchmarks/loop, "message").
 */
export class StringCache<T> {
  private readonly roots: (Node<T> | undefined)[] = new Array(ROOTS).fill(undefined);
  private readonly make: (text: string) => T;
  private readonly maxLength: number;
  /** Separates the missed strings of this cache from those of others. */
  private readonly seed = Math.imul(++caches, 0x9e3779b1);
  private weight = 0;
  private readonly maxWeight: number;

  /** `maxLength` is the longest string that is cached, in characters. */
  constructor(
    make: (text: string) => T,
    maxLength: number = MAX_CACHED_LENGTH,
    maxWeight: number = MAX_WEIGHT,
  ) {
    this.make = make;
    this.maxLength = maxLength;
    this.maxWeight = maxWeight;
  }

  /**
   * The value of a recurring string. Makes it when the string comes again; `undefined` until then. Small, so that
   * V8 inlines it.
   */
  get(text: string): T | undefined {
    const node = this.roots[text.length & (ROOTS - 1)];
    return node !== undefined && node.value !== undefined && node.text === text
      ? node.value
      : this.find(node, text);
  }

  /** The cached value of a string, if there is one. The request does not count as an occurrence of the string. */
  known(text: string): T | undefined {
    const node = this.roots[text.length & (ROOTS - 1)];
    return node !== undefined && node.value !== undefined && node.text === text
      ? node.value
      : search(node, text);
  }

  private find(root: Node<T> | undefined, text: string): T | undefined {
    const length = text.length;
    if (root === undefined) return this.grow(this.roots, length & (ROOTS - 1), 0, text);
    let node = root;
    while (node.at >= 0) {
      if (node.at >= length) return undefined;
      const way: number = text.charCodeAt(node.at) & (WAYS - 1);
      const next: Node<T> | undefined = node.ways[way];
      if (next === undefined) return this.grow(node.ways, way, node.depth + 1, text);
      node = next;
    }
    const value = node.value;
    if (value !== undefined && node.text === text) {
      node.misses = 0;
      return value;
    }
    return this.miss(node, text);
  }

  private grow(
    nodes: (Node<T> | undefined)[],
    index: number,
    depth: number,
    text: string,
  ): T | undefined {
    if (text.length > this.maxLength) return undefined;
    const node = leaf<T>(depth);
    nodes[index] = node;
    return this.miss(node, text);
  }

  /** Caches a string that was missed shortly before. */
  private miss(node: Node<T>, text: string): T | undefined {
    if (node.isTaken && node.text === text) return node.value;
    if (text.length > this.maxLength) return undefined;
    const misses = ++node.misses;
    if (misses > WINDOW && (misses & (WINDOW - 1)) > LOOKED_AT) return undefined;
    missed ??= new Int32Array(REMEMBERED);
    const sample = sampleOf(text, this.seed);
    // Each hash has two slots, so that two alternating strings do not displace each other.
    const first = (sample ^ (sample >>> 16)) & (REMEMBERED - 2);
    if (missed[first] === sample || missed[first + 1] === sample) return this.admit(node, text);
    missed[first + 1] = missed[first] as number;
    missed[first] = sample;
    return undefined;
  }

  private admit(node: Node<T>, text: string): T | undefined {
    if (this.weight + WEIGHT_OF_ONE + text.length > this.maxWeight) {
      this.roots.fill(undefined);
      this.weight = 0;
      return undefined;
    }
    if (!node.isTaken) return this.keep(node, text);
    const at = node.depth === MAX_DEPTH ? -1 : indexOfDifference(node.text, text);
    if (at >= 0) return this.keep(this.part(node, at, text), text);
    if (node.misses <= PATIENCE) return undefined;
    this.weight -= WEIGHT_OF_ONE + node.text.length;
    return this.keep(node, text);
  }

  private keep(node: Node<T>, text: string): T {
    const own = internalized(text);
    const made = this.make(own);
    node.text = own;
    node.value = made;
    node.isTaken = true;
    node.misses = 0;
    this.weight += WEIGHT_OF_ONE + text.length;
    return made;
  }

  /** Turns a leaf into a branch. Returns the leaf for `text`. */
  private part(node: Node<T>, at: number, text: string): Node<T> {
    const depth = node.depth + 1;
    const ways: (Node<T> | undefined)[] = new Array(WAYS).fill(undefined);
    const own = leaf<T>(depth);
    own.text = node.text;
    own.value = node.value;
    own.isTaken = true;
    const other = leaf<T>(depth);
    ways[node.text.charCodeAt(at) & (WAYS - 1)] = own;
    ways[text.charCodeAt(at) & (WAYS - 1)] = other;
    node.text = "";
    node.value = undefined;
    node.isTaken = false;
    node.ways = ways;
    node.at = at;
    return other;
  }
}

function search<T>(root: Node<T> | undefined, text: string): T | undefined {
  let node = root;
  while (node !== undefined && node.at >= 0) {
    if (node.at >= text.length) return undefined;
    node = node.ways[text.charCodeAt(node.at) & (WAYS - 1)];
  }
  if (node?.value === undefined || node.text !== text) return undefined;
  node.misses = 0;
  return node.value;
}

const NO_WAYS: never[] = [];

function leaf<T>(depth: number): Node<T> {
  return {
    at: -1,
    ways: NO_WAYS,
    text: "",
    value: undefined,
    isTaken: false,
    depth,
    misses: 0,
  };
}

/** Index at which two strings take different ways; -1 if there is none. */
function indexOfDifference(one: string, other: string): number {
  const length = Math.min(one.length, other.length);
  for (let i = 0; i < length; i++) {
    if (((one.charCodeAt(i) ^ other.charCodeAt(i)) & (WAYS - 1)) !== 0) return i;
  }
  return -1;
}

/** Hash of the sampled characters of a string. */
function sampleOf(text: string, seed: number): number {
  const { length } = text;
  const step = length <= SAMPLED ? 1 : Math.ceil(length / SAMPLED);
  let sample = seed ^ length;
  for (let i = length - 1; i >= 0; i -= step) {
    sample = (Math.imul(sample, 31) + text.charCodeAt(i)) | 0;
  }
  return sample;
}
