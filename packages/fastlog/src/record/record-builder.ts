import type { Batch } from "../batch/batch.ts";
import type { Literal } from "../encode/bytes/literal.ts";
import { RecordWriter } from "../encode/bytes/record-writer.ts";
import type { Position, RecordEncoder } from "../encode/format/encoder.ts";
import { MaskingEncoder } from "../encode/format/masking-encoder.ts";
import { moreElements } from "../encode/object/markers.ts";
import { shortText } from "../encode/object/short-text.ts";
import { describe, inspected, Json, type Plain, throwsMark } from "../encode/value/plain.ts";
import { argumentsOf, type TypedEvent } from "../event/event.ts";
import { EventFields } from "../event/event-fields.ts";
import type { EventPlan } from "../event/event-plan.ts";
import {
  type Fields as FieldsOfCall,
  fieldOf,
  fieldsWith,
  isAppended,
  isError,
  isFields,
  namesOf,
  substituteFieldsOf,
} from "../fields/argument-kind.ts";
import type { Bindings, EncodedBindings } from "../fields/bindings.ts";
import { BindingsEncoder } from "../fields/bindings-encoder.ts";
import { Fields } from "../fields/field-writer.ts";
import { INSPECTED, type Sanitizer } from "../fields/sanitizer.ts";
import { LEVELS } from "../level.ts";
import type { AnyTemplate } from "../message/site-template.ts";
import { type Template, TemplateCache } from "../message/template-cache.ts";
import { hasStack } from "../stack.ts";
import { StringCache } from "../text/string-cache.ts";
import type { Clock } from "../time/clock.ts";
import { SystemDate } from "../time/system-time.ts";
import { type ExtraArguments, extraArguments } from "./extra-arguments.ts";
import { NestedRecords } from "./nested.ts";
import type { RecordBuilderOptions } from "./record-builder-options.ts";
import type { RecordTaker } from "./record-taker.ts";
import { type LongCall, Shortener } from "./shortener.ts";

/** A recurring message. */
interface CachedMessage {
  readonly piece: Literal;
  /** With the end of a record without fields; `undefined` if that varies. */
  readonly whole: Literal | undefined;
}

/** From this number of named placeholders on, arguments are indexed. */
const MANY = 256;

/** In characters: the longest reason of an error that is written. */
const MOST_REASON = 200;

/** Greatest depth of records that are logged while another is encoded. A deeper one is a loop. */
const MAX_DEPTH = 8;

/** Depth of a builder that gathers records that are too long for another one. */
const GATHERING = -1;

/**
 * Turns a call that passed the gate into bytes in a chunk: separates message and fields, and drives the encoder.
 *
 * It stays one class, though it is long: its parts share the state of the record that is being written, and one in a
 * class of its own would read that through another object. The functions that take records repeat their `catch` and
 * `finally`: on a full stack, the call of a shared function would itself throw.
 *
 * The functions called for each record are arrow functions, not methods: while a thread makes a single builder, V8
 * treats their `this` as a constant, and with it all properties that never change. On Node 24 a message takes 92 ns
 * this way and 99 ns otherwise (benchmarks/loop, "message").
 */
export class RecordBuilder implements RecordTaker {
  readonly encoder: RecordEncoder;
  readonly sanitizer: Sanitizer;

  /** For the recorder, which sets its batch and mark for a record: on a full stack, a call of a function would throw. */
  readonly writer: RecordWriter;

  private readonly options: RecordBuilderOptions;
  private readonly batch: Batch;
  private readonly clock: Clock;
  private readonly depth: number;
  private readonly messages: StringCache<CachedMessage>;
  private readonly templates: TemplateCache;
  private readonly fields: Fields;
  private readonly fieldsFirst: boolean;
  /** A message without arguments takes the longer way, on which code of the program may run. */
  private readonly isGuarded: boolean;
  /** The encoder without the masking of secrets. */
  private readonly plainEncoder: RecordEncoder;
  /** Made by the first event. */
  private events: EventFields | undefined;
  /** Errors that placeholders took. They are written as fields too. */
  private errors: Error[] | undefined;
  private nested: NestedRecords | undefined;
  private shortener: Shortener | undefined;
  /** Converted values of the record: for each the value, its field's name, and the result. */
  private readonly seen: unknown[] = [];
  /** Nested records are being appended. */
  private isFinishing = false;

