import type { Clock } from "../clock.ts";
import { Kept } from "../kept.ts";
import { LEVELS } from "../level.ts";
import type { BoundFields, EncodedKey, Identity, RecordEncoder } from "./encoder.ts";
import { escapeJson, quoteJson } from "./escape.ts";
import { type Literal, literal } from "./literal.ts";
import { Run } from "./run.ts";
import { type Shape, writeShaped } from "./shape.ts";
import { Json, type Plain, textOf } from "./value.ts";
import type { RecordWriter } from "./writer.ts";

/** The format's own keys. A field of that name gets a trailing `_`. */
const OWN_KEYS: ReadonlySet<string> = new Set([
  "level",
  "time",
  "hrtime",
  "pid",
  "hostname",
  "tag",
  "target",
  "msg",
  "truncated",
]);

const CLOSING_BRACE = 125;
/** The longest number, a boolean, or a text that was cut to nothing. */
const VALUE_ROOM = 32;

const MESSAGE = ',"msg":"';

/**
 * One JSON object a line, in pino's shape:
 *
 * ```text
 * {"level":30,"time":1763692020123,"hrtime":1285211036313,"pid":1,"hostname":"h","tag":"main","msg":"…",…}
 * └──────────────────────────── a run, kept ready ──────────────────────────────┘└ message ─┘└ fields
 * ```
 *
 * A record that is too long still parses: a text that does not fit ends with `…`, fields behind it are
 * left out, and `truncated` says how many bytes that is.
 */
export class JsonEncoder implements RecordEncoder {
  readonly printsTarget = false;
  readonly printsPosition = false;
  readonly fieldsFirst = false;
  readonly takesWhole = true;
  readonly tail = 48;

  /** Indexed by the level's number; the second ones go on to the message's quote. */
  private readonly withTarget: readonly (Run | undefined)[];
  private readonly withMessage: readonly (Run | undefined)[];
  private readonly targets = new Kept((target) => literal(targetText(target)));

  constructor(identity: Identity) {
    this.withTarget = runs(identity, "");
    this.withMessage = runs(identity, MESSAGE);
  }

  begin(out: RecordWriter, clock: Clock, level: number, target: string | undefined): void {
    if (target === undefined) {
      (this.withMessage[level] as Run).write(out, clock);
      return;
    }
    (this.withTarget[level] as Run).write(out, clock);
    const kept = this.targets.get(target);
    if (kept !== undefined && out.fits(kept.length)) out.literal(kept);
    else this.target(out, target);
  }

  prepare(text: string): Literal {
    return literal(escapeJson(text));
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

  keyName(source: string): string {
    return OWN_KEYS.has(source) ? `${source}_` : source;
  }

  key(name: string): Literal {
    return literal(`,${quoteJson(name)}:`);
  }

  beginFields(out: RecordWriter): void {
    out.endQuote();
  }

  field(out: RecordWriter, key: EncodedKey, value: Plain): void {
    if (!out.piece(key.literal, VALUE_ROOM)) {
      out.skip(key.literal.length + Buffer.byteLength(textOf(value)));
    } else if (typeof value === "string") {
      out.jsonString(value);
    } else if (typeof value === "number" && Number.isFinite(value)) {
      out.number(value);
    } else {
      this.other(out, value);
    }
  }

  fields(out: RecordWriter, { whole }: BoundFields): boolean {
    return out.piece(whole, 0);
  }

  shaped(out: RecordWriter, key: EncodedKey, shape: Shape, value: unknown): boolean {
    const start = out.length;
    if (!out.fits(key.literal.length)) return false;
    out.literal(key.literal);
    if (writeShaped(out, shape, value)) return true;
    out.rewind(start);
    return false;
  }

  beginMessage(): void {}

  end(out: RecordWriter): void {
    const cut = out.endContent();
    if (cut > 0) out.safeText(`,"truncated":${cut}`);
    out.closing(CLOSING_BRACE);
  }

  private other(out: RecordWriter, value: Exclude<Plain, string>): void {
    if (typeof value === "number") out.text("null");
    else if (value === null || typeof value === "boolean") out.text(String(value));
    else if (value instanceof Json) out.json(value.text);
    else out.json(String(value));
  }

  /** One that does not come again and again. */
  private target(out: RecordWriter, target: string): void {
    const piece = literal(targetText(target));
    out.literal(out.fits(piece.length) ? piece : literal(MESSAGE));
  }
}

function targetText(target: string): string {
  return `,"target":${quoteJson(target)}${MESSAGE}`;
}

function runs(identity: Identity, last: string): (Run | undefined)[] {
  const { pid, host, tag } = identity;
  const result: (Run | undefined)[] = new Array(LEVELS.fatal + 1).fill(undefined);
  for (const level of Object.values(LEVELS)) {
    result[level] = new Run([
      { kind: "text", text: `{"level":${level},"time":` },
      { kind: "date", style: "epoch" },
      { kind: "text", text: ',"hrtime":' },
      { kind: "hrtime" },
      {
        kind: "text",
        text: `,"pid":${pid},"hostname":${quoteJson(host)},"tag":${quoteJson(tag)}${last}`,
      },
    ]);
  }
  return result;
}
