import { Buffer } from "node:buffer";
import { escapedLength } from "../../text/escape-bytes.ts";
import type { RecordWriter } from "../bytes/record-writer.ts";
import type { EncodedKey, RecordEncoder } from "../format/encoder.ts";
import { MORE, moreMembers } from "../object/markers.ts";
import { FreeNames } from "../object/members.ts";
import { type Shortened, shortText, shortTexts } from "../object/short-text.ts";
import { Json, type Plain, textOf } from "../value/plain.ts";
import { OutlinedJson } from "./short-json.ts";

/** A value that can be shortened. */
export type Gathered = Exclude<Plain, Json> | OutlinedJson;

/** A field of a record that is too long. */
export interface GatheredField {
  readonly key: EncodedKey;
  readonly value: Gathered;
  /** The field identifies the record, and is left out last. */
  readonly stands: boolean;
}

/** How much of a record is written. */
interface Extent {
  /** In characters. Shorter texts stay whole; members or fields are left out instead. */
  readonly leastText: number;
  /** Most members of each object and array. */
  readonly members: number;
  /** Number of ordinary fields, and of fields that identify the record. */
  readonly fields: number;
  readonly standing: number;
}

/** The parts of a record within an extent. */
interface Selection {
  readonly members: number;
  /** The pieces of the message, or all of them joined. */
  readonly message: readonly Gathered[] | Joined;
  readonly fields: readonly GatheredField[];
  /** Number of fields left out. */
  readonly left: number;
}

interface Joined {
  readonly texts: readonly string[];
}

interface ShortValue {
  readonly value: Plain;
  readonly missing: number;
}

/** The parts of a record that are written. */
interface ShortRecord {
  readonly message: readonly string[];
  readonly fields: readonly (ShortValue & { readonly key: EncodedKey })[];
  readonly missing: number;
}

/** Most pieces of a message that are shortened one by one. More are joined to a text. */
const MAX_PIECES = 64;
const LEAST_TEXT = 32;
/** Least number of identifying fields, once all others are left out. */
const LEAST_STANDING = 8;
const MOST_MEMBERS = 64;
/** Least number of members, so that an error keeps its type, message, stack and code. */
const LEAST_MEMBERS = 8;
/** In characters: the least that surrounds a key and a value, and the least length of a mark. */
const AROUND_FIELD = 3;
const LENGTH_OF_MARK = 24;
/** If a text is still too long, the next attempt has at most this fraction of its length. */
const SHORTER = 0.95;
/** Most attempts whose length is estimated from the excess of the last one. */
const MOST_ESTIMATES = 6;
/** Fraction for the next attempt if the excess is unknown. */
const MUCH_SHORTER = 0.8;

/**
 * Writes a record that is too long for its format's encoder with shorter values. It first shortens the longest
 * texts, then leaves out members of objects, then fields; bound fields and `err` last.
 *
 * It computes lengths before it writes, so that the encoder rarely needs more than one attempt.
 */
export class LongRecord {
  private readonly encoder: RecordEncoder;
  private readonly pieces: readonly Gathered[];
  private readonly fields: readonly GatheredField[];
  /** Number of fields that were not gathered. */
  private readonly left: number;

  constructor(
    encoder: RecordEncoder,
    pieces: readonly Gathered[],
    fields: readonly GatheredField[],
    left: number,
  ) {
    this.encoder = encoder;
    this.pieces = pieces;
    this.fields = fields;
    this.left = left;
  }

  /**
   * Writes the record. Returns `false` if the encoder cannot write one that fits. `begin` writes everything before
   * the message and fields.
   */
  write(out: RecordWriter, level: number, begin: () => void): boolean {
    const most = out.maxRecord;
    for (const extent of this.extents()) {
      const selection = this.selection(extent);
      const texts: number[] = [];
      const rest = measure(selection, texts);
      const { leastText } = extent;
      let text = mostText(texts, most - rest);
      /** The least number of bytes of the record. */
      let least = -1;
      for (let times = 0; text >= leastText; times++) {
        const record = shortened(selection, text);
        const length = this.lengthOf(record);
        if (length > most) {
          if (least < 0) least = this.lengthOf(shortened(selection, leastText));
          if (least > most) break;
          const share = times < MOST_ESTIMATES ? (most - least) / (length - least) : 0.5;
          text = leastText + Math.floor((text - leastText) * Math.min(share, SHORTER));
          continue;
        }
        out.rollback();
        if (!out.begin(level)) return true;
        if (this.attempt(out, begin, record, selection.left)) return true;
        const { needed } = this.encoder;
        text = Math.floor(text * Math.min(needed === undefined ? 1 : most / needed, MUCH_SHORTER));
      }
    }
    return false;
  }

