import type { RecordEncoder } from "../encode/format/encoder.ts";
import { renamed, shortName } from "../encode/object/rename.ts";
import { internalized } from "../text/detached.ts";
import { StringCache } from "../text/string-cache.ts";
import { Key, type Slot, type Taken } from "./key.ts";
import type { Sanitizer } from "./sanitizer.ts";

/** Limit of the cached names. A program with more names uses data as names; the cache is cleared then. */
const MAX_WEIGHT = 8192;
/** The highest number of a record. V8 stores it as a small integer. */
const LAST_RECORD = 0x3fffffff;
/** This many characters of a name weigh as much as the name itself. */
const WEIGHT_SHIFT = 6;

/** Most keys that are expected of a template's records. */
const MAX_EXPECTED = 32;
/** In characters: a template keeps no longer names. */
const MAX_EXPECTED_LENGTH = 64;

/** A position among the fields of a record, with the key that was last there. */
class Place {
  key: Key;
  /** The last place is its own successor. */
  next: Place;
  readonly index: number;

  constructor(key: Key, next: Place | undefined, index: number) {
    this.key = key;
    this.next = next ?? this;
    this.index = index;
  }
}

/**
 * The keys of the last record of a template, in their order. Records of one call site have the same keys, and their
 * names are the same strings, which compare by address.
 */
export class ExpectedKeys {
  /** The place before the first key; `undefined` if there are no keys yet. */
  before: Place | undefined = undefined;
  /** Generation of the keys. */
  generation: object | undefined = undefined;
}

/**
 * The keys of one encoder, each encoded once, and which of them the current record has. Each name has a slot with
 * the number of the last record that has the name.
 */
export class Keys {
  /** Number of the current record. */
  record = 0;
  /** The record has a name that some bindings have, whose field may have to be left out. */
  mayClash = false;
  /** Number of names that some bindings have. */
  bound = 0;
  /** Replaced when the cache is cleared, which makes the slots of earlier generations invalid. */
  generation: object = {};

  private readonly encoder: RecordEncoder;
  private readonly sanitizer: Sanitizer;
  private kept = new StringCache((source) => this.find(source));
  private readonly bySource = new Map<string, Key>();
  private readonly slots = new Map<string, Slot>();
  /** For records without a template. */
  private readonly unknown = new ExpectedKeys();
  /** Shared successor of each template's last place. */
  private end: Place;
  /** Place of the last key that was taken. */
  private last: Place;
  /** Weight of all cached names. */
  private weight = 0;
  /** The next record but one starts over, because its number is too large or the cache too heavy. */
  private lastRecord = LAST_RECORD;

  constructor(encoder: RecordEncoder, sanitizer: Sanitizer) {
    this.encoder = encoder;
    this.sanitizer = sanitizer;
    this.end = this.makeEnd();
    this.last = this.end;
  }

  /** Begins a record, without fields. */
  begin(expected: ExpectedKeys = this.unknown): void {
    this.mayClash = false;
    if (++this.record > this.lastRecord) this.startOver();
    if (expected.generation !== this.generation) this.expectNothing(expected);
    this.last = expected.before as Place;
  }

  /** A template without keys yet, or with keys of another generation. */
  private expectNothing(expected: ExpectedKeys): void {
    expected.before = new Place(this.end.key, this.end, 0);
    expected.generation = this.generation;
  }

  /** Clears the cache if it is too heavy. Only while the record has no fields. */
  tidy(): void {
    if (this.weight > MAX_WEIGHT) this.startOver();
  }

  /**
   * Takes the key of a name for the record. If the record has that name already, the key has another one with a
   * trailing `_`, so that no field is lost and no key comes twice.
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

  /** Takes the key of a name for the record; `undefined` if the record has a field of that source. */
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

  /** The key of a name that from now on is expected at that place. */
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

  /** Gives back the last key taken: its field is left out. */
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

  /** Marks a field as present in the record, which did not have its name. */
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

  /** Distinct keys of names that are written together. */
  distinct(sources: readonly string[]): readonly Key[] {
    const taken: Taken = new Map();
    return sources.map((source) => this.distinctFrom(source, taken));
  }

  /** The key of a bound name, distinct from the others that are bound with it. */
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

  /** A key under another name. The source, by which it is redacted, is the same. */
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

  /** An empty name ends up here, too. */
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
