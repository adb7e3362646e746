import { escapeJson, quoteJson } from "../../text/escape.ts";
import { IN_JSON } from "../../text/escape-bytes.ts";
import { type Literal, literal } from "../bytes/literal.ts";
import type { RecordWriter } from "../bytes/record-writer.ts";
import { Json, type Plain, textOf } from "../value/plain.ts";
import type { EncodedKey, Escapes, Identity, RecordEncoder } from "./encoder.ts";
import { QuotedEncoder, shortTarget, VALUE_ROOM } from "./quoted-encoder.ts";

/** Keys of the format itself. A field of such a name gets a trailing `_`. */
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
 * Characters that end a key, or make it invalid for some reader: keys cannot be quoted. Besides the unsafe
 * characters, space and `=`, these are quotes, backslashes, and U+FFFD, which a lone surrogate would become.
 */
const NOT_IN_KEY = /[\s"'=\\\p{Cc}\p{Cs}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufffd]/gu;

/** Values that need no quotes: printable, without space, quotes, `=` and `\\`. */
const BARE = /^[!#-&(-<>-[\]-~]+$/;

/**
 * Writes a line of `key=value` pairs, as Heroku's and Grafana's tools and Go's loggers do:
 *
 * ```text
 * time=2026-11-21T03:08:25.902Z level=info hrtime=1285211036313 pid=1 tag=main target=app msg="…" key=value…
 * └────────────────────────── a prefix, kept ready ──────────────────────────┘└ kept ───┘└ message ┘└ fields
 * ```
 *
 * Values are bare if possible, else JSON strings. Objects and arrays are JSON text. `null` without quotes is null,
 * and the string "null" has quotes. Otherwise quotes do not tell the type: logfmt has no types.
 *
 * `truncated` is the number of characters cut from the record's texts if it was too long.
 */
export class LogfmtEncoder extends QuotedEncoder implements RecordEncoder {
  constructor({ pid, tag }: Identity) {
    super({
      head: (level) => [
        { kind: "text", text: "time=" },
        { kind: "date", style: "ms" },
        { kind: "text", text: ` level=${level} hrtime=` },
        { kind: "hrtime" },
        { kind: "text", text: ` pid=${pid} tag=${wordOf(tag)}` },
      ],
      target: (target) => ` target=${wordOf(shortTarget(target))}`,
      message: ' msg="',
    });
  }

  readonly escapes: Escapes = { message: IN_JSON, field: IN_JSON, json: IN_JSON };

  prepareWhole(text: string): Literal {
    return literal(`${escapeJson(text)}"\n`);
  }

  keyName(source: string): string {
    const name = source.replace(NOT_IN_KEY, "_");
    return name === "" || OWN_KEYS.has(name) ? `${name}_` : name;
  }

  key(name: string): Literal {
    return literal(` ${name}=`);
  }

  field(out: RecordWriter, key: EncodedKey, value: Plain): void {
    if (!out.piece(key.literal, VALUE_ROOM)) {
      out.overflow();
      return;
    }
    if (typeof value === "string") this.text(out, value);
    else if (typeof value === "number") out.number(value);
    else if (value === null || typeof value === "boolean") out.text(String(value));
    else if (value instanceof Json) this.text(out, value.text);
    else this.text(out, textOf(value));
  }

  readonly jsonStyle = "quoted";

  openJson(out: RecordWriter, key: EncodedKey, isQuoted: boolean): boolean {
    if (!out.piece(key.literal, VALUE_ROOM)) return false;
    if (isQuoted) out.endQuote();
    return true;
  }

  closeJson(out: RecordWriter): boolean {
    if (!out.fits(1)) return false;
    out.endQuote();
    return true;
  }

  readonly ending: Literal = literal("\n");

  end(out: RecordWriter): void {
    out.endContent();
    if (this.missing > 0) out.safeText(` truncated=${this.missing}`);
  }

  private text(out: RecordWriter, text: string): void {
    // A text that does not fit is not scanned.
    if (out.fits(text.length) && isBare(text)) out.safeText(text);
    else out.jsonString(text);
  }
}

function isBare(text: string): boolean {
  return BARE.test(text) && text !== "null";
}

function wordOf(text: string): string {
  return isBare(text) ? text : quoteJson(text);
}
