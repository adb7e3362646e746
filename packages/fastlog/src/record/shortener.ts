import { Batch } from "../batch/batch.ts";
import { NO_SINK } from "../batch/chunk-sink.ts";
import type { RecordWriter } from "../encode/bytes/record-writer.ts";
import type { Position, RecordEncoder } from "../encode/format/encoder.ts";
import type { Limits } from "../encode/object/limits.ts";
import { GatheringEncoder } from "../encode/shorten/gathering-encoder.ts";
import type { Plain } from "../encode/value/plain.ts";
import type { Bindings } from "../fields/bindings.ts";
import { INSPECTED, type Sanitizer } from "../fields/sanitizer.ts";
import type { AnyTemplate } from "../message/site-template.ts";
import type { RecordBuilderOptions } from "./record-builder-options.ts";
import type { RecordTaker } from "./record-taker.ts";

/** In characters: the least that is looked at, even of a short record. */
const LEAST_LOOK = 8_192;
/** In characters: the least that is looked at of a value, whatever comes before it. */
const LEAST_VALUE = 512;

/** Makes a builder. A parameter, because builders make shorteners. */
export type MakeRecordBuilder = (options: RecordBuilderOptions, batch: Batch) => RecordTaker;

/** A call in the normal form of the builder. */
export interface LongCall {
  readonly level: number;
  readonly target: string | undefined;
  readonly position: Position | undefined;
  readonly bindings: Bindings | undefined;
  readonly template: AnyTemplate;
  /** `undefined` if the template is a literal message. */
  readonly args: readonly unknown[] | undefined;
  readonly omitted: string | undefined;
}

/**
 * Writes records that are too long with shorter values. Passes them through a second builder, which gathers them.
 * Does not run the program's own code again: it reuses the results of the first time.
 */
export class Shortener {
  private readonly options: RecordBuilderOptions;
  private readonly recall = new Recall();
  private readonly gathering: GatheringEncoder;
  private readonly builder: RecordTaker;

  constructor(options: RecordBuilderOptions, encoder: RecordEncoder, make: MakeRecordBuilder) {
    this.options = options;
    const most = Math.max(options.maxRecord, LEAST_LOOK);
    const { mask, maxDepth, maxBreadth, maxLength } = options.sanitizer.limits;
    const room = (): number => this.gathering.room;
    const recalling = this.recall.over(options.sanitizer, {
      mask,
      maxDepth,
      maxBreadth,
      // Of many long values, the first are looked at as a whole, and less of the following ones.
      get maxLength() {
        return Math.min(maxLength, Math.max(room(), LEAST_VALUE));
      },
    });
    const batch = new Batch(NO_SINK, 0, options.maxRecord);
    let gathering: GatheringEncoder | undefined;
    const gather = (): GatheringEncoder => {
      const made = new GatheringEncoder(encoder, most);
      // The builder's own is made first; others encode bindings.
      gathering ??= made;
      return made;
    };
    this.builder = make({ ...options, encoder: gather, sanitizer: recalling }, batch);
    this.gathering = gathering as unknown as GatheringEncoder;
  }

  /** `seen` are the converted values: for each the value, its field's name, and the result. */
  write(out: RecordWriter, call: LongCall, seen: readonly unknown[]): boolean {
    const { level, target, position, bindings, template, args, omitted } = call;
    this.recall.remember(seen);
    try {
      if (args === undefined) {
        this.builder.message(level, target, position, bindings, template as string);
      } else {
        const [a, b, c] = args;
        const count = args.length;
        this.builder.call(
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

/** Returns the results of the first conversion of the record's values. */
class Recall {
  private readonly known = new Map<unknown, Known>();

  remember(seen: readonly unknown[]): void {
    this.known.clear();
    for (let i = 0; i < seen.length; i += 3) {
      this.known.set(seen[i], { name: seen[i + 1], plain: seen[i + 2] as Plain | undefined });
    }
  }

  /** Converts values like `sanitizer`, which may redact more for a while, except for those that are known. */
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
