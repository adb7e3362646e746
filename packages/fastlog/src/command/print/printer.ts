import { Buffer } from "node:buffer";
import {
  type ErrorLine,
  errorLines,
  isErrorLike,
  jsonOf,
  stackLines,
} from "../../encode/object/error-lines.ts";
import { quoteWhereNeeded } from "../../text/escape.ts";
import { CONSTANT, FIELD, type Key, MAYBE_LEVEL, MAYBE_TARGET } from "../read/key.ts";
import { ESCAPED, formOf, LITERAL, PARAM, SPACED, SPECIAL, STRING } from "../read/kinds.ts";
import { pathText } from "../read/path.ts";
import type { LevelReader, ShownLevel } from "../read/read-level.ts";
import { NONE, type ReadRecord } from "../read/read-record.ts";
import type { TimeReader } from "../read/read-time.ts";
import { dataOf, textOf } from "../read/value-text.ts";
import type { Output } from "./output.ts";
import { safeLine, safeLines } from "./safe.ts";
import { type Style, type Styles, stylesFor } from "./style.ts";
import { TimeOfDay } from "./time-of-day.ts";

/** How records are laid out: on one line each, with stacks on lines of their own, or with all fields on their own. */
export type Layout = "one-line" | "stacks" | "expanded";

export interface PrintOptions {
  readonly isColored: boolean;
  readonly layout: Layout;
  /** Times are in UTC. Otherwise local. */
  readonly isUtc: boolean;
  /** Shows only these fields, by name or path. `undefined` shows those that the record does not show elsewhere. */
  readonly fields: readonly string[] | undefined;
  readonly hidden: readonly string[];
}

const NEWLINE = 0x0a;
const BLANK = 0x20;
const QUOTE = 0x22;
const NO_TIME = Buffer.from("--:--:--.---");
const COLON = Buffer.from(": ");
/** Room for time, level, colours and separators. */
const CONSTANTS = 256;
const INDENT = "    ";

/** Prints records for people. */
export class Printer {
  readonly #out: Output;
  readonly #times: TimeReader;
  readonly #levels: LevelReader;
  readonly #options: PrintOptions;
  readonly #styles: Styles;
  readonly #clock: TimeOfDay;
  readonly #hidden: ReadonlySet<string>;
  readonly #isOneLine: boolean;
  readonly #isExpanded: boolean;
  readonly #levelNames = new Map<ShownLevel, Buffer>();
  #lastLevel: ShownLevel | undefined;
  #lastName: Buffer = Buffer.alloc(0);
  /** The day of the record that was printed last. */
  #day: string;

  /** `today` is the day that needs no line of its own, as `YYYY-MM-DD`. */
  constructor(
    out: Output,
    times: TimeReader,
    levels: LevelReader,
    options: PrintOptions,
    now: number,
  ) {
    this.#out = out;
    this.#times = times;
    this.#levels = levels;
    this.#options = options;
    this.#styles = stylesFor(options.isColored);
    this.#clock = new TimeOfDay(options.isUtc);
    this.#hidden = new Set(options.hidden);
    this.#isOneLine = options.layout === "one-line";
    this.#isExpanded = options.layout === "expanded";
    this.#clock.find(now);
    this.#day = this.#clock.day;
  }

  /** Prints a record. `prefix` comes before it: the name of its file. */
  print(record: ReadRecord, prefix?: string): void {
    const out = this.#out;
    out.room((record.to - record.from) * 2 + CONSTANTS);
    const { ms } = this.#times.of(record);
    const hasTime = !Number.isNaN(ms);
    if (hasTime) {
      this.#clock.find(ms);
      if (this.#clock.day !== this.#day) this.#newDay();
    }
    if (prefix !== undefined) this.#styled(this.#styles.dim, `${safeLine(prefix)} `);
    if (record.leadTo > record.from) this.#lead(record);
    this.#time(ms, hasTime);
    this.#level(this.#levels.of(record));
    this.#where(record);
    if (record.message !== NONE) this.#message(record, record.message);
    if (this.#isExpanded) this.#expanded(record);
    else this.#inline(record);
    out.room(1);
    out.byte(NEWLINE);
    if (!this.#isOneLine) this.#errors(record);
  }

  /** Prints a line that is no record, without control characters that a terminal would obey. */
  plain(bytes: Buffer, from: number, to: number, prefix?: string): void {
    const out = this.#out;
    if (prefix !== undefined) this.#styled(this.#styles.dim, `${safeLine(prefix)} `);
    out.text(`${safeLine(bytes.toString("utf8", from, to))}\n`);
  }

  /** Text before a record on its line. */
  #lead(record: ReadRecord): void {
    const text = record.bytes.toString("utf8", record.from, record.leadTo);
    this.#styled(this.#styles.dim, `${safeLine(text.trimEnd())} `);
  }

  #newDay(): void {
    this.#day = this.#clock.day;
    const { dim } = this.#styles;
    this.#styled(dim, `── ${this.#day} ──`);
    this.#out.room(CONSTANTS);
    this.#out.byte(NEWLINE);
  }

  #time(ms: number, hasTime: boolean): void {
    const out = this.#out;
    const { dim } = this.#styles;
    out.room(CONSTANTS);
    out.piece(dim.on);
    if (hasTime) this.#clock.write(out, ms);
    else out.piece(NO_TIME);
    out.piece(dim.off);
    out.byte(BLANK);
  }