  constructor(options: RecordBuilderOptions, batch: Batch, depth = 0) {
    this.options = options;
    this.batch = batch;
    this.clock = options.clock;
    this.depth = depth;
    this.sanitizer = options.sanitizer;
    const { mask } = options.sanitizer.limits;
    this.plainEncoder = options.encoder();
    this.encoder =
      mask === undefined
        ? this.plainEncoder
        : new MaskingEncoder(this.plainEncoder, mask, options.maxRecord);
    this.fieldsFirst = this.encoder.fieldsFirst;
    this.isGuarded = this.fieldsFirst || this.encoder.asksProgram === true;
    this.messages = new StringCache((text) => ({
      piece: this.encoder.prepare(text),
      whole: this.encoder.prepareWhole?.(text),
    }));
    this.templates = new TemplateCache(this.encoder, options.maxRecord);
    this.writer = new RecordWriter(
      batch,
      options.maxRecord,
      this.encoder.tail,
      this.encoder.isBinary,
    );
    // Counts the records that an earlier builder left unfinished in the batch.
    batch.writer?.settle();
    batch.writer = {
      settle: () => this.writer.settle(),
      finishNested: () => {
        if (this.nested !== undefined) this.finishNested(this.nested);
      },
    };
    const bindingsEncoder = new BindingsEncoder(options.encoder, options.maxRecord);
    const { sanitizer, contexts, base } = options;
    this.fields = new Fields(this.encoder, sanitizer, contexts, base, bindingsEncoder, this.seen);
  }

  /** Bit mask of the sinks that get the next record (fan-out only): see {@link RecordWriter.mark}. */
  set mark(mark: number) {
    this.writer.mark = mark;
  }

  /** Records a message without arguments. It is literal, braces included. */
  readonly message = (
    level: number,
    target: string | undefined,
    position: Position | undefined,
    bindings: Bindings | undefined,
    text: string,
  ): void => {
    const out = this.writer;
    if (this.batch.isWriting) {
      let nested: NestedRecords | undefined;
      try {
        nested = this.inside(level);
        nested?.builder.message(level, target, position, bindings, text);
      } catch {
        out.unended[out.unended.length] = level;
      }
      try {
        this.attribute(nested);
      } catch {
        // The stack is full. The next record does this.
      }
      return;
    }
    if (out.level !== 0) out.unended[out.unended.length] = out.level;
    out.level = level;
    try {
      let bound: EncodedBindings | undefined;
      if (bindings !== undefined || this.isGuarded || this.fields.areBound) {
        bound = this.fields.ready(bindings);
        if (bound === undefined || this.isGuarded) {
          this.messageWithFields(level, target, position, bindings, text);
          return;
        }
      }
      // No code of the program runs here, so nothing is logged meanwhile, and only a full stack throws.
      if (!out.begin(level)) return;
      const { clock, encoder } = this;
      clock.read();
      const run = encoder.head?.(level, target);
      if (run !== undefined) run.write(out, clock);
      else encoder.begin(out, clock, level, target, position);
      const kept = this.messages.get(text);
      if (kept === undefined) {
        encoder.message(out, text);
      } else {
        const { whole } = kept;
        if (bound === undefined && whole !== undefined && out.finish(whole)) return;
        encoder.literal(out, kept.piece);
      }
      encoder.beginFields(out);
      if (bound !== undefined) {
        if (bound.ending !== undefined && out.finish(bound.ending)) return;
        this.fields.whole(out, bound);
      }
      this.end(out);
      if (out.isOver) this.longMessage(level, target, position, bindings, text);
    } catch {
      // `out.level` shows whether the record was ended: a call would throw again.
    }
  };

  private longMessage(
    level: number,
    target: string | undefined,
    position: Position | undefined,
    bindings: Bindings | undefined,
    template: string,
  ): void {
    this.batch.isWriting = true;
    try {
      this.shorten({
        level,
        target,
        position,
        bindings,
        template,
        args: undefined,
        omitted: undefined,
      });
    } catch (error) {
      this.failed(level, target, position, error);
    } finally {
      this.batch.isWriting = false;
      this.leave();
    }
  }

