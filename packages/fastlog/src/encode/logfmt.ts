import { Buffer } from "node:buffer";
import type { Clock } from "../clock.ts";
import { Kept } from "../kept.ts";
import { LEVEL_NAMES, LEVELS } from "../level.ts";
import type { BoundFields, EncodedKey, Identity, RecordEncoder } from "./encoder.ts";
import { escapeJson, quoteJson } from "./escape.ts";
import { type Literal, literal } from "./literal.ts";
import { Run } from "./run.ts";
import { Json, type Plain, textOf } from "./value.ts";
import type { RecordWriter } from "./writer.ts";

/** The format's own keys. A field of that name gets a trailing `_`. */
const OWN_KEYS: ReadonlySet<string> = new Set([
  "time",
  "level",
  "hrtime",
  "pid",
  "tag",
  "target",
  "msg",
  "truncated",
]);

/**
 * What ends a key or makes it invalid for some reader: keys cannot be quoted. Besides what is never
 * written as it is, and space and `=`, these are quotes of either kind, backslashes, and U+FFFD, which
 * is also what a lone surrogate would become.
 */
const NOT_IN_KEY = /[\s"'=\\\p{Cc}\p{Cs}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufffd]/gu;

/** What may stand without quotes: printable, and neither a space nor a quote, `=` or `\\`. */
const BARE = /^[!#-&(-<>-[\]-~]+$/;

/** The longest number, boolean, or text that was cut to nothing. */
const VALUE_ROOM = 32;

const MESSAGE = ' msg="';

/**
 * One line of `key=value` pairs, as Heroku's and Grafana's tools and Go's loggers have it:
 *
 * ```text
 * time=2026-11-21T03:08:25.902Z level=info hrtime=1285211036313 pid=1 tag=main target=app msg="…" key=value…
 * └─────────────────────────── a run, kept ready ────────────────────────────┘└ kept ───┘└ message ┘└ fields
 * ```
 *
 * Values are bare where they can be, else JSON strings, objects and arrays their JSON text. Without
 * quotes `null` is null, and the string of that name has them; otherwise quotes say nothing about the
 * type, of which logfmt has none.
 *
 * A record that is too long still parses: a text that does not fit ends with `…`, fields behind it are
 * left out, and `truncated` says how many bytes that is.
 */
export class LogfmtEncoder implements RecordEncoder {
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
    const piece = this.targets.get(target) ?? literal(targetText(target));
    out.literal(out.fits(piece.length) ? piece : literal(MESSAGE));
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
    const name = source.replace(NOT_IN_KEY, "_");
    return name === "" || OWN_KEYS.has(name) ? `${name}_` : name;
  }

  key(name: string): Literal {
    return literal(` ${name}=`);
  }

  beginFields(out: RecordWriter): void {
    out.endQuote();
  }

  field(out: RecordWriter, key: EncodedKey, value: Plain): void {
    const piece = key.literal;
    if (!out.fits(piece.length + VALUE_ROOM)) {
      out.skip(piece.length + Buffer.byteLength(textOf(value)));
      return;
    }
    out.literal(piece);
    if (typeof value === "string") this.text(out, value);
    else if (typeof value === "number") out.number(value);
    else if (value === null || typeof value === "boolean") out.text(String(value));
    else if (value instanceof Json) this.text(out, value.text);
    else this.text(out, String(value));
  }

  fields(out: RecordWriter, { whole }: BoundFields): boolean {
    return out.piece(whole, 0);
  }

  beginMessage(): void {}

  end(out: RecordWriter): void {
    const cut = out.endContent();
    if (cut > 0) out.safeText(` truncated=${cut}`);
  }

  private text(out: RecordWriter, text: string): void {
    // One that is cut has quotes, in which the mark is.
    if (isBare(text) && out.fits(text.length)) out.text(text);
    else out.jsonString(text);
  }
}

function isBare(text: string): boolean {
  return BARE.test(text) && text !== "null";
}

function wordOf(text: string): string {
  return isBare(text) ? text : quoteJson(text);
}

function targetText(target: string): string {
  return ` target=${wordOf(target)}${MESSAGE}`;
}

function runs({ pid, tag }: Identity, last: string): (Run | undefined)[] {
  const result: (Run | undefined)[] = new Array(LEVELS.fatal + 1).fill(undefined);
  for (const level of LEVEL_NAMES) {
    result[LEVELS[level]] = new Run([
      { kind: "text", text: "time=" },
      { kind: "date", style: "ms" },
      { kind: "text", text: ` level=${level} hrtime=` },
      { kind: "hrtime" },
      { kind: "text", text: ` pid=${pid} tag=${wordOf(tag)}${last}` },
    ]);
  }
  return result;
}
