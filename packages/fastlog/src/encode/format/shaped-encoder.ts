import { allLevels, LEVELS, levelOf, type RecordLevel } from "../../level.ts";
import { MAX_LEVEL } from "../../own-levels.ts";
import { escapeJson, quoteJson } from "../../text/escape.ts";
import { IN_JSON } from "../../text/escape-bytes.ts";
import { MAX_CACHED_LENGTH, SMALL_WEIGHT, StringCache } from "../../text/string-cache.ts";
import type { Clock } from "../../time/clock.ts";
import type { TraceIds } from "../../trace/trace-ids.ts";
import { type Literal, literal } from "../bytes/literal.ts";
import { Prefix } from "../bytes/prefix.ts";
import type { RecordWriter } from "../bytes/record-writer.ts";
import { type Plain, textOf } from "../value/plain.ts";
import type { ErrorPieces } from "../value/plain-error.ts";
import type { BoundFields, EncodedKey, Escapes, Identity, RecordEncoder } from "./encoder.ts";
import { writeOtherJson } from "./json.ts";
import { ErrorKeys } from "./json-errors.ts";
import { LineTree } from "./json-line.ts";
import {
  constantText,
  mostBytes,
  type Segment,
  type Segments,
  segmentsOf,
} from "./json-segments.ts";
import type { JsonShape } from "./json-shape.ts";
import { traceText } from "./json-trace.ts";
import { shortTarget, VALUE_ROOM } from "./quoted-encoder.ts";

const OPENING = literal("{");
const OPENING_BRACE = 123;
const CLOSING_BRACE = 125;

/** Stands for a level that the program makes later. */
const LATER = { name: "later" as RecordLevel, number: 1 };

/** In bytes: the longest number of missing characters. */
const NUMBER_ROOM = 20;

/** In characters: a longer target has no cached lines. */
const MAX_TARGET = 128;

/** The lines of a target, or of records without one, which are made when they are first needed. */
interface Lines {
  /** Indexed by the level's number. */
  readonly lines: (Segments | undefined)[];
  /** The prefixes of the lines that begin with a single one. */
  readonly prefixes: (Prefix | undefined)[];
}

/**
 * Writes a JSON object a line, in any shape. Everything but the message, the fields and the times is kept as bytes:
 *
 * ```text
 * {"@timestamp":"…","log.level":"info","message":"…","ecs.version":"8.11.0","process.pid":1,"status":200}
 * └───────────────── head ──────────────────────┘└ message ─┘└──────── middle ────────────┘└─ fields ─┘└ tail
 * ```
 *
 * Fields may also stand before the message.
 */
export class ShapedEncoder implements RecordEncoder {
  readonly printsTarget = false;
  readonly printsPosition = false;
  readonly fieldsFirst: boolean;
  readonly takesWhole: boolean;
  readonly tail: number;
  missing = 0;
  /** Set if records have the ids of a trace. */
  declare readonly asksProgram?: boolean;
  readonly escapes: Escapes = { message: IN_JSON, field: IN_JSON, json: undefined };
  readonly jsonStyle = "plain";
  readonly errorKey: string;
  readonly ending: Literal | undefined;

  private readonly shape: JsonShape;
  private readonly tree: LineTree;
  private readonly errors: ErrorKeys | undefined;
  /** Key of errors; `undefined` if they are written as in any other field. */
  private readonly errorLiteral: Literal | undefined;
  /** Names of the format itself. A field of such a name gets a trailing `_`. */
  private readonly names: ReadonlySet<string>;
  private readonly traceNames: ReadonlySet<string>;
  private readonly truncated: string;
  /** Text between message and fields, and after both, if all lines have the same. */
  private readonly middle: Literal | undefined;
  private readonly last: Literal | undefined;
  /** Some lines have objects around the fields, which the ids of a trace come before. */
  private readonly isWrapped: boolean;
  private readonly isFirst: boolean;
  /** The rest of a record depends on its line. */
  private readonly isVaried: boolean;

  private readonly withoutTarget: Lines = noLines();
  /** The lines of targets that have none of their own. */
  private readonly withTarget: Lines = noLines();
  private readonly targets = new StringCache(() => noLines(), MAX_CACHED_LENGTH, SMALL_WEIGHT);