  /** Writes a record that does not fit again, with shorter values. A gathered record is not shortened. */
  private shorten(call: LongCall): void {
    // A level of 0 shows that the record was taken back at the exit of the process.
    if (this.depth < 0 || this.writer.level === 0) return;
    this.writer.rollback();
    this.writer.level = call.level;
    this.errors = undefined;
    const { options } = this;
    this.shortener ??= new Shortener(
      options,
      this.plainEncoder,
      (gathering, batch) => new RecordBuilder(gathering, batch, GATHERING),
    );
    if (!this.shortener.write(this.writer, call, this.seen)) {
      this.writer.level = call.level;
      throw new Error(`it does not fit into ${options.maxRecord} bytes`);
    }
  }

  /** Records a message with bound fields. Those may have to be encoded first, which runs the program's code. */
  private messageWithFields(
    level: number,
    target: string | undefined,
    position: Position | undefined,
    bindings: Bindings | undefined,
    text: string,
  ): void {
    const out = this.writer;
    if (!out.begin(level)) return;
    this.batch.isWriting = true;
    try {
      const encoder = this.encoder;
      this.head(out, level, target, position);
      if (this.fieldsFirst) {
        encoder.beginFields(out);
        this.fields.bound(out, bindings, false);
        encoder.beginMessage(out);
      }
      const kept = this.messages.get(text);
      if (kept !== undefined) encoder.literal(out, kept.piece);
      else encoder.message(out, text);
      if (!this.fieldsFirst) {
        encoder.beginFields(out);
        this.fields.bound(out, bindings, false);
      }
      encoder.end(out);
      out.commit();
      if (out.isOver) {
        this.shorten({
          level,
          target,
          position,
          bindings,
          template: text,
          args: undefined,
          omitted: undefined,
        });
      }
    } catch (error) {
      try {
        this.failed(level, target, position, error);
      } catch {
        // The stack is full. The record is counted as unfinished.
      }
    } finally {
      this.batch.isWriting = false;
      try {
        if (this.isAwaited) this.leave();
      } catch {
        // The stack is full. The next record does what waits.
      }
    }
  }

  /** Records a message with arguments: up to three, or a list of all if there are more. */
  readonly call = (
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
  ): void => {
    const out = this.writer;
    if (this.batch.isWriting) {
      this.callNested(level, target, position, bindings, template, count, a, b, c, all, omitted);
      return;
    }
    if (out.level !== 0) out.unended[out.unended.length] = out.level;
    out.level = level;
    try {
      if (!out.begin(level)) return;
      this.batch.isWriting = true;
      const { clock, encoder } = this;
      // The template of a site comes with the site as its position.
      const prepared =
        position === undefined
          ? this.templates.of(template as string | readonly string[])
          : this.templates.ofAny(template);
      clock.read();
      const run = encoder.head?.(level, target);
      if (run !== undefined) run.write(out, clock);
      else encoder.begin(out, clock, level, target, position);
      this.fields.keys.begin(prepared.expected);
      const { literals, pieces, closed } = prepared;
      const placeholders = literals.length - 1;
      const over = count - placeholders;
      if (count === 1 && closed !== undefined && isFields(a) && out.piece(closed, 0)) {
        // Most calls with fields: a message and one object.
        this.fields.merge(out, a, bindings, omitted);
      } else if (over >= 0 && prepared.isSimple && !this.fieldsFirst) {
        // Nearly all other calls: an argument for each placeholder, and perhaps more.
        if (pieces !== undefined) this.filled(out, pieces, a, b, c, all);
        else this.filledAsText(out, literals, a, b, c, all);
        if (over === 0) encoder.beginFields(out);
        else if (over === 1) {
          const last = placeholders;
          this.extraArguments(
            out,
            last === 0 ? a : last === 1 ? b : last === 2 ? c : all?.[last],
            bindings,
            omitted,
          );
        } else
          this.extraFields(
            out,
            argumentsFrom(count, a, b, c, all),
            placeholders,
            bindings,
            omitted,
          );
        if (this.errors !== undefined) this.errorFields(out, bindings);
      } else {
        const args = argumentsFrom(count, a, b, c, all);
        this.anyCall(out, prepared, args, bindings, omitted);
        if (out.isOver) {
          this.shorten({ level, target, position, bindings, template, args, omitted });
        }
        return;
      }
      if (bindings !== undefined || this.fields.areBound) this.fields.finish(out, bindings);
      else if (encoder.ending === undefined || !out.finish(encoder.ending)) this.end(out);
      if (out.isOver) {
        const args = argumentsFrom(count, a, b, c, all);
        this.shorten({ level, target, position, bindings, template, args, omitted });
      }
    } catch (error) {
      try {
        this.failed(level, target, position, error);
      } catch {
        // The stack is full. The record is counted as unfinished.
      }
    } finally {
      this.batch.isWriting = false;
      try {
        if (this.isAwaited) this.leave();
      } catch {
        // The stack is full. The next record does what waits.
      }
    }
  };

