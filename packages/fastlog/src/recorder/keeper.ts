import type { Batch } from "../batch/batch.ts";
import { RING_MARK } from "../batch/chunk.ts";
import type { RecordWriter } from "../encode/bytes/record-writer.ts";
import type { Position } from "../encode/format/encoder.ts";
import type { TypedEvent } from "../event/event.ts";
import type { Bindings } from "../fields/bindings.ts";
import type { Sanitizer } from "../fields/sanitizer.ts";
import type { AnyTemplate } from "../message/site-template.ts";
import type { RecordBuilder } from "../record/record-builder.ts";
import type { Taker } from "../sink/pipeline.ts";

/**
 * Has the builder of the log write records into a ring. Each function repeats how it changes the batch of the writer and
 * back: on a full stack, the call of a shared function would throw, and records of the log would go to the ring.
 */
export class Keeper implements Taker {
  readonly sanitizer: Sanitizer;
  /** The batch of the ring that the next record goes to. */
  ring: Batch;
  /** Gives the mark of each record; `undefined` if they need none. */
  position: (() => number) | undefined = undefined;

  private readonly builder: RecordBuilder;
  private readonly writer: RecordWriter;
  private readonly home: Batch;

  constructor(builder: RecordBuilder) {
    this.builder = builder;
    this.writer = builder.writer;
    this.home = builder.writer.home;
    this.ring = this.home;
    this.sanitizer = builder.sanitizer;
  }

  message(
    level: number,
    target: string | undefined,
    position: Position | undefined,
    bindings: Bindings | undefined,
    text: string,
  ): void {
    const { writer, home, ring } = this;
    try {
      writer.mark = this.position === undefined ? RING_MARK : this.position() | RING_MARK;
      writer.ring = ring;
      // A record inside another one is placed by its mark, when the outer record is whole.
      if (!home.isWriting) writer.batch = ring;
      this.builder.message(level, target, position, bindings, text);
    } finally {
      writer.mark = 0;
      if (!home.isWriting) writer.batch = home;
    }
  }

  call(
    level: number,
    target: string | undefined,
    position: Position | undefined,
    bindings: Bindings | undefined,
    template: AnyTemplate,
    count: number,
    a: unknown,
    b: unknown,
    c: unknown,
    all: readonly unknown[] | undefined,
    omitted: string | undefined,
  ): void {
    const { writer, home, ring } = this;
    try {
      writer.mark = this.position === undefined ? RING_MARK : this.position() | RING_MARK;
      writer.ring = ring;
      if (!home.isWriting) writer.batch = ring;
      this.builder.call(level, target, position, bindings, template, count, a, b, c, all, omitted);
    } finally {
      writer.mark = 0;
      if (!home.isWriting) writer.batch = home;
    }
  }

  event(
    level: number,
    target: string | undefined,
    position: Position | undefined,
    bindings: Bindings | undefined,
    event: TypedEvent,
    fields: unknown,
  ): void {
    const { writer, home, ring } = this;
    try {
      writer.mark = this.position === undefined ? RING_MARK : this.position() | RING_MARK;
      writer.ring = ring;
      if (!home.isWriting) writer.batch = ring;
      this.builder.event(level, target, position, bindings, event, fields);
    } finally {
      writer.mark = 0;
      if (!home.isWriting) writer.batch = home;
    }
  }

  messageOf(template: AnyTemplate, args: readonly unknown[]): string {
    return this.builder.messageOf(template, args);
  }

  abandon(): boolean {
    return this.builder.abandon();
  }

  /** Records go to the log again, whatever was thrown. Called between two records. */
  reset(): void {
    const { writer, home } = this;
    writer.mark = 0;
    writer.batch = home;
  }
}
