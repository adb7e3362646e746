import { fieldOf, fieldsWith, isAppended, isError, isFields, keysOf } from "./arguments.ts";
import type { Backend } from "./backend/backend.ts";
import { Batch } from "./batch/batch.ts";
import type { Clock } from "./clock.ts";
import type { Encoder, Position } from "./encode/encoder.ts";
import type { Literal } from "./encode/literal.ts";
import { describe, throwsMark } from "./encode/value.ts";
import { RecordWriter } from "./encode/writer.ts";
import { Kept } from "./kept.ts";
import { LEVELS } from "./level.ts";
import { type Prepared, Templates } from "./templates.ts";

export interface RecorderOptions {
  /** Makes an encoder: one for the records, and one for each depth of records inside records. */
  readonly encoder: () => Encoder;
  readonly clock: Clock;
  /** In bytes, the newline included. */
  readonly maxRecord: number;
}

/** Records logged while a record is encoded, inside one another: deeper than this is a loop. */
const MAX_DEPTH = 8;

/**
 * From a call that passed the gate to bytes in a chunk: finds out what of the arguments is message
 * and what is fields, and drives the encoder.
 */
export class Recorder {
  readonly encoder: Encoder;

  private readonly options: RecorderOptions;
  private readonly batch: Batch;
  private readonly writer: RecordWriter;
  private readonly clock: Clock;
  private readonly depth: number;
  private readonly messages: Kept<Literal>;
  private readonly templates: Templates;
  private inner: Inner | undefined;

  constructor(options: RecorderOptions, batch: Batch, depth = 0) {
    this.options = options;
    this.batch = batch;
    this.clock = options.clock;
    this.depth = depth;
    this.encoder = options.encoder();
    this.messages = new Kept((text) => this.encoder.prepare(text));
    this.templates = new Templates(this.encoder);
    this.writer = new RecordWriter(batch, options.maxRecord, this.encoder.tail);
  }

  /** Records a message without arguments: it is written as it is, braces and all. */
  message(
    level: number,
    target: string | undefined,
    position: Position | undefined,
    text: string,
  ): void {
    if (this.batch.isWriting) {
      this.messageInside(level, target, position, text);
      return;
    }
    // Nothing in here runs user code, so that nothing can throw or log.
    const out = this.writer;
    if (!out.begin()) return;
    const encoder = this.encoder;
    const clock = this.clock;
    clock.read();
    encoder.begin(out, clock, level, target, position);
    const kept = this.messages.get(text);
    if (kept !== undefined) encoder.literal(out, kept);
    else encoder.message(out, text);
    encoder.end(out);
    out.commit();
  }

  /** Records a message with up to three arguments, and any number behind them. */
  call(
    level: number,
    target: string | undefined,
    position: Position | undefined,
    template: string | readonly string[],
    count: number,
    a: unknown,
    b: unknown,
    c: unknown,
    more: readonly unknown[] | undefined,
  ): void {
    if (this.batch.isWriting) {
      this.callInside(level, target, position, template, count, a, b, c, more);
      return;
    }
    const out = this.writer;
    if (!out.begin()) return;
    this.batch.isWriting = true;
    try {
      const prepared = this.templates.of(template);
      this.clock.read();
      const encoder = this.encoder;
      encoder.begin(out, this.clock, level, target, position);
      const pieces = prepared.pieces;
      const placeholders = pieces.length - 1;
      const over = count - placeholders;
      if (count <= 3 && (over === 0 || over === 1) && prepared.positional === placeholders) {
        // Nearly every call: an argument for each placeholder, and perhaps an object of fields.
        encoder.literal(out, pieces[0] as Literal);
        if (placeholders > 0) {
          encoder.value(out, a);
          encoder.literal(out, pieces[1] as Literal);
        }
        if (placeholders > 1) {
          encoder.value(out, b);
          encoder.literal(out, pieces[2] as Literal);
        }
        if (placeholders > 2) {
          encoder.value(out, c);
          encoder.literal(out, pieces[3] as Literal);
        }
        if (over === 1) this.leftOver(out, count === 1 ? a : count === 2 ? b : c);
      } else {
        const args = [a, b, c].slice(0, count);
        if (more !== undefined) args.push(...more);
        this.anyCall(out, prepared, args);
      }
      encoder.end(out);
      out.commit();
    } catch (error) {
      this.failed(level, target, position, error);
    } finally {
      this.leave();
    }
  }

  /** The process exits in the middle of a record, if there is one: it will never be whole. */
  abandon(): void {
    if (this.batch.isWriting) this.leave();
  }