  /** The line of the current record, and what it needs. */
  private line: Segments;
  private target: Literal = literal("");
  private clock: Clock | undefined;
  /** Offsets in the record of the objects around the fields, and of the first field. */
  private openingAt = 0;
  private fieldsAt = 0;
  private ids: TraceIds | undefined;
  private encodedIds: Literal | undefined;

  constructor(shape: JsonShape, identity: Identity) {
    this.shape = shape;
    this.tree = new LineTree(shape, identity);
    const { fieldsFirst, hasTraceInside } = this.tree;
    this.fieldsFirst = fieldsFirst;
    const errors = new ErrorKeys(shape.err);
    this.errors = errors.isNeeded ? errors : undefined;
    this.errorLiteral = this.errors?.literal;
    this.errorKey = shape.err.key;
    const lifted = Object.values(shape.err.lifted);
    this.names = new Set([...this.tree.names, shape.truncated, ...lifted]);
    const { traceId, spanId, traceFlags } = shape.trace;
    const traceKeys = [traceId, spanId, traceFlags].flatMap((key) => key?.key ?? []);
    this.traceNames = new Set(hasTraceInside ? traceKeys : []);
    this.isWrapped = !hasTraceInside;
    this.truncated = `,${quoteJson(shape.truncated)}:`;

    const lines = [...allLevels(), LATER].flatMap(({ name, number }) =>
      ([undefined, true] as const).map((target) => this.tree.line({ level: name, number, target })),
    );
    this.isFirst = lines.some(({ isFirst }) => isFirst);
    const middle = common(lines.map(({ middle }) => constantText(middle)));
    const last = common(lines.map(({ tail }) => constantText(tail)));
    this.middle = middle === undefined || fieldsFirst ? undefined : literal(middle);
    this.last = last === undefined ? undefined : literal(last);
    this.tail =
      Math.max(...lines.map(({ tail }) => mostBytes(tail))) + this.truncated.length + NUMBER_ROOM;
    const isEndKnown = last !== undefined && !fieldsFirst && !this.isFirst;
    this.takesWhole = isEndKnown;
    this.ending = isEndKnown ? literal(`${last}}\n`) : undefined;
    this.isVaried = this.last === undefined || this.middle === undefined || this.isFirst;
    this.line = this.lineOf(LEVELS.info, undefined);
  }

  prepare(text: string): Literal {
    return literal(escapeJson(text));
  }

  prepareClosed(text: string): Literal | undefined {
    if (this.middle === undefined || this.isFirst) return undefined;
    return literal(escapeJson(text) + this.middle.text);
  }

  prepareWhole(text: string): Literal | undefined {
    const { middle, last } = this;
    if (middle === undefined || last === undefined) return undefined;
    return literal(`${escapeJson(text)}${middle.text}${this.isFirst ? "{" : ""}${last.text}}\n`);
  }

  head(level: number, target: string | undefined): Prefix | undefined {
    const lines = target === undefined ? this.withoutTarget : this.targets.get(target);
    const prefix = lines?.prefixes[level];
    if (prefix === undefined) return undefined;
    if (this.isVaried) {
      // The objects around the fields are written again behind the ids of a trace.
      if (this.fieldsFirst && this.asksProgram === true) return undefined;
      this.line = lines?.lines[level] as Segments;
    }
    return prefix;
  }

  begin(out: RecordWriter, clock: Clock, level: number, target: string | undefined): void {
    this.clock = clock;
    this.line = this.lineOf(level, target);
    this.write(out, this.line.head);
    if (!this.fieldsFirst) return;
    this.openingAt = out.length;
    this.write(out, this.line.opening);
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
    const middle = this.middle ?? this.line.middleText;
    if (middle !== undefined && !(this.isWrapped && this.asksProgram === true)) out.literal(middle);
    else if (!this.fieldsFirst) this.middleAndOpening(out);
    if (this.isFirst) this.fieldsAt = out.length;
  }

  private middleAndOpening(out: RecordWriter): void {
    this.write(out, this.line.middle);
    this.openingAt = out.length;
    this.write(out, this.line.opening);
  }

