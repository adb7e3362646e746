import type { Clock } from "../clock.ts";
import type { BoundFields, EncodedKey, Position, RecordEncoder } from "./encoder.ts";
import { type Literal, literal } from "./literal.ts";
import { MORE, moreMembers } from "./mark.ts";
import { FreeNames } from "./part.ts";
import { renamed } from "./rename.ts";
import { shortJson } from "./short-json.ts";
import { type Shortened, shortText } from "./short-text.ts";
import { Json, type Plain, textOf } from "./value.ts";
import type { RecordWriter } from "./writer.ts";

/** A field of a record that is too long. */
interface GatheredField {
  readonly key: EncodedKey;
  readonly value: Plain;
  /** It is what identifies the record, and goes last. */
  readonly stands: boolean;
}

/** How much of a record is written. */
interface Measure {
  /** Characters of each text. */
  readonly text: number;
  /** Members of each object and array. */
  readonly members: number;
  /** Fields of those that do not stand anyway, and of those that do. */
  readonly fields: number;
  readonly standing: number;
}

/** Where a record begins: what its encoder is to be told again. */
export interface Beginning {
  readonly level: number;
  readonly target: string | undefined;
  readonly position: Position | undefined;
}

/** With more pieces a message is one text. */
const MAX_PIECES = 64;
/** In characters: shorter texts are not cut, before fields are left out. */
const LEAST_TEXT = 32;
const MOST_MEMBERS = 64;
/** So that an error has its type, message, stack and code. */
const LEAST_MEMBERS = 8;
/** In characters: what stands beside a key and a value at the least. */
const AROUND_FIELD = 3;
const EMPTY = literal("");

/**
 * Gathers a record that is too long for its format's encoder, up to some characters, and has that encoder write it
 * with shorter values. The longest texts are shortened first, then the members of objects, then fields are left out:
 * those that are bound, and `err`, last.
 */
export class GatheringEncoder implements RecordEncoder {
  readonly printsTarget: boolean;
  readonly printsPosition: boolean;
  readonly fieldsFirst: boolean;
  readonly tail = 0;
  missing = 0;

  private readonly encoder: RecordEncoder;
  private readonly most: number;
  private pieces: Plain[] | undefined;
  private gathered: GatheredField[] = [];
  private isBound = false;
  /** Fields that were not gathered. */
  private left = 0;
  /** Characters of values that were looked at, and of those that are written at the least. */
  private looked = 0;
  private least = 0;

  /** `most` is how many characters are looked at. */
  constructor(encoder: RecordEncoder, most: number) {
    this.encoder = encoder;
    this.most = most;
    this.printsTarget = encoder.printsTarget;
    this.printsPosition = encoder.printsPosition;
    this.fieldsFirst = encoder.fieldsFirst;
  }

  /** How many more characters are looked at. */
  get room(): number {
    return this.most - this.looked;
  }

  begin(): void {
    this.pieces = [];
    this.gathered = [];
    this.isBound = false;
    this.left = 0;
    this.looked = 0;
    this.least = 0;
  }

  prepare(text: string): Literal {
    return { ...EMPTY, text };
  }

  literal(out: RecordWriter, { text }: Literal): void {
    this.piece(out, text);
  }

  message(out: RecordWriter, text: string): void {
    this.piece(out, text);
  }

  value(out: RecordWriter, value: Plain): void {
    this.piece(out, value);
  }

  keyName(source: string): string {
    return this.encoder.keyName(source);
  }

  rename(name: string, times: number): string {
    return this.encoder.rename?.(name, times) ?? renamed(name, times);
  }

  key(name: string): Literal {
    return this.encoder.key(name);
  }

  beginFields(): void {}

  beginBound(): void {
    this.isBound = true;
  }

  beginMessage(): void {}

  field(out: RecordWriter, key: EncodedKey, value: Plain): void {
    if (this.pieces === undefined) return;
    const stands = this.isBound || key.name === "err";
    if (out.isOver && !stands) {
      this.left++;
      return;
    }
    this.gathered.push({ key, value, stands });
    this.count(out, key.literal.length, value);
  }

  fields(out: RecordWriter, { keys, values }: BoundFields): boolean {
    this.isBound = true;
    for (let i = 0; i < keys.length; i++) {
      this.field(out, keys[i] as EncodedKey, values[i] as Plain);
    }
    return true;
  }

  leaveOut(count: number): void {
    this.left += count;
  }

  end(): void {}

  /** Writes what was gathered. `false` where the encoder cannot make anything of it that fits. */
  write(out: RecordWriter, clock: Clock, beginning: Beginning): boolean {
    const pieces = this.pieces as Plain[];
    const message = pieces.length > MAX_PIECES ? [pieces.map(textOf).join("")] : pieces;
    for (const measure of this.measures(message, out)) {
      out.rollback();
      if (!out.begin(beginning.level)) return true;
      if (this.attempt(out, clock, beginning, message, measure)) return true;
    }
    return false;
  }

