import type { Clock } from "../../time/clock.ts";
import { type Literal, literal } from "../bytes/literal.ts";
import type { RecordWriter } from "../bytes/record-writer.ts";
import type {
  BoundFields,
  EncodedKey,
  Escapes,
  Position,
  RecordEncoder,
} from "../format/encoder.ts";
import { renamed } from "../object/rename.ts";
import { Json, type Plain, textOf } from "../value/plain.ts";
import { type Gathered, type GatheredField, LongRecord } from "./long-record.ts";
import { OutlinedJson } from "./short-json.ts";

/** Arguments of a record's `begin`, which is repeated. */
export interface Beginning {
  readonly level: number;
  readonly target: string | undefined;
  readonly position: Position | undefined;
}

/** Least length of a text, in characters. */
const LEAST_TEXT = 32;
const EMPTY = literal("");

/**
 * Gathers a record that is too long for its format's encoder, up to a number of characters. {@link LongRecord}
 * writes it.
 */
export class GatheringEncoder implements RecordEncoder {
  readonly printsTarget: boolean;
  readonly printsPosition: boolean;
  readonly fieldsFirst: boolean;
  readonly tail = 0;
  missing = 0;
  readonly escapes: Escapes;
  readonly errorKey: string;

  private readonly encoder: RecordEncoder;
  private readonly most: number;
  private pieces: Gathered[] | undefined;
  private gathered: GatheredField[] = [];
  private isBound = false;
  /** Number of fields that were not gathered. */
  private left = 0;
  /** Characters of values that were looked at, and the least that is written of them. */
  private looked = 0;
  private least = 0;

  /** `most` is how many characters are looked at. As many again are looked at for the beginnings of many values. */
  constructor(encoder: RecordEncoder, most: number) {
    this.encoder = encoder;
    this.most = most;
    this.printsTarget = encoder.printsTarget;
    this.printsPosition = encoder.printsPosition;
    this.fieldsFirst = encoder.fieldsFirst;
    this.escapes = encoder.escapes;
    this.errorKey = encoder.errorKey ?? "err";
  }

  /** Number of characters that may still be looked at. */
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
    const stands = this.isBound || key.name === this.errorKey;
    if (out.isOver && !stands) {
      this.left++;
      return;
    }
    this.gathered.push({ key, value: outlined(value), stands });
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

  /** Writes the gathered record. Returns `false` if the encoder cannot write one that fits. */
  write(out: RecordWriter, clock: Clock, { level, target, position }: Beginning): boolean {
    const { encoder, gathered, left } = this;
    const record = new LongRecord(encoder, this.pieces as Gathered[], gathered, left);
    return record.write(out, level, () => encoder.begin(out, clock, level, target, position));
  }

  private piece(out: RecordWriter, piece: Plain): void {
    if (this.pieces === undefined || piece === "") return;
    this.pieces.push(outlined(piece));
    this.count(out, 0, piece);
  }

  private count(out: RecordWriter, around: number, value: Plain): void {
    const { length } = textOf(value);
    if (value instanceof Json) this.looked += length;
    this.least += around + Math.min(length, LEAST_TEXT);
    if (this.least > this.most || this.looked > 2 * this.most) out.overflow();
  }
}

function outlined(value: Plain): Gathered {
  return value instanceof Json ? new OutlinedJson(value) : value;
}