  /** Records a typed event. */
  readonly event = (
    level: number,
    target: string | undefined,
    position: Position | undefined,
    bindings: Bindings | undefined,
    event: TypedEvent,
    fields: unknown,
  ): void => {
    const out = this.writer;
    if (this.batch.isWriting) {
      let nested: NestedRecords | undefined;
      try {
        nested = this.inside(level);
        nested?.builder.event(level, target, position, bindings, event, fields);
      } catch {
        out.unended[out.unended.length] = level;
      }
      try {
        this.attribute(nested);
      } catch {
        // The stack is full. The next record does this.
      }
      return;
    }
    if (out.level !== 0) out.unended[out.unended.length] = out.level;
    out.level = level;
    try {
      if (!out.begin(level)) return;
      this.batch.isWriting = true;
      const events = this.events ?? this.makeEvents();
      const isBound = bindings !== undefined || this.fields.areBound;
      if (isBound) this.fields.begin();
      else this.fields.tidy();
      const plan = bindings?.serializers === undefined ? events.plan(event) : undefined;
      this.head(out, level, target, position);
      if (plan === undefined) {
        this.anyEvent(level, target, position, bindings, event, fields);
        return;
      }
      const wasUnordered = plan.isUnordered;
      this.beginEvent(out, plan);
      const marks = isBound && (events.areBound(plan) || this.fields.ready(bindings) === undefined);
      if (!events.write(out, event, plan, fields, marks)) {
        const isAgain = plan.isUnordered && !wasUnordered;
        this.unplannedEvent(level, target, position, bindings, event, fields, isAgain);
        return;
      }
      if (this.fieldsFirst) this.endEvent(out, plan, bindings, isBound);
      else if (isBound) this.fields.finish(out, bindings);
      else this.end(out);
      if (out.isOver) this.longEvent(level, target, position, bindings, event, fields, undefined);
    } catch (error) {
      try {
        this.failed(level, target, position, error);
      } catch {
        // The stack is full. The record is counted as unfinished.
      }
    } finally {
      this.batch.isWriting = false;
      try {
        if (this.isAwaited) this.leave();
      } catch {
        // The stack is full. The next record does what waits.
      }
    }
  };

  private makeEvents(): EventFields {
    this.events = new EventFields(this.encoder, this.fields, this.sanitizer, (message) =>
      this.templates.ready(message),
    );
    return this.events;
  }

  /** Writes the part between an event's head and its fields. */
  private beginEvent(out: RecordWriter, plan: EventPlan): void {
    if (plan.isJoined) return;
    const { encoder } = this;
    const { message, closed } = plan;
    if (this.fieldsFirst) {
      encoder.beginFields(out);
    } else if (closed === undefined || !out.piece(closed, 0)) {
      encoder.literal(out, message);
      encoder.beginFields(out);
    }
  }

  /** Writes the part after an event's own fields. */
  private endEvent(
    out: RecordWriter,
    { message }: EventPlan,
    bindings: Bindings | undefined,
    isBound: boolean,
  ): void {
    const { encoder } = this;
    if (!this.fieldsFirst) {
      this.fields.finish(out, bindings);
      return;
    }
    if (isBound) this.fields.bound(out, bindings, true);
    encoder.beginMessage(out);
    encoder.literal(out, message);
    encoder.end(out);
    out.commit();
  }

  /**
   * Takes an event back and writes it as a plain call. If its fields had another order than the schema, writes it
   * once more by the plan.
   */
  private unplannedEvent(
    level: number,
    target: string | undefined,
    position: Position | undefined,
    bindings: Bindings | undefined,
    event: TypedEvent,
    fields: unknown,
    isAgain: boolean,
  ): void {
    const out = this.writer;
    const { events } = this;
    if (isAgain && events !== undefined && this.takeBack(out, level, target, position)) {
      // New keys may change the plan.
      const plan = events.plan(event);
      if (plan !== undefined) this.beginEvent(out, plan);
      if (plan !== undefined && events.write(out, event, plan, fields, true)) {
        this.endEvent(out, plan, bindings, true);
        if (out.isOver) this.longEvent(level, target, position, bindings, event, fields, undefined);
        return;
      }
    }
    this.takeBack(out, level, target, position);
    this.anyEvent(level, target, position, bindings, event, fields);
  }

