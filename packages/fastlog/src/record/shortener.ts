import { Batch } from "../batch/batch.ts";
import { NO_SINK } from "../batch/chunk-sink.ts";
import type { RecordWriter } from "../encode/bytes/record-writer.ts";
import type { Position, RecordEncoder } from "../encode/format/encoder.ts";
import type { Limits } from "../encode/object/limits.ts";
import { GatheringEncoder } from "../encode/shorten/gathering-encoder.ts";
import type { Plain } from "../encode/value/plain.ts";
import type { Bindings } from "../fields/bindings.ts";
import { INSPECTED, type Sanitizer } from "../fields/sanitizer.ts";
import type { RecordTaker } from "./record-taker.ts";
import type { RecorderOptions } from "./recorder-options.ts";

/** In characters: of a short record as much is looked at, too. */
const LEAST_LOOK = 8_192;
/** In characters: a value has as much at the least, however much there is before it. */
const LEAST_VALUE = 512;

/** Makes a recorder; handed in, because recorders make these. */
export type MakeRecorder = (options: RecorderOptions, batch: Batch) => RecordTaker;

/** A call as the recorder has it. */
export interface LongCall {
  readonly level: number;
  readonly target: string | undefined;
  readonly position: Position | undefined;
  readonly bindings: Bindings | undefined;
  readonly template: string | readonly string[];
  /** `undefined` where the template is the message as it is. */
  readonly args: readonly unknown[] | undefined;
  readonly omitted: string | undefined;
}

/**
 * Writes records that are too long with shorter values: once more they go through a recorder, which gathers them.
 * What the program's own code gave the first time is not asked for again.
 */
export class Shortener {
  private readonly options: RecorderOptions;
  private readonly recall = new Recall();
  private readonly gathering: GatheringEncoder;
  private readonly recorder: RecordTaker;

  constructor(options: RecorderOptions, encoder: RecordEncoder, make: MakeRecorder) {
    this.options = options;
    const most = Math.max(options.maxRecord, LEAST_LOOK);
    const { maxDepth, maxBreadth, maxLength } = options.sanitizer.limits;
    const room = (): number => this.gathering.room;
    const recalling = this.recall.over(options.sanitizer, {
      maxDepth,
      maxBreadth,
      // Of many long values the first ones are looked at as a whole, and less of those behind them.
      get maxLength() {
        return Math.min(maxLength, Math.max(room(), LEAST_VALUE));
      },
    });
    const batch = new Batch(NO_SINK, 0, options.maxRecord);
    this.recorder = make(
      {
        ...options,
        encoder: () => new GatheringEncoder(encoder, most),
        sanitizer: recalling,
      },
      batch,
    );
    this.gathering = this.recorder.encoder as GatheringEncoder;
  }

  /** `seen` is what became of values: each value, the name of its field, and what is written for it. */
  write(out: RecordWriter, call: LongCall, seen: readonly unknown[]): boolean {
    const { level, target, position, bindings, template, args, omitted } = call;
    this.recall.remember(seen);
    try {
      if (args === undefined) {
        this.recorder.message(level, target, position, bindings, template as string);
      } else {
        const [a, b, c] = args;
        const count = args.length;
        this.recorder.call(
          level,
          target,
          position,
          bindings,
          template,
          count,
          a,
          b,
          c,
          args,
          omitted,
        );
      }
      return this.gathering.write(out, this.options.clock, call);
    } finally {
      this.recall.remember([]);
      this.gathering.begin();
    }
  }
}

/** What became of values of the record that is too long. */
class Recall {
  private readonly known = new Map<unknown, Known>();

  remember(seen: readonly unknown[]): void {
    this.known.clear();
    for (let i = 0; i < seen.length; i += 3) {
      this.known.set(seen[i], { name: seen[i + 1], plain: seen[i + 2] as Plain | undefined });
    }
  }

  /** Brings values down as another one does, which may redact more for the while, but for what is known. */
  over(sanitizer: Sanitizer, limits: Limits): Sanitizer {
    const { known } = this;
    const field: Sanitizer["field"] = (key, value, own) => {
      const before = known.get(value);
      if (before !== undefined && before.name === key.source) return before.plain;
      return sanitizer.field.call(recalling, key, value, own);
    };
    const shown: Sanitizer["value"] = (value) => {
      const before = known.get(value);
      if (before?.plain !== undefined && before.name === undefined) return before.plain;
      return sanitizer.value.call(recalling, value);
    };
    const inspected: Sanitizer["inspected"] = (value) => {
      const before = known.get(value);
      if (before?.plain !== undefined && before.name === INSPECTED) return String(before.plain);
      return sanitizer.inspected.call(recalling, value);
    };
    const recalling: Sanitizer = Object.create(sanitizer, {
      inspected: { value: inspected },
      limits: { value: limits },
      field: { value: field },
      value: { value: shown },
    });
    return recalling;
  }
}

interface Known {
  readonly name: unknown;
  readonly plain: Plain | undefined;
}
