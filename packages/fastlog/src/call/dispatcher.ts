import type { Turn } from "../batch/turn.ts";
import { argumentsOf, type TypedEvent } from "../event/event.ts";
import { isError, isFields } from "../fields/argument-kind.ts";
import type { Bindings } from "../fields/bindings.ts";
import { Sanitizer } from "../fields/sanitizer.ts";
import { isSite, normalise, prefixed, WHOLE } from "../record/normalize.ts";
import type { Members } from "../redact/redact.ts";
import type { Pipeline } from "../sink/pipeline.ts";
import { type Callee, type Capture, callerPosition, closeCapture } from "./call-site.ts";
import type { Gate, Gates } from "./gate.ts";

/** Calls inside calls: deeper than this is a loop. */
const MAX_DEPTH = 8;

/** What a logger asks of whoever takes in its calls. */
export type Dispatching = Pick<
  Dispatcher,
  | "siteModule"
  | "module"
  | "captured"
  | "single"
  | "call"
  | "callWith"
  | "callMany"
  | "event"
  | "sanitizer"
  | "flush"
  | "root"
  | "special"
  | "lost"
>;

/** What no pipeline was asked to take. To be counted without a call: the stack may be full. */
export interface Lost {
  records: number;
}

/** What the calls of a child have of their own. */
export interface Special {
  /** What is redacted beside what the configuration names. */
  readonly redaction: Members | undefined;
  /** Stands in front of its messages. */
  readonly prefix: string;
}

/**
 * Takes in the calls that passed their gates: asks the filter's pattern, finds the position where it
 * is printed, and has the record written.
 */
export class Dispatcher {
  /** `undefined` until the first record. */
  pipeline: Pipeline | undefined;
  /** What brings values down to what is written, now. */
  sanitizer: Sanitizer = new Sanitizer();
  readonly lost: Lost = { records: 0 };

  /** Of a child's dispatcher, whose calls have something of their own. */
  readonly special: Special | undefined = undefined;

  /** How many calls are being arranged, one inside the other. */
  private depth = 0;

  private readonly gates: Gates;
  private readonly turn: Turn;
  private readonly open: () => Pipeline | undefined;
  private readonly sites = new WeakMap<object, Gate>();

  /** `open` makes the pipeline when the first record comes; once closed, there is none. */
  constructor(gates: Gates, turn: Turn, open: () => Pipeline | undefined) {
    this.gates = gates;
    this.turn = turn;
    this.open = open;
  }

  get root(): Dispatcher {
    return this;
  }

  /** The gate of the module that a call site is in, if it has been asked for before. */
  siteModule(first: unknown): Gate | undefined {
    return typeof first === "object" ? this.sites.get(first as object) : undefined;
  }

  /** The gate of a module. It is kept for the call site, where there is a mark of that. */
  module(first: unknown, target: string): Gate {
    const gate = this.gates.module(target);
    if (isSite(first) && Object.isFrozen(first)) this.sites.set(first, gate);
    return gate;
  }

  /** The gate of the module whose call was captured. */
  captured(first: unknown, capture: Capture | undefined, below: Callee): Gate {
    return this.module(first, closeCapture(capture, below));
  }

  /** A call with one argument. `below` is the function that was called for it. */
  single(
    level: number,
    target: string | undefined,
    bindings: Bindings | undefined,
    below: Callee,
    first: unknown,
  ): void {
    if (typeof first === "string") this.message(level, target, bindings, below, first);
    else this.call(level, target, bindings, below, first, 0);
  }

  private message(
    level: number,
    target: string | undefined,
    bindings: Bindings | undefined,
    below: Callee,
    text: string,
  ): void {
    const pipeline = this.pipeline ?? this.first();
    if (pipeline === undefined) return;
    if (this.gates.needsMore) {
      this.carefully(pipeline, level, target, bindings, below, text, []);
    } else {
      if (!this.turn.open) this.turn.start();
      pipeline.recorder.message(level, target, undefined, bindings, text);
    }
    try {
      if (level >= pipeline.flushFrom) pipeline.flushSync();
    } catch {
      // The stack is full. The record is there, and is handed over when the turn ends.
    }
  }

  /** Any other call; `count` is how many arguments follow the first, up to three. */
  call(
    level: number,
    target: string | undefined,
    bindings: Bindings | undefined,
    below: Callee,
    first: unknown,
    count: number,
    a?: unknown,
    b?: unknown,
    c?: unknown,
  ): void {
    const pipeline = this.pipeline ?? this.first();
    if (pipeline === undefined) return;
    const recorder = pipeline.recorder;
    if (this.gates.needsMore) {
      this.carefully(pipeline, level, target, bindings, below, first, [a, b, c].slice(0, count));
    } else if (typeof first === "string" || isSite(first)) {
      if (!this.turn.open) this.turn.start();
      recorder.call(
        level,
        target,
        undefined,
        bindings,
        first,
        count,
        a,
        b,
        c,
        undefined,
        undefined,
      );
    } else if (typeof a === "string" && (isFields(first) || isError(first))) {
      // Fields or an error first, as pino has it: they come last. Without arguments a message is as it is.
      if (!this.turn.open) this.turn.start();
      if (count === 1)
        recorder.call(
          level,
          target,
          undefined,
          bindings,
          WHOLE,
          2,
          a,
          first,
          c,
          undefined,
          undefined,
        );
      else if (count === 2)
        recorder.call(level, target, undefined, bindings, a, 2, b, first, c, undefined, undefined);
      else
        recorder.call(level, target, undefined, bindings, a, 3, b, c, first, undefined, undefined);
    } else {
      this.carefully(pipeline, level, target, bindings, below, first, [a, b, c].slice(0, count));
    }
    try {
      if (level >= pipeline.flushFrom) pipeline.flushSync();
    } catch {
      // The stack is full. The record is there, and is handed over when the turn ends.
    }
  }