  /** Takes a record back up to its head. Returns `false` if it is too long in any case. */
  private takeBack(
    out: RecordWriter,
    level: number,
    target: string | undefined,
    position: Position | undefined,
  ): boolean {
    if (out.isOver) return false;
    out.rewind(0);
    const run = this.encoder.head?.(level, target);
    if (run !== undefined) run.write(out, this.clock);
    else this.encoder.begin(out, this.clock, level, target, position);
    this.fields.begin();
    return true;
  }

  /** Writes an event as a plain call, after its head. */
  private anyEvent(
    level: number,
    target: string | undefined,
    position: Position | undefined,
    bindings: Bindings | undefined,
    event: TypedEvent,
    fields: unknown,
  ): void {
    const out = this.writer;
    const wrong = event.check(fields);
    if (!out.isOver) {
      this.fields.begin();
      const prepared = this.templates.of(event.message);
      this.anyCall(out, prepared, argumentsOf(fields, wrong), bindings, undefined);
    }
    if (out.isOver) this.longEvent(level, target, position, bindings, event, fields, wrong);
  }

  private longEvent(
    level: number,
    target: string | undefined,
    position: Position | undefined,
    bindings: Bindings | undefined,
    { message }: TypedEvent,
    fields: unknown,
    wrong: string | undefined,
  ): void {
    const args = argumentsOf(fields, wrong);
    this.shorten({
      level,
      target,
      position,
      bindings,
      template: message,
      args,
      omitted: undefined,
    });
  }

  /** Reads the clock, and writes the part before the message or fields. */
  private head(
    out: RecordWriter,
    level: number,
    target: string | undefined,
    position: Position | undefined,
  ): void {
    const { encoder, clock } = this;
    clock.read();
    const run = encoder.head?.(level, target);
    if (run !== undefined) run.write(out, clock);
    else encoder.begin(out, clock, level, target, position);
  }

  /** Ends a record without bound fields. */
  private end(out: RecordWriter): void {
    const { encoder } = this;
    const { ending } = encoder;
    if (ending !== undefined && out.finish(ending)) return;
    encoder.end(out);
    out.commit();
  }

  /**
   * Takes back the unfinished record, if there is one; it will never be complete. Returns whether there was one. A
   * record stays unfinished if the process exits while it is written, or if the stack was full: V8 checks the stack
   * in loops too, and what it throws there leaves optimised code past every `catch` and `finally` (Node 20).
   */
  abandon(): boolean {
    if (!this.batch.isWriting) return false;
    this.writer.rollback();
    this.leave();
    return true;
  }

  /** Counts a record that this builder should have had, and was not asked to write, as dropped. */
  missed(level: number): void {
    this.writer.unended[this.writer.unended.length] = level;
  }

  /** Runs between two records: does what waited for the end of one. */
  finish(): void {
    if (!this.batch.isWriting) this.leave();
  }

  /** Whether {@link leave} has anything to do. */
  private get isAwaited(): boolean {
    return this.seen.length > 0 || this.nested !== undefined || this.batch.isAwaited;
  }

  private leave(): void {
    this.batch.isWriting = false;
    if (this.seen.length > 0) this.seen.length = 0;
    if (this.nested !== undefined) this.finishNested(this.nested);
    this.batch.idle();
  }

  /** How many arguments go into the message of a template, and not into the fields. */
  positionalIn(template: AnyTemplate): number {
    return this.templates.ofAny(template).positional;
  }

  /** The unescaped message of a call, for the filter's pattern. */
  messageOf(template: AnyTemplate, args: readonly unknown[]): string {
    const prepared = this.templates.ofAny(template);
    const left = extraArguments(args, prepared.positional, this.sanitizer.limits.maxBreadth);
    let text = prepared.literals[0] as string;
    let next = 0;
    const holders = holdersOf(prepared.placeholders.length, left.args);
    prepared.placeholders.forEach(({ name, isInspected, source }, i) => {
      const show = isInspected ? inspected : describe;
      const fields = name === undefined ? undefined : holders(name);
      if (name === undefined && next < args.length) text += show(args[next++]);
      else if (fields !== undefined) text += show(fieldOf(fields, name as string, this.sanitizer));
      else text += source;
      text += prepared.literals[i + 1];
    });
    for (const arg of left.args) if (isAppended(arg, this.sanitizer)) text += ` ${describe(arg)}`;
    return left.left > 0 ? `${text} ${moreElements(left.left)}` : text;
  }