  private leave(): void {
    this.batch.isWriting = false;
    if (this.inner !== undefined) this.appendInner();
    this.batch.idle();
  }

  /** The message of a call as it would be written, with nothing escaped: what a pattern matches. */
  messageOf(template: string | readonly string[], args: readonly unknown[]): string {
    const prepared = this.templates.of(template);
    const left = args.slice(prepared.positional);
    let text = prepared.literals[0] as string;
    let next = 0;
    prepared.placeholders.forEach(({ name, source }, i) => {
      const fields = name === undefined ? undefined : fieldsWith(name, left);
      if (name === undefined && next < args.length) text += describe(args[next++]);
      else if (fields !== undefined) text += describe(fieldOf(fields, name as string));
      else text += source;
      text += prepared.literals[i + 1];
    });
    for (const arg of left) if (isAppended(arg)) text += ` ${describe(arg)}`;
    return text;
  }

  /** Named placeholders, too few arguments, or several left over. */
  private anyCall(out: RecordWriter, prepared: Prepared, args: readonly unknown[]): void {
    const encoder = this.encoder;
    const left = args.slice(prepared.positional);
    let next = 0;
    encoder.literal(out, prepared.pieces[0] as Literal);
    prepared.placeholders.forEach(({ name, source }, i) => {
      const fields = name === undefined ? undefined : fieldsWith(name, left);
      if (name === undefined && next < args.length) encoder.value(out, args[next++]);
      else if (fields !== undefined) encoder.value(out, fieldOf(fields, name as string));
      else encoder.message(out, source);
      encoder.literal(out, prepared.pieces[i + 1] as Literal);
    });
    // All of the message comes before any field.
    for (const arg of left) if (isAppended(arg)) this.leftOver(out, arg);
    for (const arg of left) if (!isAppended(arg)) this.leftOver(out, arg);
  }

  /** An argument that no placeholder took: fields, an error, or something to append. */
  private leftOver(out: RecordWriter, arg: unknown): void {
    const encoder = this.encoder;
    if (isFields(arg)) {
      const keys = keysOf(arg);
      if (keys === undefined) encoder.field(out, "fields", "[Throws: they cannot be listed]");
      else for (const key of keys) encoder.field(out, key, fieldOf(arg, key));
    } else if (isError(arg)) {
      encoder.field(out, "err", arg);
    } else {
      encoder.message(out, " ");
      encoder.value(out, arg);
    }
  }

  /** In place of a record that could not be encoded, one that says so. */
  private failed(
    level: number,
    target: string | undefined,
    position: Position | undefined,
    error: unknown,
  ): void {
    const out = this.writer;
    out.rollback();
    if (!out.begin()) return;
    this.encoder.begin(out, this.clock, Math.max(level, LEVELS.error), target, position);
    this.encoder.message(out, `a record could not be encoded: ${throwsMark(error)}`);
    this.encoder.end(out);
    out.commit();
  }

  /** A record that is logged while another is being encoded; it follows that one. */
  private messageInside(
    level: number,
    target: string | undefined,
    position: Position | undefined,
    text: string,
  ): void {
    const inner = this.inside();
    inner?.recorder.message(level, target, position, text);
    inner?.batch.sealNow();
  }

  private callInside(...call: Parameters<Recorder["call"]>): void {
    const inner = this.inside();
    inner?.recorder.call(...call);
    inner?.batch.sealNow();
  }

  private inside(): Inner | undefined {
    if (this.depth === MAX_DEPTH) {
      this.batch.counters.dropped++;
      return undefined;
    }
    this.inner ??= new Inner(this.options, this.depth + 1);
    return this.inner;
  }

  private appendInner(): void {
    const { kept, batch } = this.inner as Inner;
    this.batch.counters.dropped += batch.counters.dropped;
    batch.counters.dropped = 0;
    for (const record of kept.splice(0)) {
      if (!this.writer.begin()) continue;
      this.writer.whole(record);
    }
  }
}

/** The records that were logged inside a record, kept until that one is whole. */
class Inner {
  readonly kept: Buffer[] = [];
  readonly batch: Batch;
  readonly recorder: Recorder;

  constructor(options: RecorderOptions, depth: number) {
    const backend: Backend = {
      name: "inner",
      submit: (chunk) => {
        for (let i = 0; i < chunk.records; i++) this.kept.push(Buffer.from(chunk.record(i)));
        chunk.release();
      },
      flush: () => Promise.resolve(),
      flushSync() {},
      close: () => Promise.resolve(),
    };
    this.batch = new Batch(backend, 0, options.maxRecord);
    this.recorder = new Recorder(options, this.batch, depth);
  }
}
