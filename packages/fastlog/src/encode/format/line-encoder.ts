import { Buffer } from "node:buffer";
import { allLevels, levelTable, type RecordLevel } from "../../level.ts";
import { escapeUnsafe, quoteWhereNeeded } from "../../text/escape.ts";
import { IN_JSON, IN_LINE } from "../../text/escape-bytes.ts";
import type { Clock } from "../../time/clock.ts";
import { type Literal, literal } from "../bytes/literal.ts";
import { Prefix, type PrefixPart } from "../bytes/prefix.ts";
import type { RecordWriter } from "../bytes/record-writer.ts";
import { cutMark } from "../object/markers.ts";
import { shortText } from "../object/short-text.ts";
import { type Plain, textOf } from "../value/plain.ts";
import { colored } from "./color.ts";
import type {
  BoundFields,
  EncodedKey,
  Escapes,
  Identity,
  Place,
  Position,
  RecordEncoder,
} from "./encoder.ts";
import { demandsOf, type Token } from "./line-template.ts";

/** Part of a compiled template: a prefix in which only the time changes, or a value of the record. */
type Segment = Prefix | "target" | "file" | "line";

/** A template, compiled for one level. */
interface Line {
  /** The only prefix before the message in nearly all templates. A field of its own for speed. */
  readonly first: Prefix;
  readonly head: readonly Segment[];
  readonly tail: readonly Segment[];
  /** No time is in `head` and `tail`: they are constant for a target and a position. */
  readonly isPlace: boolean;
}

/** Value of `messageAt`: only the first prefix stands before the message. */
const RUN = -1;

/** In characters: a longer target or file is cut. */
const MOST_SEGMENT = 256;
/** Most bytes of such a value at the end of a line. */
const SEGMENT_ROOM = 512;

/** Writes the text format: a line for each record, by a template. Fields follow the message as ` key=value`. */
export class LineEncoder implements RecordEncoder {
  readonly fieldsFirst = false;
  readonly printsTarget: boolean;
  readonly printsPosition: boolean;
  readonly tail: number;
  missing = 0;
  readonly escapes: Escapes = { message: IN_LINE, field: IN_JSON, json: undefined };
  readonly ending: Literal | undefined;

  /** Indexed by the level's number. */
  private readonly lines: readonly (Line | undefined)[];
  private line!: Line;
  private readonly clock: Clock;
  private target: string | undefined;
  private position: Position | undefined;
  /** A single prefix stands before the message, and only constants after it. */
  private readonly isRun: boolean;
  /** Length of the record before its message, or {@link RUN}. */
  private messageAt = 0;
  /** The next field has nothing before it. */
  private isEmpty = false;

  /** `color` colours the level. */
  constructor(template: readonly Token[], identity: Identity, clock: Clock, color = false) {
    this.clock = clock;
    const { printsTarget, printsPosition } = demandsOf(template);
    this.printsTarget = printsTarget;
    this.printsPosition = printsPosition;
    const style = color ? colored : plain;
    const lines = levelTable((level) => compile(template, identity, level, style));
    this.lines = lines;
    this.isRun = !printsTarget && !printsPosition && lines.every((line) => !line?.head.length);
    this.tail = template
      .slice(template.findIndex((token) => token.kind === "message"))
      .reduce((sum, token) => sum + mostBytes(token, identity, style), 0);
    this.ending = this.tail === 0 ? literal("\n") : undefined;
  }

  head(level: number): Prefix | undefined {
    if (!this.isRun) return undefined;
    const line = this.lines[level] as Line;
    this.line = line;
    this.messageAt = RUN;
    return line.first;
  }

  begin(
    out: RecordWriter,
    clock: Clock,
    level: number,
    target: string | undefined,
    position: Position | undefined,
  ): void {
    const line = this.lines[level] as Line;
    this.line = line;
    line.first.write(out, clock);
    const place = position?.place;
    // Most records of a call site, if the line prints its position, and ends with the message and the fields.
    if (place !== undefined && place.owner === line && this.isKnown(place, target)) {
      out.literal(place.head as Literal);
    } else {
      this.beginAny(out, line, target, position);
    }
    this.messageAt = out.length;
  }

  /** Whether nothing but the head of a place is needed. */
  private isKnown(place: Place, target: string | undefined): boolean {
    return this.tail === 0 && (!this.printsTarget || place.target === target);
  }

  /** Keeps the target and the position, for the end of the line too. */
  private beginAny(
    out: RecordWriter,
    line: Line,
    target: string | undefined,
    position: Position | undefined,
  ): void {
    if (this.printsTarget) this.target = target;
    if (this.printsPosition) this.position = position;
    if (line.head.length > 0) this.writeHead(out, line);
  }

  literal(out: RecordWriter, piece: Literal): void {
    out.literal(piece);
  }

  prepare(text: string): Literal {
    return literal(escapeUnsafe(text));
  }

  prepareWhole(text: string): Literal | undefined {
    return this.tail === 0 ? literal(`${escapeUnsafe(text)}\n`) : undefined;
  }

  message(out: RecordWriter, text: string): void {
    out.text(text);
  }

  value(out: RecordWriter, value: Plain): void {
    if (typeof value === "number") out.number(value);
    else out.text(textOf(value));
  }

  keyName(source: string): string {
    return source;
  }

  key(name: string): Literal {
    return literal(` ${quoteWhereNeeded(name)}=`);
  }

  beginFields(out: RecordWriter): void {
    this.isEmpty =
      out.length === (this.messageAt === RUN ? this.line.first.length : this.messageAt);
  }