  trace(out: RecordWriter, ids: TraceIds): void {
    if (ids !== this.ids) this.encodeTrace(ids);
    const { encodedIds } = this;
    if (encodedIds === undefined) return;
    if (this.isWrapped) out.rewind(this.openingAt);
    out.literal(encodedIds);
    if (this.isWrapped) this.write(out, this.line.opening);
    this.fieldsAt = out.length;
  }

  /** Records of one span have the same ids, mostly as the same object. */
  private encodeTrace(ids: TraceIds): void {
    this.ids = undefined;
    const text = traceText(this.shape.trace, ids);
    this.encodedIds = text === undefined ? undefined : literal(text);
    this.ids = ids;
  }

  keyName(source: string): string {
    if (source === "err") return this.errorKey;
    const name = source.toWellFormed();
    const isTraced = this.asksProgram === true && this.traceNames.has(name);
    return isTraced || this.names.has(name) ? `${name}_` : name;
  }

  key(name: string): Literal {
    if (name === this.errorKey && this.errorLiteral !== undefined) return this.errorLiteral;
    return literal(`,${quoteJson(name)}:`);
  }

  field(out: RecordWriter, key: EncodedKey, value: Plain): void {
    if (key.literal === this.errorLiteral && this.errors?.write(out, value) === true) return;
    if (!out.piece(key.literal, VALUE_ROOM)) {
      out.overflow();
    } else if (typeof value === "string") {
      out.jsonString(value);
    } else if (typeof value === "number" && Number.isFinite(value)) {
      out.number(value);
    } else {
      writeOtherJson(out, value);
    }
  }

  fields(out: RecordWriter, { whole }: BoundFields): boolean {
    return out.piece(whole, 0);
  }

  beginJson(out: RecordWriter, key: EncodedKey): boolean {
    return key.literal !== this.errorLiteral && out.piece(key.literal, VALUE_ROOM);
  }

  errorPieces(key: EncodedKey): ErrorPieces | undefined {
    return key.literal === this.errorLiteral ? this.errors?.pieces : undefined;
  }

  beginMessage(out: RecordWriter): void {
    this.endFields(out);
    this.write(out, this.line.middle);
  }

  end(out: RecordWriter): void {
    out.endContent();
    if (!this.fieldsFirst) this.endFields(out);
    if (this.last === undefined) this.write(out, this.line.tail);
    else if (this.last.length > 0) out.literal(this.last);
    out.closing(CLOSING_BRACE);
  }

  private endFields(out: RecordWriter): void {
    if (this.missing > 0) out.safeText(this.truncated + this.missing);
    if (!this.isFirst || !this.line.isFirst) return;
    // The first field came with a comma.
    if (out.length === this.fieldsAt) out.literal(OPENING);
    else out.replace(this.fieldsAt, OPENING_BRACE);
  }

  private write(out: RecordWriter, segments: readonly Segment[]): void {
    for (const segment of segments) {
      if (segment === "target") out.literal(this.target);
      else if (segment instanceof Prefix) segment.write(out, this.clock as Clock);
      else out.literal(segment);
    }
  }

  private lineOf(level: number, target: string | undefined): Segments {
    if (target === undefined) return this.lineIn(this.withoutTarget, level, undefined);
    const lines = target.length > MAX_TARGET ? undefined : this.targets.get(target);
    if (lines !== undefined) return this.lineIn(lines, level, target);
    this.target = literal(quoteJson(shortTarget(target)));
    return this.lineIn(this.withTarget, level, true);
  }

  private lineIn(
    { lines, prefixes }: Lines,
    level: number,
    target: string | true | undefined,
  ): Segments {
    const known = lines[level];
    if (known !== undefined) return known;
    const line = this.tree.line({ level: levelOf(level), number: level, target });
    const made = segmentsOf(line, this.fieldsFirst);
    lines[level] = made;
    prefixes[level] = made.prefix;
    return made;
  }
}

function noLines(): Lines {
  const none = () => new Array<undefined>(MAX_LEVEL + 1).fill(undefined);
  return { lines: none(), prefixes: none() };
}

/** The text that all lines have; `undefined` if it varies. */
function common(texts: readonly (string | undefined)[]): string | undefined {
  return texts.every((text) => text === texts[0]) ? texts[0] : undefined;
}
