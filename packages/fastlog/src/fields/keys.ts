import type { Literal } from "../encode/bytes/literal.ts";
import type { EncodedKey, RecordEncoder } from "../encode/format/encoder.ts";
import { renamed, shortName } from "../encode/object/rename.ts";
import type { Verdict } from "../redact/redact.ts";
import { internalized } from "../text/detached.ts";
import { StringCache } from "../text/string-cache.ts";
import type { Sanitizer } from "./sanitizer.ts";
import type { Serializer } from "./serializer.ts";

/** How much is remembered of names. Where there is more, they are no names but data, and start over. */
const MAX_WEIGHT = 8192;
/** The highest number that a record has, so that V8 keeps it as a small integer. */
const LAST_RECORD = 0x3fffffff;
/** So many characters of a name weigh as much as the name itself. */
const WEIGHT_SHIFT = 6;

/** A name that is written, and the last record that has it. */
interface Slot {
  readonly name: string;
  record: number;
  /** Some bindings have it. */
  isBound: boolean;
  /** The last record in which it was given more than once, and how many more names that took. */
  clashed: number;
  renames: number;
}

/** The names that are taken among some that are written together, and how many more names each took. */
export type Taken = Map<Slot, number>;

/** A field's key: all that is to be known of it before its value is written. */
export class Key implements EncodedKey {
  /** The name that the program gave. */
  readonly source: string;
  readonly name: string;
  readonly literal: Literal;
  /** Shared by all keys that are written under this name. */
  readonly slot: Slot;
  readonly verdict: Verdict | undefined;
  readonly serializer: Serializer | undefined;
  /** Strings, numbers and booleans are written as they are. */
  readonly isOpen: boolean;
  /** The key of the same source that {@link Keys.of} gives: this one, unless it was renamed. */
  readonly origin: Key;
  /** The last record that has a field of that source, under whatever name. Of an origin only. */
  record = -1;

  constructor(source: string, slot: Slot, literal: Literal, sanitizer: Sanitizer, origin?: Key) {
    this.source = source;
    this.origin = origin ?? this;
    this.name = slot.name;
    this.literal = literal;
    this.slot = slot;
    this.verdict = sanitizer.verdict(source);
    this.serializer = sanitizer.serializer(source);
    this.isOpen = this.verdict?.censor === undefined && this.serializer === undefined;
  }
}

/** How many keys of a template's records are expected. */
const MAX_EXPECTED = 32;
/** In characters: longer names are held by no template. */
const MAX_EXPECTED_LENGTH = 64;

/** A place among the fields of a record, and the key that was there last. */
class Place {
  key: Key;
  /** The last one is its own. */
  next: Place;
  readonly index: number;

  constructor(key: Key, next: Place | undefined, index: number) {
    this.key = key;
    this.next = next ?? this;
    this.index = index;
  }
}

/**
 * The keys that records of one template had last, in their order: records of one call site have the same ones, and
 * their names are the same strings, which are compared by their address.
 */
export class ExpectedKeys {
  /** Stands before the first one; `undefined` where there are none yet. */
  before: Place | undefined = undefined;
  /** Of the keys. */
  generation: object | undefined = undefined;
}

/**
 * The keys of one encoder, each encoded once, and which of them the record has so far: each name has
 * one slot, in which the record that has it leaves its number.
 */
export class Keys {
  /** The number of the record that is being written. */
  record = 0;
  /** The record has a name that some bindings have: theirs may have to be left out. */
  mayClash = false;
  /** How many names some bindings have. */
  bound = 0;
  /** Another one once all keys were forgotten: slots of earlier ones say nothing any more. */
  generation: object = {};

  private readonly encoder: RecordEncoder;
  private readonly sanitizer: Sanitizer;
  private kept = new StringCache((source) => this.find(source));
  private readonly bySource = new Map<string, Key>();
  private readonly slots = new Map<string, Slot>();
  /** Of records of no template. */
  private readonly unknown = new ExpectedKeys();
  /** Behind the last place of each template. */
  private end: Place;
  /** That of the key that was taken last. */
  private last: Place;
  /** Of all that is remembered. */
  private weight = 0;
  /** The next record but this one starts over: its number is a small integer, and too much is remembered. */
  private lastRecord = LAST_RECORD;

  constructor(encoder: RecordEncoder, sanitizer: Sanitizer) {
    this.encoder = encoder;
    this.sanitizer = sanitizer;
    this.end = this.makeEnd();
    this.last = this.end;
  }

  /** A record begins, which has no fields yet. */
  begin(expected: ExpectedKeys = this.unknown): void {
    this.mayClash = false;
    if (++this.record > this.lastRecord) this.startOver();
    if (expected.generation !== this.generation) this.expectNothing(expected);
    this.last = expected.before as Place;
  }

  /** A template whose records had no keys yet, or those of another generation. */
  private expectNothing(expected: ExpectedKeys): void {
    expected.before = new Place(this.end.key, this.end, 0);
    expected.generation = this.generation;
  }

  /** Forgets all where there is too much. Only where the record has no fields yet. */
  tidy(): void {
    if (this.weight > MAX_WEIGHT) this.startOver();
  }

