import type { Level } from "../../src/index.ts";
import type { OtlpValue } from "./decode.ts";

/** Random numbers that a seed determines (mulberry32). */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed;
  }

  /** From 0 up to, and without, 1. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  }

  below(most: number): number {
    return Math.floor(this.next() * most);
  }

  one<T>(list: readonly T[]): T {
    return list[this.below(list.length)] as T;
  }
}

const LEVELS: readonly Level[] = ["trace", "debug", "info", "warn", "error", "fatal"];

const ALPHABET = [
  ...'abcdefghijklmnopqrstuvwxyz     \n\t"\\{}\u0000\u001b\u007f\u2028äß€語😀',
  "\ud800",
];
const ASCII = 31;

/** A long text to take pieces of, which is faster than to make each letter by letter. */
function longText(letters: readonly string[]): string {
  const random = new Random(1);
  return Array.from({ length: 65_536 }, () => random.one(letters)).join("");
}

const LONG_ASCII = longText(ALPHABET.slice(0, ASCII));
const LONG_TEXT = longText(ALPHABET);

function text(random: Random, most: number): string {
  // Most texts are of ASCII.
  const long = random.below(3) === 0 ? LONG_TEXT : LONG_ASCII;
  const start = random.below(long.length - most);
  return long.slice(start, start + random.below(most + 1));
}

/** Lengths around those at which a length takes one more byte. */
const LENGTHS = [3, 10, 40, 64, 70, 118, 126, 128, 300];

function someText(random: Random): string {
  return random.below(2000) === 0 ? text(random, 20_000) : text(random, random.one(LENGTHS));
}

function number(random: Random): number {
  const size = 2 ** random.below(60);
  switch (random.below(6)) {
    case 0:
      return random.next() * size;
    case 1:
      return -Math.floor(random.next() * size);
    case 2:
      return random.one([Number.NaN, Infinity, -Infinity, 1e300, 5e-324, -0, 2 ** 53]);
    default:
      return Math.floor(random.next() * size);
  }
}

function value(random: Random, depth: number): unknown {
  switch (random.below(depth > 3 ? 7 : 10)) {
    case 0:
    case 1:
      return someText(random);
    case 2:
    case 3:
      return number(random);
    case 4:
      return random.below(2) === 0;
    case 5:
      return random.one([null, undefined]);
    case 6:
      return BigInt(random.below(2 ** 31)) ** BigInt(random.below(4)) * random.one([1n, -1n]);
    case 7:
      return Array.from({ length: random.below(5) }, () => value(random, depth + 1));
    default:
      return fields(random, depth + 1);
  }
}

function fields(random: Random, depth: number): Record<string, unknown> {
  const all: Record<string, unknown> = {};
  for (let i = random.below(7); i > 0; i--) {
    const long = random.below(500) === 0 ? "long ".repeat(random.below(50)) : "";
    all[`${random.one(["a", "b.c", "größe", "x y"])}${random.below(4)}${long}`] = value(
      random,
      depth,
    );
  }
  return all;
}

export interface RandomRecord {
  readonly level: Level;
  readonly message: string;
  readonly fields: Record<string, unknown>;
}

export function randomRecord(random: Random): RandomRecord {
  const message = someText(random).replaceAll(/[{}]/g, "");
  return { level: random.one(LEVELS), message, fields: fields(random, 0) };
}

/** A field's value as OTLP has it; `undefined` if the field is left out. */
export function expectedOf(value: unknown, isNested = false): OtlpValue | undefined {
  switch (typeof value) {
    case "undefined":
      return undefined;
    case "string":
      return value.toWellFormed();
    case "boolean":
      return value;
    case "number":
      return isNested ? nestedNumber(value) : Number.isSafeInteger(value) ? BigInt(value) : value;
    case "bigint":
      if (BigInt.asIntN(64, value) === value) return value;
      return isNested ? Number(value) : String(value);
    default:
      if (value === null) return null;
      if (Array.isArray(value)) return value.map((one) => expectedOf(one, true) ?? null);
      return expectedFields(value as Record<string, unknown>, true);
  }
}

export function expectedFields(
  all: Readonly<Record<string, unknown>>,
  isNested = false,
): Record<string, OtlpValue> {
  const expected: Record<string, OtlpValue> = Object.create(null);
  for (const [name, one] of Object.entries(all)) {
    const made = expectedOf(one, isNested);
    if (made !== undefined) expected[name] = made;
  }
  return expected;
}

/** Objects are read from JSON text, which has no infinities. */
function nestedNumber(value: number): OtlpValue {
  if (!Number.isFinite(value)) return null;
  const digits = String(value === 0 ? 0 : value);
  if (!/^-?\d{1,19}$/.test(digits)) return value;
  const integer = BigInt(digits);
  return BigInt.asIntN(64, integer) === integer ? integer : value;
}