  /** A call with any number of arguments behind the first. With none there is no first one either. */
  callWith(
    level: number,
    target: string | undefined,
    bindings: Bindings | undefined,
    below: Callee,
    first: unknown,
    args: readonly unknown[],
  ): void {
    const pipeline = this.pipeline ?? this.first();
    if (pipeline === undefined) return;
    const message = args.length === 0 ? "" : first;
    this.carefully(pipeline, level, target, bindings, below, message, args);
    try {
      if (level >= pipeline.flushFrom) pipeline.flushSync();
    } catch {
      // The stack is full. The record is there, and is handed over when the turn ends.
    }
  }

  /** The same; the first is among the arguments, and the list is its own from now on. */
  callMany(
    level: number,
    target: string | undefined,
    bindings: Bindings | undefined,
    below: Callee,
    args: unknown[],
  ): void {
    const pipeline = this.pipeline;
    const first = args.shift();
    const count = args.length;
    const a = args[0];
    const isNormal = typeof first === "string" || isSite(first);
    if (
      pipeline === undefined ||
      count < 4 ||
      this.gates.needsMore ||
      !(isNormal || (typeof a === "string" && (isFields(first) || isError(first))))
    ) {
      this.callWith(level, target, bindings, below, first, args);
      return;
    }
    if (!this.turn.open) this.turn.start();
    const { recorder } = pipeline;
    if (isNormal) {
      recorder.call(
        level,
        target,
        undefined,
        bindings,
        first,
        count,
        a,
        args[1],
        args[2],
        args,
        undefined,
      );
    } else {
      // Fields or an error first come last.
      args.shift();
      args.push(first);
      const template = a as string;
      const [b, c, d] = args;
      recorder.call(level, target, undefined, bindings, template, count, b, c, d, args, undefined);
    }
    try {
      if (level >= pipeline.flushFrom) pipeline.flushSync();
    } catch {
      // The stack is full. The record is there, and is handed over when the turn ends.
    }
  }

  /** A typed event. */
  event(
    level: number,
    target: string | undefined,
    bindings: Bindings | undefined,
    below: Callee,
    event: TypedEvent,
    fields: unknown,
  ): void {
    const pipeline = this.pipeline ?? this.first();
    if (pipeline === undefined) return;
    if (this.gates.needsMore) {
      const args = argumentsOf(fields, event.check(fields));
      this.carefully(pipeline, level, target, bindings, below, event.message, args);
    } else {
      if (!this.turn.open) this.turn.start();
      pipeline.recorder.event(level, target, undefined, bindings, event, fields);
    }
    try {
      if (level >= pipeline.flushFrom) pipeline.flushSync();
    } catch {
      // The stack is full. The record is there, and is handed over when the turn ends.
    }
  }

  /** A call of a child that has something of its own. */
  specially(
    { redaction, prefix }: Special,
    level: number,
    target: string | undefined,
    bindings: Bindings | undefined,
    below: Callee,
    first: unknown,
    args: readonly unknown[],
  ): void {
    const pipeline = this.pipeline ?? this.first();
    if (pipeline === undefined) return;
    const take = () =>
      this.carefully(pipeline, level, target, bindings, below, first, args, prefix);
    if (redaction === undefined) take();
    else pipeline.recorder.sanitizer.redacting(redaction, take);
    try {
      if (level >= pipeline.flushFrom) pipeline.flushSync();
    } catch {
      // The stack is full. The record is there, and is handed over when the turn ends.
    }
  }

  /** The stack is empty: what is still being written is what a full stack has left behind. It is counted. */
  recover(): void {
    this.depth = 0;
    this.pipeline?.recorder.abandon();
  }

  /** Resolves when the operating system has all that was logged. */
  async flush(): Promise<void> {
    await this.pipeline?.flush(undefined);
  }

  private first(): Pipeline | undefined {
    const pipeline = this.open();
    if (pipeline === undefined) this.lost.records++;
    return pipeline;
  }

  /** A call that needs more than encoding. User code may run, and log in its turn. */
  private carefully(
    pipeline: Pipeline,
    level: number,
    target: string | undefined,
    bindings: Bindings | undefined,
    below: Callee,
    first: unknown,
    given: readonly unknown[],
    prefix = "",
  ): void {
    if (this.depth === MAX_DEPTH) {
      this.lost.records++;
      return;
    }
    this.depth++;
    try {
      this.arrange(pipeline, level, target, bindings, below, first, given, prefix);
    } finally {
      this.depth--;
    }
  }

  private arrange(
    pipeline: Pipeline,
    level: number,
    target: string | undefined,
    bindings: Bindings | undefined,
    below: Callee,
    first: unknown,
    given: readonly unknown[],
    prefix: string,
  ): void {
    const { recorder } = pipeline;
    const position = pipeline.demands.printsPosition ? callerPosition(below) : undefined;
    const normal =
      typeof first === "string" || isSite(first)
        ? { template: first, args: given, omitted: undefined }
        : normalise(first, given, recorder.sanitizer);
    const { args, omitted } = normal;
    const template = prefix === "" ? normal.template : prefixed(normal.template, args, prefix);
    // Without arguments a message is as it is.
    const isText = typeof template === "string" && args.length === 0;
    const pattern = this.gates.filter.pattern;
    if (pattern !== undefined) {
      if (!pattern.test(isText ? template : recorder.messageOf(template, args))) return;
    }
    if (!this.turn.open) this.turn.start();
    if (isText) {
      recorder.message(level, target, position, bindings, template);
    } else {
      const count = args.length;
      const [a, b, c] = args;
      recorder.call(level, target, position, bindings, template, count, a, b, c, args, omitted);
    }
  }
}
