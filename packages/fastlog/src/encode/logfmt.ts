import { Buffer } from "node:buffer";
import type { EncodedKey, Identity, RecordEncoder } from "./encoder.ts";
import { escapeJson, quoteJson } from "./escape.ts";
import { type Literal, literal } from "./literal.ts";
import { QuotedEncoder, VALUE_ROOM } from "./quoted.ts";
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
      target: (target) => ` target=${wordOf(target)}`,
      message: ' msg="',
    });
  }

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
      out.skip(key.literal.length + Buffer.byteLength(textOf(value)));
      return;
    }
    if (typeof value === "string") this.text(out, value);
    else if (typeof value === "number") out.number(value);
    else if (value === null || typeof value === "boolean") out.text(String(value));
    else if (value instanceof Json) this.text(out, value.text);
    else this.text(out, String(value));
  }

  readonly ending: Literal = literal("\n");

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