  #level(level: ShownLevel): void {
    if (level !== this.#lastLevel) {
      this.#lastLevel = level;
      this.#lastName = this.#levelNames.get(level) ?? this.#keep(level);
    }
    this.#out.piece(this.#lastName);
    this.#out.byte(BLANK);
  }

  #keep(level: ShownLevel): Buffer {
    const name = Buffer.from(this.#styles.level(level.name, level.number));
    if (this.#levelNames.size === 256) this.#levelNames.clear();
    this.#levelNames.set(level, name);
    return name;
  }

  /** The tag and the target. */
  #where(record: ReadRecord): void {
    const target = record.target === NONE ? record.maybeTarget : record.target;
    const { tag } = record;
    if (target === NONE && tag === NONE) return;
    const out = this.#out;
    const { dim } = this.#styles;
    const hasTag = tag !== NONE && !isMain(record, tag);
    if (!hasTag && target === NONE) return;
    out.room(CONSTANTS);
    out.piece(dim.on);
    if (hasTag) {
      out.byte(0x5b);
      this.#text(record, tag, true);
      out.byte(0x5d);
      out.byte(BLANK);
    }
    if (target !== NONE) {
      this.#text(record, target, true);
      out.piece(COLON);
    }
    out.piece(dim.off);
  }

  #message(record: ReadRecord, at: number): void {
    this.#text(record, at, this.#isOneLine);
  }

  /** A text, decoded. With `isLine` its line breaks are shown as escapes, else what follows them is indented. */
  #text(record: ReadRecord, at: number, isLine: boolean): void {
    const out = this.#out;
    if ((record.kinds[at]! & (ESCAPED | SPECIAL)) === 0) {
      const length = record.tos[at]! - record.froms[at]!;
      out.room(length + CONSTANTS);
      out.copy(record.bytes, record.froms[at]!, record.tos[at]!);
      return;
    }
    const text = textOf(record, at);
    out.text(isLine ? safeLine(text) : safeLines(text).join(`\n${INDENT}`));
    out.room(CONSTANTS);
  }

  #inline(record: ReadRecord): void {
    const { fields } = this.#options;
    if (fields !== undefined) {
      this.#chosen(record, fields);
      return;
    }
    const out = this.#out;
    const { count, keys } = record;
    let isFirst = true;
    for (let at = 0; at < count; at++) {
      const key = keys[at]!;
      if (!this.#isField(record, key, at)) continue;
      if (isFirst) {
        out.room(CONSTANTS);
        isFirst = false;
        out.piece(this.#styles.dim.on);
      }
      this.#field(record, key.shown, at);
    }
    out.room(CONSTANTS);
    if (!isFirst) out.piece(this.#styles.dim.off);
  }

  /** Whether a pair is shown behind the message. */
  #isField(record: ReadRecord, key: Key, at: number): boolean {
    const { role } = key;
    if (role !== FIELD && !this.#isFieldInstead(record, role, at)) return false;
    return this.#hidden.size === 0 || !this.#hidden.has(key.name);
  }

  /** Whether a pair that could have a meaning has none. */
  #isFieldInstead(record: ReadRecord, role: number, at: number): boolean {
    if (role === CONSTANT) return false;
    if (role === MAYBE_LEVEL) return at !== record.level;
    if (role === MAYBE_TARGET) return at !== record.maybeTarget || record.target !== NONE;
    return record.isField(role, at) && !(this.#hasLines(record, at) && !this.#isOneLine);
  }

  /** Whether an error is shown on lines of its own. */
  #hasLines(record: ReadRecord, at: number): boolean {
    if (at === record.stack) return true;
    return at === record.error && this.#errorOf(record) !== undefined;
  }

  #field(record: ReadRecord, shown: Uint8Array, at: number): void {
    const out = this.#out;
    const from = record.froms[at]!;
    const to = record.tos[at]!;
    out.room((to - from) * 2 + shown.length + CONSTANTS);
    out.piece(shown);
    const kind = record.kinds[at]!;
    const form = formOf(kind);
    if ((kind & SPECIAL) !== 0 || form === PARAM) {
      const text =
        form === LITERAL ? safeLine(textOf(record, at)) : quoteWhereNeeded(textOf(record, at));
      out.text(text);
      out.room(CONSTANTS);
      return;
    }
    const isQuoted = (kind & SPACED) !== 0 || from === to;
    if (form === LITERAL || !isQuoted) {
      out.copy(record.bytes, from, to);
    } else if (form === STRING) {
      // JSON's escapes are visible.
      out.byte(QUOTE);
      out.copy(record.bytes, from, to);
      out.byte(QUOTE);
    } else {
      out.text(quoteWhereNeeded(textOf(record, at)));
      out.room(CONSTANTS);
    }
  }

  /** The fields that were asked for, in that order. */
  #chosen(record: ReadRecord, names: readonly string[]): void {
    const { dim } = this.#styles;
    const parts = names.flatMap((name) => {
      const value = pathText(record, name);
      return value === undefined ? [] : [` ${quoteWhereNeeded(name)}=${value}`];
    });
    if (parts.length > 0) this.#styled(dim, parts.join(""));
  }

  /** Each field on a line of its own. */
  #expanded(record: ReadRecord): void {
    const { fields } = this.#options;
    const lines =
      fields === undefined
        ? record.keys.slice(0, record.count).flatMap((key, at) => {
            if (!this.#isField(record, key, at)) return [];
            return [`${INDENT}${safeLine(key.name)}: ${expandedText(dataOf(record, at))}`];
          })
        : fields.flatMap((name) => {
            const value = pathText(record, name);
            return value === undefined ? [] : [`${INDENT}${safeLine(name)}: ${value}`];
          });
    for (const line of lines) {
      this.#out.text("\n");
      this.#styled(this.#styles.dim, line);
    }
  }

  #errors(record: ReadRecord): void {
    if (record.error === NONE && record.stack === NONE) return;
    const error = this.#errorOf(record);
    if (error !== undefined) this.#lines(errorLines(error));
    else if (record.stack !== NONE) this.#lines(stackLines(textOf(record, record.stack)));
  }

  /** The error of a record, with a stack that stands beside it. */
  #errorOf(record: ReadRecord): object | undefined {
    const { error, stack } = record;
    if (error === NONE) return undefined;
    const value = dataOf(record, error);
    if (stack === NONE) return isErrorLike(value) ? value : undefined;
    if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
    return { ...value, stack: textOf(record, stack) };
  }

  #lines(lines: readonly ErrorLine[]): void {
    for (const { text, isAside } of lines) {
      const line = safeLine(text);
      if (isAside) this.#styled(this.#styles.dim, line);
      else this.#out.text(line);
      this.#out.text("\n");
    }
  }

  #styled({ on, off }: Style, text: string): void {
    const out = this.#out;
    out.room(CONSTANTS);
    out.piece(on);
    out.text(text);
    out.room(CONSTANTS);
    out.piece(off);
  }
}

/** Whether the tag is that of the main thread, which every record of a usual program has. */
function isMain(record: ReadRecord, at: number): boolean {
  const from = record.froms[at]!;
  if (record.tos[at]! - from !== 4) return false;
  const { bytes } = record;
  return (
    bytes[from] === 0x6d &&
    bytes[from + 1] === 0x61 &&
    bytes[from + 2] === 0x69 &&
    bytes[from + 3] === 0x6e
  );
}

/** A value over several lines, indented. */
function expandedText(value: unknown): string {
  const text = typeof value === "string" ? value : jsonOf(value, 2);
  return safeLines(text).join(`\n${INDENT}${INDENT}`);
}