  field(out: RecordWriter, key: EncodedKey, value: Plain): void {
    this.piece(out, key.literal);
    if (typeof value === "number") out.number(value);
    else if (typeof value === "string") out.word(value);
    else out.safeText(textOf(value));
  }

  readonly jsonStyle = "plain";

  beginJson(out: RecordWriter, key: EncodedKey): boolean {
    return !this.isEmpty && out.piece(key.literal, 0);
  }

  fields(out: RecordWriter, { whole }: BoundFields): boolean {
    this.piece(out, whole);
    return true;
  }

  beginMessage(): void {}

  end(out: RecordWriter): void {
    out.endContent();
    if (this.missing > 0) out.safeText(cutMark(this.missing));
    if (this.tail > 0) this.writeTail(out, this.line);
  }

  private writeHead(out: RecordWriter, line: Line): void {
    const place = this.printsPosition ? this.position?.place : undefined;
    if (place === undefined || !line.isPlace) this.writeSegments(out, line.head);
    else out.literal(this.placed(place, line).head as Literal);
  }

  private writeTail(out: RecordWriter, line: Line): void {
    const place = this.printsPosition ? this.position?.place : undefined;
    if (place === undefined || !line.isPlace) this.writeSegments(out, line.tail);
    else out.literal(this.placed(place, line).tail as Literal);
  }

  /** The place with the literals of a line, the current target and position. */
  private placed(place: Place, line: Line): Place {
    const { target } = this;
    if (place.owner === line && place.target === target) return place;
    const head = literal(this.textOf(line.head));
    const tail = literal(this.textOf(line.tail));
    // No call is between these: on a full stack it would throw.
    place.head = head;
    place.tail = tail;
    place.target = target;
    place.owner = line;
    return place;
  }

  /** The text of segments without a time. */
  private textOf(segments: readonly Segment[]): string {
    return segments
      .map((segment) =>
        segment instanceof Prefix ? segment.constant : escapeUnsafe(this.shown(segment)),
      )
      .join("");
  }

  private shown(segment: "target" | "file" | "line"): string {
    if (segment === "line") return String(this.position?.line ?? 0);
    const text = segment === "target" ? this.target : this.position?.file;
    return shortText(text ?? "", MOST_SEGMENT).text;
  }

  private piece(out: RecordWriter, piece: Literal): void {
    if (this.isEmpty) {
      // Without a message no blank comes before the fields.
      this.isEmpty = false;
      out.safeText(piece.text.slice(1));
    } else {
      out.literal(piece);
    }
  }

  private writeSegments(out: RecordWriter, segments: readonly Segment[]): void {
    for (const segment of segments) {
      if (segment instanceof Prefix) segment.write(out, this.clock);
      else if (segment === "line") out.number(this.position?.line ?? 0);
      else out.text(this.shown(segment));
    }
  }
}

/** Formats a level's name. */
type LevelStyle = (name: string, level: RecordLevel) => string;

const plain: LevelStyle = (name) => name;

function compile(
  template: readonly Token[],
  identity: Identity,
  level: RecordLevel,
  style: LevelStyle,
): Line {
  const message = template.findIndex((token) => token.kind === "message");
  const [first, ...head] = segments(template.slice(0, message), identity, level, style);
  const tail = segments(template.slice(message + 1), identity, level, style);
  const isPlace = [...head, ...tail].every((one) => !(one instanceof Prefix) || one.isConstant);
  if (first instanceof Prefix) return { first, head, tail, isPlace };
  const empty = new Prefix([]);
  return { first: empty, head: first === undefined ? [] : [first, ...head], tail, isPlace };
}

/** Joins neighbouring tokens into prefixes of at most one date and one hrtime. */
function segments(
  tokens: readonly Token[],
  identity: Identity,
  level: RecordLevel,
  style: LevelStyle,
): Segment[] {
  const result: Segment[] = [];
  let parts: PrefixPart[] = [];
  const close = () => {
    if (parts.length > 0) result.push(new Prefix(parts));
    parts = [];
  };
  for (const token of tokens) {
    if (token.kind === "target" || token.kind === "file" || token.kind === "line") {
      close();
      result.push(token.kind);
    } else if (token.kind === "date" || token.kind === "hrtime") {
      if (parts.some((part) => part.kind === token.kind)) close();
      parts.push(token.kind === "date" ? token : { kind: "hrtime" });
    } else {
      parts.push({ kind: "text", text: constant(token, identity, level, style) });
    }
  }
  close();
  return result;
}

/** The text of a token that is constant for all records of a level. */
function constant(token: Token, identity: Identity, level: RecordLevel, style: LevelStyle): string {
  switch (token.kind) {
    case "text":
      return escapeInTemplate(token.text);
    case "level":
      return style(level.toUpperCase().padEnd(token.width), level);
    case "tag":
      return escapeUnsafe(identity.tag);
    case "host":
      return escapeUnsafe(identity.host);
    case "pid":
      return String(identity.pid);
    case "thread":
      return String(identity.thread);
    default:
      return "";
  }
}

/** Escapes a template's own text, except for tabs and the escape sequences of colours. */
function escapeInTemplate(text: string): string {
  const isMeant = (unit: string): boolean => unit === "\t" || unit === "\u001b";
  return Array.from(text, (unit) => (isMeant(unit) ? unit : escapeUnsafe(unit))).join("");
}

function mostBytes(token: Token, identity: Identity, style: LevelStyle): number {
  switch (token.kind) {
    case "target":
    case "file":
      return SEGMENT_ROOM;
    case "date":
    case "hrtime":
    case "line":
      return 32;
    default:
      return Math.max(
        ...allLevels().map(({ name }) => Buffer.byteLength(constant(token, identity, name, style))),
      );
  }
}
