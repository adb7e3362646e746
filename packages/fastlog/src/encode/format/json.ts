import { digitsOf, HUGE } from "../../text/bigint-digits.ts";
import { escapeJson, quoteJson } from "../../text/escape.ts";
import { IN_JSON } from "../../text/escape-bytes.ts";
import { type Literal, literal } from "../bytes/literal.ts";
import type { RecordWriter } from "../bytes/record-writer.ts";
import { Json, type Plain } from "../value/plain.ts";
import type { EncodedKey, Escapes, Identity, RecordEncoder } from "./encoder.ts";
import { QuotedEncoder, shortTarget, VALUE_ROOM } from "./quoted-encoder.ts";

/** Keys of the format itself. A field of such a name gets a trailing `_`. */
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

/**
 * Writes a JSON object a line, in pino's shape:
 *
 * ```text
 * {"level":30,"time":1763692020123,"hrtime":1285211036313,"pid":1,"hostname":"h","tag":"main","msg":"…",…}
 * └─────────────────────────── a prefix, kept ready ────────────────────────────┘└ message ─┘└ fields
 * ```
 *
 * `truncated` is the number of characters cut from the record's texts if it was too long.
 */
export class JsonEncoder extends QuotedEncoder implements RecordEncoder {
  constructor({ pid, host, tag }: Identity) {
    const behind = `,"pid":${pid},"hostname":${quoteJson(shortTarget(host))},"tag":${quoteJson(tag)}`;
    super({
      head: (_, number) => [
        { kind: "text", text: `{"level":${number},"time":` },
        { kind: "date", style: "epoch" },
        { kind: "text", text: ',"hrtime":' },
        { kind: "hrtime" },
        { kind: "text", text: behind },
      ],
      target: (target) => `,"target":${quoteJson(shortTarget(target))}`,
      message: ',"msg":"',
    });
  }

  readonly escapes: Escapes = { message: IN_JSON, field: IN_JSON, json: undefined };

  prepareWhole(text: string): Literal {
    return literal(`${escapeJson(text)}"}\n`);
  }

  keyName(source: string): string {
    return OWN_KEYS.has(source) ? `${source}_` : source.toWellFormed();
  }

  key(name: string): Literal {
    return literal(`,${quoteJson(name)}:`);
  }

  field(out: RecordWriter, key: EncodedKey, value: Plain): void {
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

  readonly jsonStyle = "plain";

  beginJson(out: RecordWriter, key: EncodedKey): boolean {
    return out.piece(key.literal, VALUE_ROOM);
  }

  readonly ending: Literal = literal("}\n");

  end(out: RecordWriter): void {
    out.endContent();
    if (this.missing > 0) out.safeText(`,"truncated":${this.missing}`);
    out.closing(CLOSING_BRACE);
  }
}

/** Writes a value that is neither a text nor a finite number. */
export function writeOtherJson(out: RecordWriter, value: Exclude<Plain, string>): void {
  if (typeof value === "number") out.text("null");
  else if (value === null || typeof value === "boolean") out.text(String(value));
  else if (value instanceof Json) out.json(value.text);
  else writeBigint(out, digitsOf(value));
}

function writeBigint(out: RecordWriter, digits: string): void {
  if (digits === HUGE) out.jsonString(digits);
  else out.json(digits);
}
