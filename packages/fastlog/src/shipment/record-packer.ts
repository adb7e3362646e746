import type { Batch, BatchWriter } from "../batch/batch.ts";
import { threadTag } from "../config/thread-tag.ts";
import { Contexts } from "../fields/async-context.ts";
import { RecordBuilder } from "../record/record-builder.ts";
import { encoderFactory } from "../sink/encoder-factory.ts";
import type { Settings } from "../sink/settings.ts";
import type { SinkSettings } from "../sink/sink.ts";
import { LogClock } from "./log-clock.ts";
import type { Packer, Parcel } from "./packer.ts";
import type { Content, Origin, ShippedLine } from "./shipped.ts";

/** In bytes: names, times and numbers around the content of a record. */
const AROUND = 4096;
/** Each value of a list has a few bytes of its own. */
const MOST_GROWTH = 8;

/** Threads whose records are written without making a writer anew. */
const MOST_WRITERS = 64;

/** Attributes of OpenTelemetry for the origin of a record: the resource is that of this process. */
const OTLP_NAMES = { pid: "process.pid", host: "host.name", tag: "thread.name" } as const;

/** Ships records that are written anew, with the content of the lines. */
export class RecordPacker implements Packer {
  readonly #batch: Batch;
  readonly #settings: Settings;
  readonly #sink: SinkSettings;
  readonly #isOtlp: boolean;
  /** By their threads, the one that was used last at the end. */
  readonly #writers = new Map<string, RecordWriter>();
  #last: RecordWriter | undefined;

  constructor(batch: Batch, settings: Settings, sink: SinkSettings, isOtlp: boolean) {
    this.#batch = batch;
    this.#settings = settings;
    this.#sink = sink;
    this.#isOtlp = isOtlp;
  }

  pack({ level, from, to, content }: ShippedLine): Parcel {
    const size = Math.min(this.#sink.maxRecord, (to - from) * MOST_GROWTH + AROUND);
    return { level, size, write: () => this.#write(level, content as Content) };
  }

  #write(level: number, content: Content): void {
    const writer = this.#writerOf(content.origin);
    if (writer !== this.#last) {
      // The batch asks its writer what it left unfinished.
      this.#batch.writer?.settle();
      this.#batch.writer = writer.ofBatch;
      this.#last = writer;
    }
    const fields = this.#isOtlp
      ? { ...attributesOf(content.origin), ...content.fields }
      : undefined;
    writer.write(level, content, fields ?? content.fields);
  }

  /** The writer of a thread, whose records have an order of their own, and which the prefix of some formats names. */
  #writerOf(origin: Origin): RecordWriter {
    const { pid = "", host = "", tag = "" } = origin;
    const key = `${pid} ${tag} ${host}`;
    const writer = this.#writers.get(key) ?? this.#newWriter(origin);
    this.#writers.delete(key);
    this.#writers.set(key, writer);
    if (this.#writers.size > MOST_WRITERS) {
      const [oldest] = this.#writers.keys();
      this.#writers.delete(oldest as string);
    }
    return writer;
  }

  #newWriter({ pid, host, tag }: Origin): RecordWriter {
    const { identity } = this.#settings;
    const settings = this.#isOtlp
      ? this.#settings
      : {
          ...this.#settings,
          identity: {
            // No process has this number.
            ...{ pid: pid ?? 0, thread: threadOf(tag) },
            ...{ host: host ?? identity.host, tag: tag ?? threadTag() },
          },
        };
    return new RecordWriter(this.#batch, settings, this.#sink);
  }
}

/** Writes the records of one thread. */
class RecordWriter {
  readonly ofBatch: BatchWriter | undefined;
  readonly #builder: RecordBuilder;
  readonly #clock = new LogClock();
  #trace: Content["trace"];

  constructor(batch: Batch, settings: Settings, sink: SinkSettings) {
    const traced: Settings = { ...settings, trace: () => this.#trace };
    const contexts = new Contexts();
    const { clock } = this.#clock;
    this.#builder = new RecordBuilder(
      {
        ...{ encoder: encoderFactory(sink, traced, clock, contexts), clock },
        ...{ maxRecord: sink.maxRecord, buffer: sink.buffer },
        ...{ sanitizer: settings.sanitizer, contexts, base: undefined },
      },
      batch,
    );
    this.ofBatch = batch.writer;
  }

  write(level: number, content: Content, fields: Content["fields"]): void {
    this.#trace = content.trace;
    this.#clock.show(content);
    const template = content.message.replaceAll("{", "{{").replaceAll("}", "}}");
    const [count, given] = Object.keys(fields).length === 0 ? [0, undefined] : [1, fields];
    const none = undefined;
    const { target } = content;
    this.#builder.call(level, target, none, none, template, count, given, none, none, none, none);
  }
}

/** The number of a thread by its tag. */
function threadOf(tag: string | undefined): number {
  return Number(/^worker-(\d{1,9})$/.exec(tag ?? "")?.[1] ?? 0);
}

function attributesOf({ pid, host, tag }: Origin): Record<string, unknown> {
  const attributes: Record<string, unknown> = {};
  if (pid !== undefined) attributes[OTLP_NAMES.pid] = pid;
  if (host !== undefined) attributes[OTLP_NAMES.host] = host;
  if (tag !== undefined) attributes[OTLP_NAMES.tag] = tag;
  return attributes;
}