  /** The extents to try, in order. */
  private *extents(): Generator<Extent> {
    const standing = this.fields.filter(({ stands }) => stands).length;
    const fields = this.fields.length - standing;
    const leastText = LEAST_TEXT;
    yield { leastText, members: Number.POSITIVE_INFINITY, fields, standing };
    for (let members = MOST_MEMBERS; members >= LEAST_MEMBERS; members >>= 1) {
      yield { leastText, members, fields, standing };
    }
    for (let most = fields; most > 0; ) {
      most >>= 1;
      yield { leastText, members: LEAST_MEMBERS, fields: most, standing };
    }
    for (let members = LEAST_MEMBERS >> 1; members > 0; members >>= 1) {
      yield { leastText, members, fields: 0, standing };
    }
    for (let most = standing; ; most >>= 1) {
      yield { leastText: LEAST_STANDING, members: 0, fields: 0, standing: most };
      if (most === 0) return;
    }
  }

  private selection({ members, fields, standing }: Extent): Selection {
    let other = 0;
    let bound = 0;
    const kept = this.fields.filter(({ stands }) =>
      stands ? bound++ < standing : other++ < fields,
    );
    const isJoined = this.pieces.length > MAX_PIECES || members !== Number.POSITIVE_INFINITY;
    const message = isJoined ? { texts: this.pieces.map(sourceText) } : this.pieces;
    const left = this.left + this.fields.length - kept.length;
    return { members, message, fields: kept, left };
  }

  /** Number of bytes of the message and fields. */
  private lengthOf({ message, fields }: ShortRecord): number {
    const { escapes } = this.encoder;
    let length = 0;
    for (const text of message) length += escapedLength(text, escapes.message);
    for (const { key, value } of fields) {
      const text = textOf(value);
      const escaping = value instanceof Json ? escapes.json : escapes.field;
      length += key.literal.length;
      length += escaping === undefined ? Buffer.byteLength(text) : escapedLength(text, escaping);
    }
    return length;
  }

  private attempt(
    out: RecordWriter,
    begin: () => void,
    { message, fields, missing }: ShortRecord,
    left: number,
  ): boolean {
    const { encoder } = this;
    encoder.missing = missing;
    try {
      begin();
      if (!encoder.fieldsFirst) for (const text of message) encoder.message(out, text);
      encoder.beginFields(out);
      for (const { key, value } of fields) encoder.field(out, key, value);
      if (left > 0) encoder.field(out, this.moreKey(fields), moreMembers(left));
      if (encoder.fieldsFirst) {
        encoder.beginMessage(out);
        for (const text of message) encoder.message(out, text);
      }
      encoder.end(out);
      if (out.isOver) return false;
      out.commit();
      return true;
    } finally {
      encoder.missing = 0;
    }
  }

  private moreKey(fields: ShortRecord["fields"]): EncodedKey {
    const { encoder } = this;
    const names = new FreeNames(fields.map(({ key }) => key.name));
    const name = names.take(encoder.keyName(MORE));
    return { name, literal: encoder.key(name) };
  }
}

/** Appends the lengths of the texts, and returns the number of all other characters. */
function measure({ members, message, fields }: Selection, texts: number[]): number {
  let rest = 0;
  if ("texts" in message) texts.push(message.texts.reduce((sum, { length }) => sum + length, 0));
  else for (const piece of message) rest += measured(piece, members, texts);
  for (const { key, value } of fields) {
    rest += key.literal.length + AROUND_FIELD + measured(value, members, texts);
  }
  return rest;
}

function measured(value: Gathered, members: number, texts: number[]): number {
  if (value instanceof OutlinedJson) return value.measure(members, texts);
  texts.push(textOf(value).length);
  return 0;
}

/** Most characters of each text, assuming no escapes. */
function mostText(lengths: number[], most: number): number {
  lengths.sort((a, b) => a - b);
  let room = most;
  for (let i = 0; i < lengths.length; i++) {
    const share = Math.floor(room / (lengths.length - i));
    if ((lengths[i] as number) > share) return share - LENGTH_OF_MARK;
    room -= lengths[i] as number;
  }
  return room < 0 ? 0 : most;
}

function shortened({ members, message, fields }: Selection, most: number): ShortRecord {
  let missing = 0;
  const text = (short: Shortened): string => {
    missing += short.missing;
    return short.text;
  };
  const value = (gathered: Gathered): ShortValue => {
    const short = shortValue(gathered, most, members);
    missing += short.missing;
    return short;
  };
  const texts =
    "texts" in message
      ? [text(shortTexts(message.texts, most))]
      : message.map((piece) => textOf(value(piece).value));
  const values = fields.map(({ key, value: gathered }) => ({ key, ...value(gathered) }));
  return { message: texts, fields: values, missing };
}

function shortValue(value: Gathered, most: number, members: number): ShortValue {
  if (value instanceof OutlinedJson) {
    const { text, missing } = value.short(most, members);
    return { value: new Json(text), missing };
  }
  if (typeof value !== "string" && typeof value !== "bigint") return { value, missing: 0 };
  // A part of a number is no number: a long one is cut as a text.
  const { text, missing } = shortText(textOf(value), most);
  return missing === 0 ? { value, missing } : { value: text, missing };
}

function sourceText(value: Gathered): string {
  return textOf(value instanceof OutlinedJson ? value.json : value);
}