  /** What is tried, one after the other. */
  private *measures(message: readonly Plain[], out: RecordWriter): Generator<Measure> {
    const all = this.gathered.length;
    const standing = this.gathered.filter(({ stands }) => stands).length;
    const members = Number.POSITIVE_INFINITY;
    const fields = all - standing;
    let text = this.firstText(message, out.maxRecord);
    // Each step is tried only where its last measure may be enough.
    const least = { text: LEAST_TEXT, members, fields, standing };
    if (this.shortened(message, least).length <= out.maxRecord) {
      for (; text >= LEAST_TEXT; text = Math.floor(text * 0.8)) {
        yield { text, members, fields, standing };
      }
    }
    text = LEAST_TEXT;
    const fewest = { ...least, members: LEAST_MEMBERS };
    if (this.shortened(message, fewest).length <= out.maxRecord) {
      for (let most = MOST_MEMBERS; most >= LEAST_MEMBERS; most >>= 1) {
        yield { text, members: most, fields, standing };
      }
    }
    for (let most = fields >> 1; fields > 0 && most >= 0; most = most === 0 ? -1 : most >> 1) {
      yield { text, members: LEAST_MEMBERS, fields: most, standing };
    }
    for (let most = LEAST_MEMBERS >> 1; most > 0; most >>= 1) {
      yield { text, members: most, fields: 0, standing };
    }
    for (let most = standing; most >= 0; most = most === 0 ? -1 : most >> 1) {
      yield { text: 8, members: 0, fields: 0, standing: most };
    }
  }

  /** How long each text may be, if nothing is to be escaped. */
  private firstText(message: readonly Plain[], most: number): number {
    const lengths = message.map(lengthOf);
    for (const { key, value } of this.gathered) lengths.push(key.literal.length + lengthOf(value));
    lengths.sort((a, b) => a - b);
    let room = most;
    for (let i = 0; i < lengths.length; i++) {
      const share = Math.floor(room / (lengths.length - i));
      if ((lengths[i] as number) > share) return share;
      room -= lengths[i] as number;
    }
    return most;
  }

  private attempt(
    out: RecordWriter,
    clock: Clock,
    { level, target, position }: Beginning,
    message: readonly Plain[],
    measure: Measure,
  ): boolean {
    const { encoder, fieldsFirst } = this;
    const { texts, kept, left, values, missing, length } = this.shortened(message, measure);
    encoder.missing = missing;
    try {
      // Nothing is written that cannot fit.
      if (length > out.maxRecord) return false;
      encoder.begin(out, clock, level, target, position);
      const writeFields = () => {
        encoder.beginFields(out);
        kept.forEach(({ key }, i) => {
          encoder.field(out, key, (values[i] as ShortValue).value);
        });
        if (left > 0) encoder.field(out, this.moreKey(kept), moreMembers(left));
      };
      if (fieldsFirst) {
        writeFields();
        encoder.beginMessage(out);
      }
      for (const { text } of texts) encoder.message(out, text);
      if (!fieldsFirst) writeFields();
      encoder.end(out);
      if (out.isOver) return false;
      out.commit();
      return true;
    } finally {
      encoder.missing = 0;
    }
  }

  /** All that is written by a measure, and in how many characters. */
  private shortened(message: readonly Plain[], measure: Measure): ShortRecord {
    const texts = this.texts(message, measure);
    const { kept, left } = this.kept(measure);
    const values = kept.map(({ value }) => short(value, measure));
    let missing = 0;
    let length = 0;
    for (const text of texts) {
      missing += text.missing;
      length += text.text.length;
    }
    for (let i = 0; i < values.length; i++) {
      const { value, missing: more } = values[i] as ShortValue;
      missing += more;
      length += (kept[i] as GatheredField).key.name.length + AROUND_FIELD + lengthOf(value);
    }
    return { texts, kept, left, values, missing, length };
  }

  private texts(message: readonly Plain[], measure: Measure): readonly Shortened[] {
    if (measure.members !== Number.POSITIVE_INFINITY) {
      return [shortText(message.map(textOf).join(""), measure.text)];
    }
    return message.map((piece) => {
      if (!(piece instanceof Json)) return shortText(textOf(piece), measure.text);
      return shortJson(piece, measure.text, measure.members);
    });
  }

  /** The fields that are written, and how many are not. */
  private kept({ fields, standing }: Measure): {
    readonly kept: readonly GatheredField[];
    readonly left: number;
  } {
    let other = 0;
    let bound = 0;
    const kept = this.gathered.filter(({ stands }) =>
      stands ? bound++ < standing : other++ < fields,
    );
    return { kept, left: this.left + this.gathered.length - kept.length };
  }

  private moreKey(kept: readonly GatheredField[]): EncodedKey {
    const { encoder } = this;
    const names = new FreeNames(kept.map(({ key }) => key.name));
    const name = names.take(encoder.keyName(MORE));
    return { name, literal: encoder.key(name) };
  }

  private piece(out: RecordWriter, piece: Plain): void {
    if (this.pieces === undefined || piece === "") return;
    this.pieces.push(piece);
    this.count(out, 0, piece);
  }

  private count(out: RecordWriter, around: number, value: Plain): void {
    if (value instanceof Json) this.looked += value.text.length;
    this.least += around + Math.min(lengthOf(value), LEAST_TEXT);
    // Of many values the first ones are looked at as a whole, and of as much again each one's beginning.
    if (this.least > this.most || this.looked > 2 * this.most) out.overflow();
  }
}

interface ShortRecord {
  readonly texts: readonly Shortened[];
  readonly kept: readonly GatheredField[];
  /** Fields that are left out. */
  readonly left: number;
  readonly values: readonly ShortValue[];
  readonly missing: number;
  readonly length: number;
}

interface ShortValue {
  readonly value: Plain;
  readonly missing: number;
}

function short(value: Plain, { text, members }: Measure): ShortValue {
  if (typeof value === "string" || typeof value === "bigint") {
    // Half of a number is no number: a long one is cut as a text.
    const shortened = shortText(textOf(value), text);
    if (shortened.missing === 0) return { value, missing: 0 };
    return { value: shortened.text, missing: shortened.missing };
  }
  if (!(value instanceof Json)) return { value, missing: 0 };
  const shortened = shortJson(value, text, members);
  return { value: new Json(shortened.text), missing: shortened.missing };
}

function lengthOf(value: Plain): number {
  return textOf(value).length;
}