  /** Writes a message that has an argument for each placeholder. */
  private readonly filled = (
    out: RecordWriter,
    pieces: readonly Literal[],
    a: unknown,
    b: unknown,
    c: unknown,
    all: readonly unknown[] | undefined,
  ): void => {
    const { encoder } = this;
    const last = pieces.length - 1;
    for (let i = 0; i < last; i++) {
      encoder.literal(out, pieces[i] as Literal);
      this.value(out, i === 0 ? a : i === 1 ? b : i === 2 ? c : all?.[i]);
    }
    encoder.literal(out, pieces[last] as Literal);
  };

  /** Writes such a message from a template that is not encoded. */
  private filledAsText(
    out: RecordWriter,
    literals: readonly string[],
    a: unknown,
    b: unknown,
    c: unknown,
    all: readonly unknown[] | undefined,
  ): void {
    const { encoder } = this;
    const last = literals.length - 1;
    for (let i = 0; i < last; i++) {
      encoder.message(out, literals[i] as string);
      this.value(out, i === 0 ? a : i === 1 ? b : i === 2 ? c : all?.[i]);
    }
    encoder.message(out, literals[last] as string);
  }

  /** Writes a literal of a template. */
  private piece(out: RecordWriter, { literals, pieces }: Template, i: number): void {
    if (pieces === undefined) this.encoder.message(out, literals[i] as string);
    else this.encoder.literal(out, pieces[i] as Literal);
  }

  /** Writes a value in the message. */
  private value(out: RecordWriter, value: unknown): void {
    if (typeof value === "string") this.encoder.message(out, value);
    else if (typeof value === "number" || typeof value === "boolean")
      this.encoder.value(out, value);
    else this.otherValue(out, value);
  }

  private otherValue(out: RecordWriter, value: unknown): void {
    if (isError(value)) {
      this.errors ??= [];
      this.errors.push(value);
      this.encoder.message(out, this.sanitizer.error(value));
    } else {
      this.encoder.value(out, this.shownOf(out, value));
    }
  }

  private shownOf(out: RecordWriter, value: unknown): Plain {
    // A value that does not fit is not looked at.
    if (out.isOver) return "";
    const plain = this.sanitizer.value(value);
    this.seen.push(value, undefined, plain);
    if (plain instanceof Json && plain.cuts.length > 0 && this.depth >= 0) out.overflow();
    return plain;
  }

  /**
   * Writes a value as Node shows it. Remembers the result: Node runs the value's own code, which must not run
   * twice.
   */
  private inspected(out: RecordWriter, value: unknown): void {
    if (out.isOver) return;
    const text = this.sanitizer.inspected(value);
    this.seen.push(value, INSPECTED, text);
    this.encoder.message(out, text);
  }

  private errorFields(out: RecordWriter, bindings: Bindings | undefined): void {
    const errors = this.errors as Error[];
    this.errors = undefined;
    for (const error of errors) this.fields.error(out, error, bindings);
  }

  /** Writes the single argument that no placeholder took, and the start of the fields. */
  private extraArguments(
    out: RecordWriter,
    arg: unknown,
    bindings: Bindings | undefined,
    omitted: string | undefined,
  ): void {
    if (isFields(arg)) {
      this.encoder.beginFields(out);
      this.fields.merge(out, arg, bindings, omitted);
    } else if (isError(arg)) {
      this.encoder.beginFields(out);
      this.fields.error(out, arg, bindings);
    } else {
      const instead = substituteFieldsOf(arg, this.sanitizer);
      if (instead === undefined) {
        this.encoder.message(out, " ");
        this.value(out, arg);
      }
      this.encoder.beginFields(out);
      if (instead !== undefined) this.fields.merge(out, instead, bindings, omitted);
    }
  }

