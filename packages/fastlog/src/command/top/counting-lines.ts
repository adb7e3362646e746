import type { Buffer } from "node:buffer";
import type { Filter } from "../../filter/filter.ts";
import { LEVELS } from "../../level.ts";
import type { LineSink } from "../input/blocks.ts";
import { type LineKind, LineReader } from "../read/line-reader.ts";
import { LevelReader, UNKNOWN } from "../read/read-level.ts";
import { NONE, type ReadRecord } from "../read/read-record.ts";
import { textOf } from "../read/value-text.ts";
import { folded } from "./fold.ts";
import type { Tally } from "./tally.ts";

const NEWLINE = 0x0a;
/** In characters: a longer target is cut. */
const LONGEST_TARGET = 128;
/** Fields with the text that a message was made of, as Serilog's CLEF and others name them. */
const TEMPLATES: ReadonlySet<string> = new Set(["@mt", "messageTemplate", "message_template"]);

/** Reads lines, and counts their records. */
export class CountingLines implements LineSink {
  /** Says which records are counted. */
  passes: (record: ReadRecord, level: number) => boolean = () => true;
  readonly #tally: Tally;
  readonly #template: string | undefined;
  readonly #levels = new LevelReader();
  #reader: LineReader;

  constructor(tally: Tally, template?: string) {
    this.#tally = tally;
    this.#template = template;
    this.#reader = new LineReader(template);
  }

  lines(bytes: Buffer, from: number, to: number): boolean {
    for (let at = from; at < to; ) {
      const newline = bytes.indexOf(NEWLINE, at);
      const end = newline < 0 || newline > to ? to : newline;
      this.#take(this.#reader.read(bytes, at, end));
      at = end + 1;
    }
    return true;
  }

  /** A line that is too long to be a record is not counted. */
  part(): boolean {
    return true;
  }

  idle(): void {}

  /** Ends a file: the next line is of another one. */
  endFile(): void {
    this.#take(this.#reader.rest());
    this.#reader = new LineReader(this.#template);
  }

  /** Lines that are no records have no level, target or message: they are not counted. */
  #take(kind: LineKind): void {
    if (kind !== "record") return;
    const { record } = this.#reader;
    const { name, number } = this.#levels.of(record);
    if (!this.passes(record, number)) return;
    const level = name === "" ? "-" : name.toLowerCase();
    this.#tally.add(level, number, targetOf(record), messageOf(record));
  }
}

/** Counts only what a filter lets pass. A record without a level counts as `info`. */
export function passing(filter: Filter): CountingLines["passes"] {
  return (record, number) => {
    const level = number === UNKNOWN ? LEVELS.info : number;
    const target = targetOf(record);
    if (!filter.passes(target, level)) return false;
    const message = record.message === NONE ? "" : textOf(record, record.message);
    return filter.pattern?.test(message, target, level) ?? true;
  };
}

function targetOf(record: ReadRecord): string {
  const at = record.target === NONE ? record.maybeTarget : record.target;
  const target = at === NONE ? "" : textOf(record, at);
  return target.length > LONGEST_TARGET ? `${target.slice(0, LONGEST_TARGET)}…` : target;
}

/** The message with its placeholders, if the record has it; else with `#` in place of what differs. */
function messageOf(record: ReadRecord): string {
  for (let at = 0; at < record.count; at++) {
    if (TEMPLATES.has(record.keys[at]!.name)) return textOf(record, at).slice(0, 256);
  }
  return record.message === NONE ? "" : folded(textOf(record, record.message));
}