  /**
   * The key of a name; the record has it from now on. Where it has that name already, the key is
   * another one, with a trailing `_`: nothing is lost, and no key is there twice.
   */
  take(source: string): Key {
    const place = this.last.next;
    let key = place.key;
    if (key.source === source) this.last = place;
    else key = this.unexpected(place, source);
    const { record } = this;
    key.record = record;
    const slot = key.slot;
    if (slot.record === record) return this.another(key);
    slot.record = record;
    if (slot.isBound) this.mayClash = true;
    return key;
  }

  /** The key of a name, which the record has from now on; `undefined` where it has a field of that source. */
  takeNew(source: string): Key | undefined {
    const last = this.last;
    const place = last.next;
    let key = place.key;
    if (key.source === source) this.last = place;
    else key = this.unexpected(place, source);
    if (key.record === this.record) return undefined;
    this.last = last;
    return this.take(source);
  }

  /** The key of a name that is expected in that place from now on. */
  private unexpected(place: Place, source: string): Key {
    const key = this.of(source);
    const { last, end } = this;
    if (key.source.length > MAX_EXPECTED_LENGTH) {
      this.last = end;
    } else if (place !== end) {
      place.key = key;
      this.last = place;
    } else if (last !== end && last.index < MAX_EXPECTED) {
      last.next = new Place(key, end, last.index + 1);
      this.last = last.next;
    } else {
      this.last = end;
    }
    return key;
  }

  /** What was taken last is left out after all: the record has it no more. */
  drop(key: Key): void {
    key.slot.record = -1;
    if (key === key.origin) key.record = -1;
  }

  of(source: string): Key {
    return this.kept.get(source) ?? this.find(source);
  }

  /** Whether the record has that field. */
  has(key: Key): boolean {
    return key.origin.record === this.record;
  }

  /** Whether the record has that field, or another one of that name. */
  isTaken(key: Key): boolean {
    return key.slot.record === this.record || this.has(key);
  }

  /** The record has that field from now on, which has a name that it did not have. */
  mark(key: Key): void {
    const slot = key.slot;
    slot.record = this.record;
    key.origin.record = this.record;
    if (slot.isBound) this.mayClash = true;
  }

  /** Whether some bindings have one of these names. */
  areBound(keys: readonly Key[]): boolean {
    return keys.some((key) => key.slot.isBound);
  }

  private find(given: string): Key {
    const known = this.bySource.get(given);
    if (known !== undefined) return known;
    // A placeholder's name is a part of its template.
    const source = internalized(given);
    const name = this.encoder.keyName(shortName(source));
    const key = new Key(source, this.slot(name), this.encoder.key(name), this.sanitizer);
    this.bySource.set(source, key);
    this.weigh(source);
    return key;
  }

  /** The keys of names that are written together. */
  distinct(sources: readonly string[]): readonly Key[] {
    const taken: Taken = new Map();
    return sources.map((source) => this.distinctFrom(source, taken));
  }

  /** The key of a name that is bound, and distinct from others that are. */
  bind(source: string, taken: Taken): Key {
    const key = this.distinctFrom(source, taken);
    if (!key.slot.isBound) this.bound++;
    key.slot.isBound = true;
    this.mayClash = true;
    return key;
  }

  private distinctFrom(source: string, taken: Taken): Key {
    const key = this.of(source);
    let renames = taken.get(key.slot);
    if (renames === undefined) {
      taken.set(key.slot, 0);
      return key;
    }
    let slot: Slot;
    do slot = this.slot(this.rename(key.name, ++renames));
    while (taken.has(slot));
    taken.set(key.slot, renames);
    taken.set(slot, 0);
    return this.under(slot, key);
  }

  private another(key: Key): Key {
    const { slot } = key;
    if (slot.clashed !== this.record) {
      slot.clashed = this.record;
      slot.renames = 0;
    }
    let other: Slot;
    do other = this.slot(this.rename(slot.name, ++slot.renames));
    while (other.record === this.record);
    other.record = this.record;
    this.mayClash = true;
    return this.under(other, key);
  }

  private rename(name: string, times: number): string {
    return this.encoder.rename?.(name, times) ?? renamed(name, times);
  }

  /** A key under another name. Its source is the same, and with it what is redacted. */
  private under(slot: Slot, key: Key): Key {
    return new Key(key.source, slot, this.encoder.key(slot.name), this.sanitizer, key.origin);
  }

  private slot(name: string): Slot {
    let slot = this.slots.get(name);
    if (slot === undefined) {
      slot = newSlot(name);
      this.slots.set(name, slot);
      this.weigh(name);
    }
    return slot;
  }

  private weigh(name: string): void {
    this.weight += 1 + (name.length >> WEIGHT_SHIFT);
    if (this.weight > MAX_WEIGHT) this.lastRecord = 0;
  }

  /** A name that is really empty is found there, too. */
  private makeEnd(): Place {
    return new Place(this.find(""), undefined, MAX_EXPECTED);
  }

  private startOver(): void {
    this.bySource.clear();
    this.slots.clear();
    this.kept = new StringCache((source) => this.find(source));
    this.generation = {};
    this.record = 0;
    this.lastRecord = LAST_RECORD;
    this.weight = 0;
    this.end = this.makeEnd();
  }
}

function newSlot(name: string): Slot {
  return { name, record: -1, isBound: false, clashed: -1, renames: 0 };
}