  /** Writes several arguments that no placeholder took. Those that are no fields are appended to the message. */
  private extraFields(
    out: RecordWriter,
    args: readonly unknown[],
    from: number,
    bindings: Bindings | undefined,
    omitted: string | undefined,
  ): void {
    const { encoder, sanitizer } = this;
    const left = extraArguments(args, from, sanitizer.limits.maxBreadth);
    for (const arg of left.args) {
      if (!isAppended(arg, sanitizer)) continue;
      encoder.message(out, " ");
      this.value(out, arg);
    }
    if (left.left > 0) encoder.message(out, ` ${moreElements(left.left)}`);
    encoder.beginFields(out);
    this.fields.several(out, left.args, bindings, omitted);
  }

  /** Writes calls with named placeholders, too few arguments, or fields that come first. */
  private anyCall(
    out: RecordWriter,
    prepared: Template,
    args: readonly unknown[],
    bindings: Bindings | undefined,
    omitted: string | undefined,
  ): void {
    const { encoder } = this;
    const [fields] = args;
    if (this.fieldsFirst && args.length === 1 && prepared.isSimple && isFields(fields)) {
      // Most calls with fields. The general way takes twice as long.
      if (prepared.literals.length === 1) {
        this.fieldsAndMessage(out, prepared, fields, bindings, omitted);
        return;
      }
    }
    const left = extraArguments(args, prepared.positional, this.sanitizer.limits.maxBreadth);
    if (this.fieldsFirst) {
      encoder.beginFields(out);
      this.anyFields(out, prepared, args, left, bindings, omitted);
      encoder.beginMessage(out);
      this.anyMessage(out, prepared, args, left, bindings);
    } else {
      this.anyMessage(out, prepared, args, left, bindings);
      encoder.beginFields(out);
      this.anyFields(out, prepared, args, left, bindings, omitted);
    }
    // The errors are written as fields already.
    this.errors = undefined;
    encoder.end(out);
    out.commit();
  }

  /** Writes a message without placeholders after the fields of an object. */
  private fieldsAndMessage(
    out: RecordWriter,
    prepared: Template,
    fields: FieldsOfCall,
    bindings: Bindings | undefined,
    omitted: string | undefined,
  ): void {
    const { encoder } = this;
    encoder.beginFields(out);
    this.fields.merge(out, fields, bindings, omitted);
    if (bindings !== undefined || this.fields.areBound) this.fields.bound(out, bindings, true);
    encoder.beginMessage(out);
    this.piece(out, prepared, 0);
    encoder.end(out);
    out.commit();
  }

  private anyMessage(
    out: RecordWriter,
    prepared: Template,
    args: readonly unknown[],
    left: ExtraArguments,
    bindings: Bindings | undefined,
  ): void {
    const { encoder, sanitizer } = this;
    let next = 0;
    this.piece(out, prepared, 0);
    const holders = holdersOf(prepared.placeholders.length, left.args);
    prepared.placeholders.forEach(({ name, isInspected, source }, i) => {
      const fields = name === undefined ? undefined : holders(name);
      if (name === undefined && next < args.length) {
        const arg = args[next++];
        if (isInspected) this.inspected(out, arg);
        else this.value(out, arg);
      } else if (fields !== undefined) {
        if (out.isOver) return;
        const shown = this.fields.shown(fields, name as string, isInspected, bindings);
        encoder.value(out, shown);
      } else {
        encoder.message(out, source);
      }
      this.piece(out, prepared, i + 1);
    });
    for (const arg of left.args) {
      if (!isAppended(arg, sanitizer)) continue;
      encoder.message(out, " ");
      this.value(out, arg);
    }
    if (left.left > 0) encoder.message(out, ` ${moreElements(left.left)}`);
  }

  private anyFields(
    out: RecordWriter,
    prepared: Template,
    args: readonly unknown[],
    left: ExtraArguments,
    bindings: Bindings | undefined,
    omitted: string | undefined,
  ): void {
    const { positional } = prepared;
    this.fields.several(out, left.args, bindings, omitted);
    for (const arg of args.slice(0, positional)) {
      if (isError(arg)) this.fields.error(out, arg, bindings);
    }
    if (bindings !== undefined || this.fields.areBound) this.fields.bound(out, bindings, true);
  }

