import { internalized } from "./detached.ts";

/** In characters: what is longer is rarely constant, and would be much to hold on to. */
export const MAX_KEPT_LENGTH = 1024;

/**
 * How much is kept: the characters of the strings, and so many more for each; where it would be more, all are
 * forgotten. Three thousand messages of the usual length, which take a megabyte.
 */
const MAX_WEIGHT = 262_144;
/** The same where four kilobytes are made of each: some two hundred and fifty. */
export const SMALL_WEIGHT = 16_384;
const WEIGHT_OF_ONE = 48;

/** Strings by length, modulo this: a power of two. */
const ROOTS = 128;
/** How many ways a branch has, by the low bits of a character: a power of two. */
const WAYS = 16;
/** How many branches stand above one another. */
const MAX_DEPTH = 8;

/** A string gives way to another one after so many misses without a hit, where there is no room for both. */
const PATIENCE = 16;
/** Of so many misses only the first few are looked at, once none of them was of any use. */
const WINDOW = 64;
const LOOKED_AT = 16;
/** How many strings that were missed are remembered, by a number: a power of two. */
const REMEMBERED = 4096;
/** In characters: how much of a string tells it from others that are missed. */
const SAMPLED = 48;

/** A branch, where `at` is a place in a string; else a leaf. */
interface Node<T> {
  /** By which character this branches; -1 in a leaf. */
  at: number;
  ways: (Node<T> | undefined)[];
  text: string;
  value: T | undefined;
  /** Of a leaf: it has a string. */
  isTaken: boolean;
  readonly depth: number;
  /** Since the last hit of a leaf below a branch; of others, so far. */
  misses: number;
}

/** Of the strings that were missed last, made when one is. */
let missed: Int32Array | undefined;
let caches = 0;

/**
 * What is made of strings that come again and again, found without hashing them: a string is told from others by its
 * length and by the few characters in which they differ, and compared with the one that is left. Strings that come once
 * find nothing and displace nothing; nothing of them is held.
 *
 * A `Map` takes 20 ns for a constant string, and 100 for a new one, which it has to hash; this takes 10
 * (benchmarks/loop, "message").
 */
export class Kept<T> {
  private readonly roots: (Node<T> | undefined)[] = new Array(ROOTS).fill(undefined);
  private readonly make: (text: string) => T;
  private readonly maxLength: number;
  /** Tells strings that are missed here from those that are missed elsewhere. */
  private readonly seed = Math.imul(++caches, 0x9e3779b1);
  private weight = 0;
  private readonly maxWeight: number;

  /** Texts that are longer than `maxLength` are not kept. */
  constructor(
    make: (text: string) => T,
    maxLength: number = MAX_KEPT_LENGTH,
    maxWeight: number = MAX_WEIGHT,
  ) {
    this.make = make;
    this.maxLength = maxLength;
    this.maxWeight = maxWeight;
  }

  /** What was made of the string, if it has come before. Small, so that V8 puts it into who asks. */
  get(text: string): T | undefined {
    const node = this.roots[text.length & (ROOTS - 1)];
    return node !== undefined && node.value !== undefined && node.text === text
      ? node.value
      : this.find(node, text);
  }

  /** The same, where it is kept already; where not, the string does not count as one that has come. */
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

  /** A string that comes again soon is kept. */
  private miss(node: Node<T>, text: string): T | undefined {
    if (node.isTaken && node.text === text) return node.value;
    if (text.length > this.maxLength) return undefined;
    const misses = ++node.misses;
    if (misses > WINDOW && (misses & (WINDOW - 1)) > LOOKED_AT) return undefined;
    missed ??= new Int32Array(REMEMBERED);
    const sample = sampleOf(text, this.seed);
    // Each has two places, so that two that come by turns do not displace one another.
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
    const at = node.depth === MAX_DEPTH ? -1 : whereParted(node.text, text);
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

  /** Makes a branch of a leaf; returns the leaf for another string. */
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

/** A place where two strings have characters that take different ways; -1 where there is none. */
function whereParted(one: string, other: string): number {
  const length = Math.min(one.length, other.length);
  for (let i = 0; i < length; i++) {
    if (((one.charCodeAt(i) ^ other.charCodeAt(i)) & (WAYS - 1)) !== 0) return i;
  }
  return -1;
}

/** A number that two strings have rarely in common. */
function sampleOf(text: string, seed: number): number {
  const { length } = text;
  const step = length <= SAMPLED ? 1 : Math.ceil(length / SAMPLED);
  let sample = seed ^ length;
  for (let i = length - 1; i >= 0; i -= step) {
    sample = (Math.imul(sample, 31) + text.charCodeAt(i)) | 0;
  }
  return sample;
}
