import { Buffer } from "node:buffer";
import { LEVEL_MASK } from "../batch/chunk.ts";
import { quantity } from "../diagnostics/quantity.ts";
import type { RecordWriter } from "../encode/bytes/record-writer.ts";
import type { RecordEncoder } from "../encode/format/encoder.ts";
import type { Timers } from "../limit/counters.ts";
import { hasStack } from "../stack.ts";
import type { Clock } from "../time/clock.ts";
import { clearTimeout, setTimeout, type Timer } from "../time/timers.ts";

const SYSTEM: Timers = { setTimeout, clearTimeout };

const NEWLINE = Buffer.from("\n");
const NOTHING = Buffer.alloc(0);

/** Length that no record has. */
const NONE = -1;

/** The counters of a sink. */
interface RepeatCounts {
  /** Records that were not written. */
  repeated: number;
  /** Records of fastlog, those that tell of repeats among them. */
  notices: number;
}

/** Has something written between two records, of that level and target. */
type Write = (level: number, target: string | undefined) => void;

/** A record that tells how often the one before was repeated. */
interface Told {
  readonly message: string;
  readonly fields: { readonly repeated: number };
}

/** A part of an encoder that is put in place of its own. */
interface Parts {
  begin: RecordEncoder["begin"];
  end: RecordEncoder["end"];
}

/**
 * Folds the records of one sink: of those that follow each other with the same bytes behind their prefix, the same
 * level and the same target, only the first is written, and a record tells how many were not. Another record ends that,
 * or the end of the time since the first, or the end of the process.
 *
 * It works between an encoder and its builder. A record that repeats the last one is taken back before it is counted.
 * If it does not, and there is something to tell, its bytes move behind the record that tells.
 */
export class Repeats {
  readonly #window: number;
  readonly #clock: Clock;
  readonly #counts: RepeatCounts;
  readonly #timers: Timers;
  /** Has the count of repeats written between two records. */
  #write: Write | undefined;
  /** Writes the record that tells, before another one. It is not the encoder of that, which is through with it. */
  #encoder: RecordEncoder | undefined;
  /** Body of the last record, and its length; {@link NONE} if the next one is written in any case. */
  #last = new DataView(new ArrayBuffer(256));
  #length = NONE;
  #level = 0;
  #target: string | undefined;
  /** When the last record was written, by the monotonic clock. */
  #since = 0;
  /** Offset at which the next record begins, unless another one came between. */
  #next = 0;
  #count = 0;
  #timer: Timer | undefined;
  #isOver = false;

  /** `window` is in milliseconds. */
  constructor(window: number, clock: Clock, counts: RepeatCounts, timers: Timers = SYSTEM) {
    this.#window = window;
    this.#clock = clock;
    this.#counts = counts;
    this.#timers = timers;
  }

