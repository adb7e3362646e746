import { escapeJson, quoteJson } from "../../text/escape.ts";
import { IN_JSON } from "../../text/escape-bytes.ts";
import { type Literal, literal } from "../bytes/literal.ts";
import type { RecordWriter } from "../bytes/record-writer.ts";
import { Json, type Plain, textOf } from "../value/plain.ts";
import type { EncodedKey, Escapes, Identity, RecordEncoder } from "./encoder.ts";
import { QuotedEncoder, shortTarget, VALUE_ROOM } from "./quoted-encoder.ts";

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
 * `truncated` says how many characters of a record's texts are missing, where it was too long.
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
    // Nothing is looked at that does not fit.
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
