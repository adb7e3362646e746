import { detached, internalized } from "./detached.ts";

/** How many strings have a place. A power of two. */
const PLACES = 256;
/** A string gives way to another one after so many misses in its place without a hit. */
const PATIENCE = 16;

/** In characters: what is longer is rarely constant, and would be much to hold on to. */
export const MAX_KEPT_LENGTH = 1024;

interface Place<T> {
  text: string;
  value: T | undefined;
  misses: number;
}

/**
 * What was made of the strings that come again and again, found without hashing them: each string has
 * one place, by its length and a character, and what stands there is compared. Strings that come once
 * find nothing and displace nothing.
 *
 * A `Map` takes 15 ns for a constant string and more for a new one, which it has to hash; this takes
 * 3 (benchmarks/speed.js, "message").
 */
export class Kept<T> {
  private readonly places: Place<T>[] = Array.from({ length: PLACES }, () => ({
    text: "",
    value: undefined,
    misses: 0,
  }));
  private readonly make: (text: string) => T;
  private readonly maxLength: number;

  /** Texts that are longer than `maxLength` are not kept. */
  constructor(make: (text: string) => T, maxLength: number = MAX_KEPT_LENGTH) {
    this.make = make;
    this.maxLength = maxLength;
  }

  /** What was made of the string, if it has come often enough. */
  get(text: string): T | undefined {
    if (text.length > this.maxLength) return undefined;
    const middle = text.charCodeAt(text.length >> 1);
    const place = this.places[(text.length ^ (middle << 2)) & (PLACES - 1)] as Place<T>;
    if (place.text === text) {
      place.misses = 0;
      return place.value ?? this.keep(place, text);
    }
    if (++place.misses > PATIENCE) this.yield(place, text);
    return undefined;
  }

  private keep(place: Place<T>, text: string): T {
    place.text = internalized(text);
    place.value = this.make(place.text);
    return place.value;
  }

  /** The place is another string's now; it has to come once more to be kept. */
  private yield(place: Place<T>, text: string): void {
    place.text = detached(text);
    place.value = undefined;
    place.misses = 0;
  }
}
