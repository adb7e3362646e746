import { Buffer } from "node:buffer";
import { DEFAULT_TEMPLATE } from "../../encode/format/line-template.ts";
import { findByte, findBytes } from "./find.ts";
import { JsonScanner } from "./json-scan.ts";
import { Keys } from "./key.ts";
import { PairsInText } from "./pairs-in-text.ts";
import { NONE, type ReadRecord } from "./read-record.ts";
import { TimeReader } from "./read-time.ts";
import { SyslogLine } from "./syslog-line.ts";
import { TemplateLine } from "./template-line.ts";

const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const LESS = 0x3c;
const DASH = 0x2d;
const ESCAPE = 0x1b;
const MEMBER = Buffer.from('{"');

/** Reads lines of all formats. Each line tells its own, so that a file may have lines of several programs. */
export class LineParser {
  readonly #json = new JsonScanner();
  readonly #times = new TimeReader();
  readonly #pairs: PairsInText;
  readonly #syslog: SyslogLine;
  readonly #usual: TemplateLine;
  readonly #template: TemplateLine | undefined;

  /** `template` is that of the text format that wrote the lines, if not the default. */
  constructor(template?: string) {
    const keys = Keys.ofText();
    this.#pairs = new PairsInText(keys);
    this.#syslog = new SyslogLine(keys);
    this.#usual = new TemplateLine(DEFAULT_TEMPLATE, keys, this.#pairs);
    this.#template =
      template === undefined ? undefined : new TemplateLine(template, keys, this.#pairs);
  }

  /** Reads a line. Returns `false` if it is no record; the record then only has its place. */
  parse(record: ReadRecord, bytes: Buffer, from: number, to: number): boolean {
    record.begin(bytes, from, to);
    const first = bytes[from]!;
    if (first === OPEN_BRACE && this.#json.scan(record, bytes, from, to)) return true;
    if (this.#text(record, bytes, from, to, first)) return true;
    if (this.#withLead(record, bytes, from, to)) return true;
    record.begin(bytes, from, to);
    return false;
  }

  #text(record: ReadRecord, bytes: Buffer, from: number, to: number, first: number): boolean {
    if (this.#template !== undefined) {
      if (this.#written(this.#template, record, bytes, from, to)) return true;
    }
    if (first >= 0x30 && first <= 0x39) {
      return bytes[from + 4] === DASH && this.#written(this.#usual, record, bytes, from, to);
    }
    record.begin(bytes, from, to);
    if (first === LESS) return this.#syslog.read(record, bytes, from, to);
    if (!isLetter(first)) return false;
    const isLogfmt = this.#pairs.all(record, bytes, from, to) && record.count > 1;
    return isLogfmt && (record.level !== NONE || record.message !== NONE);
  }

  /** A line of the text format, perhaps with colours. */
  #written(
    template: TemplateLine,
    record: ReadRecord,
    bytes: Buffer,
    from: number,
    to: number,
  ): boolean {
    record.begin(bytes, from, to);
    if (findByte(bytes, ESCAPE, from, to) < 0) return template.read(record, bytes, from, to);
    const plain = Buffer.from(bytes.toString("latin1", from, to).replace(COLORS, ""), "latin1");
    record.begin(plain, 0, plain.length);
    return template.read(record, plain, 0, plain.length);
  }

  /** A record of JSON behind something else: a time, the name of a container, the head that the journal prints. */
  #withLead(record: ReadRecord, bytes: Buffer, from: number, to: number): boolean {
    if (bytes[to - 1] !== CLOSE_BRACE) return false;
    const at = findBytes(bytes, MEMBER, from, to);
    if (at <= from) return false;
    record.begin(bytes, from, to);
    if (!this.#json.scan(record, bytes, at, to)) return false;
    if (record.level === NONE && record.message === NONE) return false;
    this.#setLead(record, bytes, from, at);
    return true;
  }

  /** A time in front of a record is that of a record without one, and is not shown. */
  #setLead(record: ReadRecord, bytes: Buffer, from: number, to: number): void {
    const lead = bytes.toString("latin1", from, to).trim();
    const { ms, ns } = this.#times.ofText(lead);
    if (Number.isNaN(ms)) {
      record.leadTo = to;
    } else {
      record.outerMs = ms;
      record.outerNs = ns;
    }
  }
}

/** Sequences that turn colours on and off. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they begin with one
const COLORS = /\u001b\[[0-9;]*m/g;

function isLetter(byte: number): boolean {
  return (byte >= 0x61 && byte <= 0x7a) || (byte >= 0x41 && byte <= 0x5a) || byte === 0x40;
}