  /** Replaces a record that could not be encoded by one that says so. */
  private failed(
    level: number,
    target: string | undefined,
    position: Position | undefined,
    error: unknown,
  ): void {
    this.errors = undefined;
    const out = this.writer;
    // The record was ended, and is written or counted. The stack was full for what follows.
    if (out.level === 0) return;
    out.rollback();
    out.level = level;
    if (!out.begin(Math.max(level, LEVELS.error))) return;
    const { encoder } = this;
    encoder.begin(out, this.clock, Math.max(level, LEVELS.error), target, position);
    if (this.fieldsFirst) {
      encoder.beginFields(out);
      encoder.beginMessage(out);
    }
    const { text } = shortText(this.sanitizer.masked(throwsMark(error)), MOST_REASON);
    encoder.message(out, `a record could not be encoded: ${text}`);
    if (!this.fieldsFirst) encoder.beginFields(out);
    encoder.end(out);
    out.commit();
    if (out.isOver) this.lastResort(level, error);
  }

  /** Not even this record could be encoded. */
  private lastResort(level: number, error: unknown): void {
    const out = this.writer;
    out.rollback();
    if (!out.begin(Math.max(level, LEVELS.error))) return;
    const time = new SystemDate(this.clock.wallMs).toISOString();
    const { text } = shortText(this.sanitizer.masked(throwsMark(error)), MOST_REASON);
    out.safeText(`${time}\tERROR\t`);
    out.text(`a record could not be encoded: ${text}`);
    out.endContent();
    out.commit();
  }

  /** Takes a call while another record is encoded. Its record follows that one. */
  private callNested(...call: Parameters<RecordBuilder["call"]>): void {
    let nested: NestedRecords | undefined;
    try {
      nested = this.inside(call[0]);
      nested?.builder.call(...call);
    } catch {
      this.writer.unended[this.writer.unended.length] = call[0];
    }
    try {
      this.attribute(nested);
    } catch {
      // The stack is full. The next record does this.
    }
  }

  private inside(level: number): NestedRecords | undefined {
    if (this.depth === MAX_DEPTH) {
      this.batch.drop(level, "overflow");
      return undefined;
    }
    if (this.nested === undefined) {
      const { options } = this;
      // Half of it at each depth, so that all depths together have at most twice the first one.
      const deeper = { ...options, buffer: options.buffer >> 1 };
      this.nested = new NestedRecords(
        options.buffer,
        options.maxRecord,
        (batch) => new RecordBuilder(deeper, batch, this.depth + 1),
      );
    }
    this.nested.builder.mark = this.writer.mark;
    return this.nested;
  }

  /** With fan-out, the sinks of the dropped records count them. */
  private attribute(nested: NestedRecords | undefined): void {
    const { lost } = this.options;
    if (nested !== undefined && lost !== undefined) lost(nested.batch, this.writer.mark);
  }

  /** Appends the nested records that wait. */
  private finishNested(nested: NestedRecords): void {
    if (this.isFinishing || !hasStack()) return;
    this.isFinishing = true;
    try {
      // Nothing is logged inside it any more: see {@link abandon}.
      nested.builder.abandon();
      nested.batch.moveLosses([this.batch]);
      const chunks = nested.take();
      for (const chunk of chunks) {
        for (let i = 0; i < chunk.records; i++) {
          this.writer.mark = chunk.mark(i);
          this.writer.batch = this.writer.batchOf(this.writer.mark);
          if (this.writer.begin(chunk.levelNumber(i))) this.writer.whole(chunk.record(i));
        }
        chunk.release();
      }
      if (NestedRecords.isLarge(chunks)) this.nested = undefined;
    } finally {
      this.isFinishing = false;
      this.writer.mark = 0;
      this.writer.batch = this.batch;
    }
  }
}

/** For each name, finds the first extra argument that has a field of that name. */
function holdersOf(
  placeholders: number,
  left: readonly unknown[],
): (name: string) => FieldsOfCall | undefined {
  if (placeholders * left.length < MANY) return (name) => fieldsWith(name, left);
  // Looks at each object once, not once for each name.
  const holders = new Map<string, FieldsOfCall>();
  for (const arg of left) {
    if (!isFields(arg)) continue;
    for (const name of namesOf(arg) ?? []) if (!holders.has(name)) holders.set(name, arg);
  }
  return (name) => holders.get(name);
}

function argumentsFrom(
  count: number,
  a: unknown,
  b: unknown,
  c: unknown,
  all: readonly unknown[] | undefined,
): readonly unknown[] {
  if (count <= 2) return count === 2 ? [a, b] : count === 1 ? [a] : [];
  return all ?? [a, b, c];
}
