import { levelTable } from "../../level.ts";
import { severityOf } from "../../severity.ts";
import { escapeUnsafe } from "../../text/escape.ts";
import { IN_LINE, IN_PARAM } from "../../text/escape-bytes.ts";
import { MAX_CACHED_LENGTH, SMALL_WEIGHT, StringCache } from "../../text/string-cache.ts";
import type { Clock } from "../../time/clock.ts";
import { type Literal, literal } from "../bytes/literal.ts";
import { Prefix } from "../bytes/prefix.ts";
import type { RecordWriter } from "../bytes/record-writer.ts";
import { type Plain, textOf } from "../value/plain.ts";
import type { BoundFields, EncodedKey, Escapes, Identity, RecordEncoder } from "./encoder.ts";
import type { SyslogSettings } from "./syslog-options.ts";
import { headerField, NIL, paramName, renamedParam, shortParamText } from "./syslog-text.ts";

/** Greatest lengths of header fields. */
const MAX_HOST = 255;
const MAX_APP_NAME = 48;
const MAX_MESSAGE_ID = 32;

/** In bytes: the format's own parameters are cut to this length, to leave room for others. */
const MAX_OWN = 128;

/** Parameters of the format itself. A field of such a name gets a trailing `_`. */
const OWN_NAMES: ReadonlySet<string> = new Set(["tag", "target", "truncated"]);

/** The tag of the main thread. It is not written. */
const MAIN_TAG = "main";

const QUOTE = '"';
const BOM = "\ufeff";

/** The text after PROCID, and whether it opens the element of the fields. */
interface Target {
  readonly piece: Literal;
  readonly isOpen: boolean;
}

/**
 * Writes a line for each record by RFC 5424, with the fields as structured data:
 *
 * ```text
 * <14>1 2026-11-21T03:08:25.902123Z host app 22358 app::server [fastlog@32473 key="value"] message
 * └──────────── a prefix, kept ready ────────────┘ └─ MSGID ─┘ └─── SD-ELEMENT ──────────┘
 * ```
 *
 * PROCID is the pid, MSGID the target if known. A tag other than `main`, and a target that MSGID cannot hold, are
 * written as parameters too. Parameter names have at most 32 printable ASCII characters; others become `_`. All
 * values are text; objects and arrays are JSON text.
 *
 * `truncated` is the number of characters cut from the record's texts if it was too long.
 */
export class SyslogEncoder implements RecordEncoder {
  readonly printsTarget = false;
  readonly printsPosition = false;
  readonly fieldsFirst = true;
  readonly tail = 0;
  readonly escapes: Escapes = { message: IN_LINE, field: IN_PARAM, json: IN_PARAM };

  /** Indexed by the level's number. Prefixes without a target go on to the fields. */
  private readonly withTarget: readonly (Prefix | undefined)[];
  private readonly withoutTarget: readonly (Prefix | undefined)[];
  private readonly targetless: Target;
  private readonly targets = new StringCache(
    (target) => this.describe(target),
    MAX_CACHED_LENGTH,
    SMALL_WEIGHT,
  );

  /** Start of the element. */
  private readonly quote: Literal;
  private readonly opening: Literal;
  /** Parameters of every record. */
  private readonly own: string;
  /** Text before the message: after the element, and without one. */
  private readonly closing: Literal;
  private readonly nothing: Literal;

  /** The element of the fields is open. */
  private isOpen = true;
  missing = 0;

  constructor(identity: Identity, settings: SyslogSettings) {
    const mark = settings.bom ? BOM : "";
    this.quote = literal(QUOTE);
    this.opening = literal(`[${settings.id}`);
    const isNamed = identity.tag !== MAIN_TAG && identity.tag !== "";
    this.own = isNamed ? param("tag", identity.tag) : "";
    this.closing = literal(`] ${mark}`);
    this.nothing = literal(`${NIL} ${mark}`);
    this.targetless = this.describe(undefined);
    this.withTarget = prefixes(identity, settings, "");
    this.withoutTarget = prefixes(identity, settings, this.targetless.piece.text);
  }

  begin(out: RecordWriter, clock: Clock, level: number, target: string | undefined): void {
    if (target === undefined) {
      (this.withoutTarget[level] as Prefix).write(out, clock);
      this.isOpen = this.targetless.isOpen;
      return;
    }
    (this.withTarget[level] as Prefix).write(out, clock);
    const { piece, isOpen } = this.targets.get(target) ?? this.describe(target);
    out.literal(piece);
    this.isOpen = isOpen;
  }

  keyName(source: string): string {
    const name = paramName(source);
    return OWN_NAMES.has(name) ? `${name}_` : name;
  }

  rename(name: string, times: number): string {
    return renamedParam(name, times);
  }

  key(name: string): Literal {
    return literal(` ${name}="`);
  }

  beginFields(): void {}

  field(out: RecordWriter, key: EncodedKey, value: Plain): void {
    this.open(out);
    out.literal(key.literal);
    if (typeof value === "number") out.number(value);
    else out.paramText(textOf(value));
    out.literal(this.quote);
  }

  readonly jsonStyle = "param";

  openJson(out: RecordWriter, key: EncodedKey): boolean {
    this.open(out);
    return out.piece(key.literal, 0);
  }

  closeJson(out: RecordWriter): boolean {
    return out.piece(this.quote, 0);
  }

  fields(out: RecordWriter, { whole }: BoundFields): boolean {
    if (whole.length === 0) return true;
    this.open(out);
    out.literal(whole);
    return true;
  }

  beginMessage(out: RecordWriter): void {
    if (this.missing > 0) {
      this.open(out);
      out.safeText(` truncated="${this.missing}"`);
    }
    out.literal(this.isOpen ? this.closing : this.nothing);
  }

  prepare(text: string): Literal {
    return literal(escapeUnsafe(text));
  }

  literal(out: RecordWriter, piece: Literal): void {
    out.literal(piece);
  }

  message(out: RecordWriter, text: string): void {
    out.text(text);
  }

  value(out: RecordWriter, value: Plain): void {
    if (typeof value === "number") out.number(value);
    else out.text(textOf(value));
  }

  end(out: RecordWriter): void {
    out.endContent();
  }

  private open(out: RecordWriter): void {
    if (this.isOpen) return;
    this.isOpen = true;
    out.literal(this.opening);
  }

  private describe(target: string | undefined): Target {
    const id = headerField(target ?? NIL, MAX_MESSAGE_ID);
    const isWhole = target === undefined || id === target;
    const own = isWhole ? this.own : `${this.own}${param("target", target)}`;
    const isOpen = own !== "";
    return { piece: literal(`${id} ${isOpen ? `${this.opening.text}${own}` : ""}`), isOpen };
  }
}

function param(name: string, value: string): string {
  return ` ${name}="${shortParamText(value, MAX_OWN)}"`;
}

function prefixes(
  identity: Identity,
  settings: SyslogSettings,
  last: string,
): (Prefix | undefined)[] {
  const host = headerField(identity.host, MAX_HOST);
  const app = headerField(settings.appName, MAX_APP_NAME);
  return levelTable((_, number) => {
    const priority = settings.facility * 8 + severityOf(number);
    return new Prefix([
      { kind: "text", text: `<${priority}>1 ` },
      { kind: "date", style: "us" },
      { kind: "text", text: ` ${host} ${app} ${identity.pid} ${last}` },
    ]);
  });
}