  /**
   * Wraps a factory of encoders: the first one that it makes is that of the records, the others encode ahead of time or
   * records inside of records, which are not folded. `bare` makes an encoder that asks for nothing, such as trace ids.
   */
  over(make: () => RecordEncoder, bare: () => RecordEncoder): () => RecordEncoder {
    let isFirst = true;
    return () => {
      // Whole records that were encoded ahead of time would go past `end`.
      const encoder = Object.assign(make(), {
        head: undefined,
        prepareWhole: undefined,
        ending: undefined,
        takesWhole: false,
      });
      if (!isFirst) return encoder;
      isFirst = false;
      this.#encoder = bare();
      return Object.assign(encoder, this.#parts(encoder));
    };
  }

  /** Sets how the count of repeats is written: between two records, with {@link take}. */
  writeBy(write: Write): void {
    this.#write = write;
  }

  /** Whether there is something to tell. */
  get isHolding(): boolean {
    return this.#count > 0;
  }

  /** Has it told how often the last record was repeated; `isLast`: no further one is folded. */
  tell(isLast = false): void {
    this.#isOver ||= isLast;
    if (this.#count > 0) this.#write?.(this.#level, this.#target);
  }

  /** The message of the record that tells, and its fields; `undefined` if there is nothing to tell any more. */
  take(): Told | undefined {
    const repeated = this.#count;
    if (repeated === 0) return undefined;
    this.#count = 0;
    this.#length = NONE;
    this.#timers.clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#counts.notices++;
    return { message: `last message repeated ${quantity(repeated, "time")}`, fields: { repeated } };
  }

  #parts(encoder: RecordEncoder): Parts {
    const { begin, end } = encoder;
    // The level and the target are part of the prefix, and not all formats write them.
    let [prefix, level, target] = [0, 0, undefined as string | undefined];
    return {
      begin: (out, clock, ofLevel, ofTarget, position) => {
        begin.call(encoder, out, clock, ofLevel, ofTarget, position);
        prefix = out.length;
        level = ofLevel;
        target = ofTarget;
      },
      end: (out) => {
        end.call(encoder, out);
        // One that the recorder keeps is not folded, and comes not between two of the log.
        if (out.batch !== out.home) return;
        // A record that is too long is written again, by another encoder.
        if (out.isOver || out.isLost) this.#length = NONE;
        else if (
          level === this.#level &&
          target === this.#target &&
          this.#isRepeated(out, prefix)
        ) {
          this.#fold(out);
        } else if (this.#count > 0 && !hasStack()) {
          // The next record tells.
          this.#length = NONE;
        } else {
          this.#keep(out, prefix);
          this.#level = level;
          this.#target = target;
        }
      },
    };
  }

  /** Whether the record repeats the last one, within its time. */
  #isRepeated(out: RecordWriter, prefix: number): boolean {
    const { start, view } = out;
    // At the start of a chunk, and elsewhere behind the last record. Records inside of records come between.
    if (start !== this.#next && start !== 0) return false;
    const length = out.length - prefix;
    if (length !== this.#length || this.#isOver) return false;
    const last = this.#last;
    const at = start + prefix;
    let i = 0;
    for (; i + 4 <= length; i += 4) if (view.getInt32(at + i) !== last.getInt32(i)) return false;
    for (; i < length; i++) if (view.getUint8(at + i) !== last.getUint8(i)) return false;
    return this.#clock.monotonicMs - this.#since < this.#window;
  }

  #fold(out: RecordWriter): void {
    if (this.#timer === undefined) {
      const left = this.#window - (this.#clock.monotonicMs - this.#since);
      this.#timer = this.#timers.setTimeout(this.#ring, left + 1).unref();
    }
    // Taken back, so that the builder does not count it.
    out.rollback();
    this.#count++;
    this.#counts.repeated++;
  }

  readonly #ring = (): void => {
    this.#timer = undefined;
    this.tell();
  };

  /** Remembers a record that is written, behind the count of repeats of the one before. */
  #keep(out: RecordWriter, prefix: number): void {
    const { start, view } = out;
    const length = out.length - prefix;
    if (this.#last.byteLength < length + 4)
      this.#last = new DataView(new ArrayBuffer(2 * length + 4));
    const last = this.#last;
    const at = start + prefix;
    // The last word may have bytes from behind the record: chunks have some slack.
    for (let i = 0; i < length; i += 4) last.setInt32(i, view.getInt32(at + i));
    this.#since = this.#clock.monotonicMs;
    this.#next = start + out.length + (this.#encoder?.isBinary === true ? 0 : 1);
    const told = this.take();
    if (told !== undefined) {
      this.#insert(out, told);
      this.#next = out.start;
    }
    this.#length = length;
  }

  /** Writes the record that tells before the one that has just been encoded, and ends that. */
  #insert(out: RecordWriter, { message, fields: { repeated } }: Told): void {
    const encoder = this.#encoder as RecordEncoder;
    const marked = out.level;
    const record = Buffer.concat([out.written, encoder.isBinary === true ? NOTHING : NEWLINE]);
    out.rewind(0);
    encoder.begin(out, this.#clock, this.#level, this.#target, undefined);
    const name = encoder.keyName("repeated");
    const key = { name, literal: encoder.key(name) };
    if (!encoder.fieldsFirst) encoder.message(out, message);
    encoder.beginFields(out);
    encoder.field(out, key, repeated);
    if (encoder.fieldsFirst) {
      encoder.beginMessage(out);
      encoder.message(out, message);
    }
    encoder.end(out);
    out.level = this.#level | (marked & ~LEVEL_MASK);
    out.commit();
    // The builder commits the record once more, which has no effect then.
    if (out.begin(marked & LEVEL_MASK)) out.whole(record);
  }
}
