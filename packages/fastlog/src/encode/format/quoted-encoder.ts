import { levelTable, type RecordLevel } from "../../level.ts";
import { escapeJson } from "../../text/escape.ts";
import { MAX_CACHED_LENGTH, SMALL_WEIGHT, StringCache } from "../../text/string-cache.ts";
import type { Clock } from "../../time/clock.ts";
import { type Literal, literal } from "../bytes/literal.ts";
import { Prefix, type PrefixPart } from "../bytes/prefix.ts";
import type { RecordWriter } from "../bytes/record-writer.ts";
import { shortText } from "../object/short-text.ts";
import { type Plain, textOf } from "../value/plain.ts";
import type { BoundFields } from "./encoder.ts";

/** Room for a value after a key: the longest number, a boolean, or a text that was cut to nothing. */
export const VALUE_ROOM = 32;

/** In bytes: a longer target has no cached prefixes. */
const MAX_TARGET = 128;
/** In characters: a longer target is cut, to leave room in a short record. */
const MOST_TARGET = 64;

/** An encoded target, up to the opening quote of the message. */
interface Target {
  readonly piece: Literal;
  /** Everything before the message, indexed by the level's number; none for a long target. */
  readonly prefixes: readonly (Prefix | undefined)[];
}

/** Constant parts of a line. */
export interface QuotedLine {
  /** Everything before the target, for a level. */
  head(level: RecordLevel, number: number): readonly PrefixPart[];
  /** The target with its key. */
  target(target: string): string;
  /** Everything from the target to the message, including its opening quote. */
  readonly message: string;
}

/**
 * Base of the formats with a message in quotes that is escaped as in JSON, after the target, if known, and before
 * the fields.
 */
export abstract class QuotedEncoder {
  readonly printsTarget = false;
  readonly printsPosition = false;
  readonly fieldsFirst = false;
  readonly takesWhole = true;
  readonly tail = 48;
  missing = 0;

  private readonly line: QuotedLine;
  /** Indexed by the level's number. Prefixes without a target extend to the message's quote. */
  private readonly withTarget: readonly (Prefix | undefined)[];
  private readonly withMessage: readonly (Prefix | undefined)[];
  private readonly targets: StringCache<Target>;

  constructor(line: QuotedLine) {
    this.line = line;
    this.withTarget = prefixes(line, "");
    this.withMessage = prefixes(line, line.message);
    this.targets = new StringCache(
      (target) => this.prepareTarget(target),
      MAX_CACHED_LENGTH,
      SMALL_WEIGHT,
    );
  }

  head(level: number, target: string | undefined): Prefix | undefined {
    if (target === undefined) return this.withMessage[level];
    return this.targets.get(target)?.prefixes[level];
  }

  begin(out: RecordWriter, clock: Clock, level: number, target: string | undefined): void {
    if (target === undefined) {
      (this.withMessage[level] as Prefix).write(out, clock);
      return;
    }
    (this.withTarget[level] as Prefix).write(out, clock);
    const piece = this.targets.get(target)?.piece ?? literal(this.textOf(target));
    out.literal(piece);
  }

  prepare(text: string): Literal {
    return literal(escapeJson(text));
  }

  prepareClosed(text: string): Literal {
    return literal(`${escapeJson(text)}"`);
  }

  literal(out: RecordWriter, piece: Literal): void {
    out.literal(piece);
  }

  message(out: RecordWriter, text: string): void {
    out.jsonText(text);
  }

  value(out: RecordWriter, value: Plain): void {
    if (typeof value === "number") out.number(value);
    else out.jsonText(textOf(value));
  }

  beginFields(out: RecordWriter): void {
    out.endQuote();
  }

  fields(out: RecordWriter, { whole }: BoundFields): boolean {
    return out.piece(whole, 0);
  }

  beginMessage(): void {}

  private prepareTarget(target: string): Target {
    const text = this.textOf(target);
    const piece = literal(text);
    return { piece, prefixes: piece.length <= MAX_TARGET ? prefixes(this.line, text) : [] };
  }

  private textOf(target: string): string {
    return this.line.target(target) + this.line.message;
  }
}

/** A target, cut so that it leaves room for other content. */
export function shortTarget(target: string): string {
  return shortText(target, MOST_TARGET).text;
}

function prefixes(line: QuotedLine, last: string): (Prefix | undefined)[] {
  return levelTable(
    (level, number) => new Prefix([...line.head(level, number), { kind: "text", text: last }]),
  );
}
