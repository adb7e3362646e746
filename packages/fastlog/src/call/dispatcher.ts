import type { Turn } from "../batch/turn.ts";
import { Place, type Position } from "../encode/format/encoder.ts";
import { argumentsOf, type TypedEvent } from "../event/event.ts";
import { isError, isFields } from "../fields/argument-kind.ts";
import type { Bindings } from "../fields/bindings.ts";
import { Sanitizer } from "../fields/sanitizer.ts";
import type { Key } from "../limit/counters.ts";
import type { Limits } from "../limit/limits.ts";
import { isTagged, type NormalCall, normalOf, prefixed, WHOLE } from "../record/normalize.ts";
import type { Pipeline } from "../sink/pipeline.ts";
import { type Callee, type Capture, callerPosition, closeCapture } from "./call-site.ts";
import type { Gate, Gates } from "./gate.ts";
import { isSite, type KnownSite, type SiteTaker, siteTaker } from "./is-site.ts";
import { unmarked } from "./marked-target.ts";
import type { Recording } from "./recording.ts";
import type { Special } from "./special.ts";
import type { Tap } from "./tap.ts";

/** Greatest depth of calls inside calls. A deeper one is a loop. */
const MAX_DEPTH = 8;

/** Takes the calls of loggers: the dispatcher, or that of a child. */
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

/** Counts the records that no pipeline was asked to take. A plain counter: the stack may be too full for a call. */
export interface Lost {
  records: number;
}

const NOT_SPECIAL: Special = { redaction: undefined, prefix: "" };

/**
 * Takes the calls that passed their gates. Checks the filter's pattern and the limits, finds the position if the format
 * prints it, and has the builder write the record.
 *
 * It stays one class, though it is long: each form of call has a function of its own that records and flushes, so that
 * the usual calls allocate no list of their arguments. Each repeats the `try` around its flush: on a full stack, the
 * call of a shared function would itself throw.
 */
export class Dispatcher {
  /** `undefined` until the first record. */
  pipeline: Pipeline | undefined;
  /** Current serializers, redaction and limits. */
  sanitizer: Sanitizer = new Sanitizer();
  readonly lost: Lost = { records: 0 };
  /** Limits of the filter, the options and loggers; `undefined` until there are any. */
  limits: Limits | undefined;
  /** Takes records beside the log, while somebody reads them. */
  tap: Tap | undefined = undefined;
  /** Takes the records that the log does not get, while there is a recorder. */
  recording: Recording | undefined = undefined;
  /** The next record is one for the log, whatever the filter says. Only taps and the recorder ask. */
  isForced = false;

  /** Redaction, prefix and limit of a child's dispatcher; the root has none. */
  readonly special: Special | undefined = undefined;

  /** Number of nested calls in {@link general}. */
  private depth = 0;

  readonly gates: Gates;
  readonly turn: Turn;
  private readonly open: () => Pipeline | undefined;
  /** By the strings of a tagged template. */
  private readonly modules = new WeakMap<object, Gate>();
  private siteCalls: SiteTaker | undefined = undefined;
  /** By the strings of a tagged template. */
  private readonly positions = new WeakMap<object, Position>();
  private readonly limiting: ((dispatcher: Dispatcher) => Limits) | undefined;

  /**
   * `open` makes the pipeline at the first record; it returns none once fastlog is closed. `limiting` makes the limits,
   * for the first logger that has one of its own.
   */
  constructor(
    gates: Gates,
    turn: Turn,
    open: () => Pipeline | undefined,
    limiting?: (dispatcher: Dispatcher) => Limits,
  ) {
    this.gates = gates;
    this.turn = turn;
    this.open = open;
    this.limiting = limiting;
  }

  get root(): Dispatcher {
    return this;
  }

  private get sites(): SiteTaker {
    this.siteCalls ??= siteTaker(this);
    return this.siteCalls;
  }

  /** The gate of the module that contains a call site, if it is known without the stack. */
  siteModule(first: unknown): Gate | undefined {
    if (typeof first !== "object") return undefined;
    const gate = isSite(first) ? first.gate : this.modules.get(first as object);
    return gate === undefined || this.tap === undefined ? gate : this.tap.found(gate);
  }

  /** The gate of a module. Cached by the call site if that is a tagged template. */
  module(first: unknown, target: string): Gate {
    const gate = this.gates.module(target);
    if (isTagged(first) && Object.isFrozen(first)) this.modules.set(first, gate);
    return this.tap === undefined ? gate : this.tap.found(gate);
  }

  /** The gate of the module whose call was captured. */
  captured(first: unknown, capture: Capture | undefined, below: Callee): Gate {
    return this.module(first, closeCapture(capture, below));
  }

  /** Takes a call with one argument. `below` is the log function that was called. */
  single(
    level: number,
    target: string | undefined,
    bindings: Bindings | undefined,
    below: Callee,
    first: unknown,
  ): void {
    if (typeof first === "string") this.message(level, target, bindings, below, first);
    else if (isSite(first)) this.sites.message(level, target, bindings, below, first);
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
    if (this.gates.needsMore && this.isGeneral(level, target)) {
      this.arrangeMessage(pipeline, level, target, bindings, below, text);
    } else {
      if (!this.turn.open) this.turn.start();
      pipeline.builder.message(level, target, undefined, bindings, text);
    }
    try {
      if (level >= pipeline.flushFrom) pipeline.flushSync();
    } catch {
      // The stack is full. The record is written, and is handed over at the end of the turn.
    }
  }

  /** Takes a message that needs more than to be written. Separate, so that V8 inlines {@link message}. */
  private arrangeMessage(
    pipeline: Pipeline,
    level: number,
    target: string | undefined,
    bindings: Bindings | undefined,
    below: Callee,
    text: string,
  ): void {
    const { limits } = this;
    if (limits !== undefined && this.gates.needsOnlyLimits)
      limits.message(pipeline.builder, level, target, bindings, text);
    else if (
      this.tapped?.message(pipeline, level, target, bindings, below, undefined, text) !== true
    )
      this.general(pipeline, level, target, bindings, below, text, []);
  }

  /** Takes any other call. `count` is the number of arguments after the first, up to three. */
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
    const builder = pipeline.builder;
    if (this.gates.needsMore && this.isGeneral(level, target)) {
      this.arrangeCall(pipeline, level, target, bindings, below, first, count, a, b, c);
    } else if (typeof first === "string" || isTagged(first)) {
      if (!this.turn.open) this.turn.start();
      builder.call(level, target, undefined, bindings, first, count, a, b, c, undefined, undefined);
    } else if (isSite(first)) {
      this.sites.take(pipeline, level, target, bindings, below, first, count, a, b, c);
    } else if (typeof a === "string" && (isFields(first) || isError(first))) {
      // Pino's order: fields or an error first. They move to the end. Without arguments a message is literal.
      if (!this.turn.open) this.turn.start();
      if (count === 1)
        builder.call(
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
      else if (count === 2 && b === undefined)
        this.general(pipeline, level, target, bindings, below, first, [a, b]);
      else if (count === 2)
        builder.call(level, target, undefined, bindings, a, 2, b, first, c, undefined, undefined);
      else
        builder.call(level, target, undefined, bindings, a, 3, b, c, first, undefined, undefined);
    } else {
      this.general(pipeline, level, target, bindings, below, first, [a, b, c].slice(0, count));
    }
    try {
      if (level >= pipeline.flushFrom) pipeline.flushSync();
    } catch {
      // The stack is full. The record is written, and is handed over at the end of the turn.
    }
  }

  /** Takes a call that needs more than to be written. */
  private arrangeCall(
    pipeline: Pipeline,
    level: number,
    target: string | undefined,
    bindings: Bindings | undefined,
    below: Callee,
    first: unknown,
    count: number,
    a: unknown,
    b: unknown,
    c: unknown,
  ): void {
    const { limits } = this;
    const isUsual = typeof first === "string" || isTagged(first);
    if (isUsual && limits !== undefined && this.gates.needsOnlyLimits)
      limits.call(pipeline.builder, level, target, bindings, first, count, a, b, c);
    else if (isSite(first))
      this.sites.take(pipeline, level, target, bindings, below, first, count, a, b, c);
    else if (
      this.tapped?.call(
        pipeline,
        level,
        target,
        bindings,
        below,
        undefined,
        first,
        count,
        a,
        b,
        c,
      ) !== true
    )
      this.general(pipeline, level, target, bindings, below, first, [a, b, c].slice(0, count));
  }

  /** Takes a call with any number of arguments after the first. `first` is absent if `args` is empty. */
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
    this.general(pipeline, level, target, bindings, below, message, args);
    try {
      if (level >= pipeline.flushFrom) pipeline.flushSync();
    } catch {
      // The stack is full. The record is written, and is handed over at the end of the turn.
    }
  }

  /** Takes a call with a list of all its arguments. The list belongs to the callee from now on. */
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
    const isNormal = typeof first === "string" || isTagged(first);
    if (!isNormal && isSite(first)) {
      this.sites.many(level, target, bindings, below, first, args);
      return;
    }
    if (
      pipeline === undefined ||
      count < 4 ||
      (this.gates.needsMore && this.isGeneral(level, target)) ||
      !(isNormal || (typeof a === "string" && (isFields(first) || isError(first))))
    ) {
      this.callWith(level, target, bindings, below, first, args);
      return;
    }
    if (!this.turn.open) this.turn.start();
    const { builder } = pipeline;
    if (isNormal) {
      builder.call(
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
      // Fields or an error at the front move to the end.
      args.shift();
      args.push(first);
      const template = a as string;
      const [b, c, d] = args;
      builder.call(level, target, undefined, bindings, template, count, b, c, d, args, undefined);
    }
    try {
      if (level >= pipeline.flushFrom) pipeline.flushSync();
    } catch {
      // The stack is full. The record is written, and is handed over at the end of the turn.
    }
  }

  /** Takes a typed event. `site` is that of the call, if it is known. */
  event(
    level: number,
    target: string | undefined,
    bindings: Bindings | undefined,
    below: Callee,
    event: TypedEvent,
    fields: unknown,
    site?: KnownSite,
  ): void {
    const pipeline = this.pipeline ?? this.first();
    if (pipeline === undefined) return;
    if (this.gates.needsMore && this.isGeneral(level, target)) {
      if (
        site !== undefined ||
        this.tapped?.event(pipeline, level, target, bindings, below, event, fields) !== true
      ) {
        const args = argumentsOf(fields, event.check(fields));
        const given = site === undefined ? args : [event.message, ...args];
        const first = site ?? event.message;
        this.general(pipeline, level, target, bindings, below, first, given);
      }
    } else {
      if (!this.turn.open) this.turn.start();
      pipeline.builder.event(level, target, undefined, bindings, event, fields);
    }
    try {
      if (level >= pipeline.flushFrom) pipeline.flushSync();
    } catch {
      // The stack is full. The record is written, and is handed over at the end of the turn.
    }
  }

  /** Takes a call of a child that has its own redaction, prefix or limit. */
  childCall(
    special: Special,
    level: number,
    target: string | undefined,
    bindings: Bindings | undefined,
    below: Callee,
    first: unknown,
    args: readonly unknown[],
  ): void {
    const pipeline = this.pipeline ?? this.first();
    if (pipeline === undefined) return;
    const take = () => this.general(pipeline, level, target, bindings, below, first, args, special);
    const { redaction } = special;
    if (redaction === undefined) take();
    else pipeline.builder.sanitizer.redacting(redaction, take);
    try {
      if (level >= pipeline.flushFrom) pipeline.flushSync();
    } catch {
      // The stack is full. The record is written, and is handed over at the end of the turn.
    }
  }

  /** A record needs no more than encoding, and there is a pipeline for it. */
  get isPlain(): boolean {
    return this.pipeline !== undefined && !this.gates.needsMore && this.recording === undefined;
  }

  /** Makes limits, if there are none: a logger has one of its own. */
  limit(): void {
    this.limits ??= this.limiting?.(this);
  }

  /** Counts the record that a stack overflow left unfinished. Called with an empty stack. */
  recover(): void {
    this.depth = 0;
    this.pipeline?.builder.abandon();
  }

  /** Resolves when the operating system has everything that was logged. */
  async flush(): Promise<void> {
    await this.pipeline?.flush(undefined);
  }

  /** The pipeline for the first record; `undefined` once fastlog is closed, and the record is counted. */
  first(): Pipeline | undefined {
    const pipeline = this.open();
    if (pipeline === undefined) this.lost.records++;
    return pipeline;
  }

  /** Takes records that are taken beside the log and need nothing else; `undefined` if there are none, or they may. */
  get tapped(): Tap | undefined {
    const { tap } = this;
    return tap !== undefined && this.gates.needsOnlyTaps && !tap.isTaking ? tap : undefined;
  }

  /** Whether a record that is taken beside the log is one for the log, too. */
  isOneForLog(level: number, name: string | undefined): boolean {
    const { isForced, recording } = this;
    this.isForced = false;
    return isForced || (recording?.logs(level, name) ?? this.gates.logs(name, level));
  }

  /** Whether a record needs more than encoding, because it is not one that only taps would ask more for, and none wants it. */
  isGeneral(level: number, target: string | undefined): boolean {
    const { tap, gates } = this;
    return (
      tap === undefined ||
      !gates.needsOnlyTaps ||
      this.isForced ||
      tap.isTaking ||
      tap.wants(unmarked(target), level)
    );
  }

  /** Takes a call that needs more than encoding. It may run the program's own code, which may log in turn. */
  general(
    pipeline: Pipeline,
    level: number,
    target: string | undefined,
    bindings: Bindings | undefined,
    below: Callee,
    first: unknown,
    given: readonly unknown[],
    special: Special = NOT_SPECIAL,
  ): void {
    if (this.depth === MAX_DEPTH) {
      this.lost.records++;
      return;
    }
    this.depth++;
    try {
      const { tap, recording, isForced } = this;
      if (tap === undefined) {
        const isForLog = recording === undefined || this.isOneForLog(level, target);
        this.isForced = false;
        this.arrange(
          pipeline,
          isForLog,
          isForced,
          level,
          target,
          bindings,
          below,
          first,
          given,
          special,
        );
      } else if (!tap.isTaking) {
        tap.any(pipeline, level, target, bindings, below, first, given, special);
      }
    } finally {
      this.depth--;
    }
  }

  /** The position of a call. That of a tagged template is found once. */
  private positionOf(first: unknown, below: Callee): Position {
    const isObject = typeof first === "object" && first !== null;
    const known = isObject ? this.positions.get(first) : undefined;
    if (known !== undefined) return known;
    const position = callerPosition(below);
    // It is nowhere if the stack is full.
    if (isObject && position.line > 0 && isTagged(first) && Object.isFrozen(first)) {
      this.positions.set(first, { ...position, place: new Place() });
    }
    return position;
  }

  /**
   * Writes a record, if it is one for the log that the filter's pattern and the limits let pass. Any other may be kept by the
   * recorder. Returns whether the log has it. `isForced`: it is one whatever the filter says.
   */
  arrange(
    pipeline: Pipeline,
    isForLog: boolean,
    isForced: boolean,
    level: number,
    marked: string | undefined,
    bindings: Bindings | undefined,
    below: Callee,
    first: unknown,
    given: readonly unknown[],
    { prefix, limit }: Special,
  ): boolean {
    const { recording } = this;
    const log = recording?.log ?? pipeline.builder;
    const target = unmarked(marked);
    const site = isSite(first) ? first : undefined;
    const { sanitizer } = log;
    const normal =
      site === undefined ? normalOf(first, given, sanitizer) : normalOfSite(site, given, sanitizer);
    const { args, omitted } = normal;
    const template = prefix === "" ? normal.template : prefixed(normal.template, args, prefix);
    // Without arguments a message is literal.
    const isText = typeof template === "string" && args.length === 0;
    let isLogged = isForLog;
    const pattern = this.gates.filter.pattern;
    if (isLogged && !isForced && pattern !== undefined) {
      const message = isText ? template : log.messageOf(template, args);
      isLogged = pattern.test(message, target, level);
    }
    const { limits } = this;
    let bound = bindings;
    if (isLogged && limits !== undefined) {
      const key = site ?? keyOf(normal.template, args);
      const admitted = limits.admit(level, target, key, bindings, limit);
      isLogged = admitted !== null;
      if (admitted !== null) bound = admitted;
    }
    const builder = isLogged ? log : recording?.otherwise(level, marked);
    if (builder === undefined) return false;
    if (isLogged) recording?.logging(level);
    const position =
      site ?? (pipeline.demands.printsPosition ? this.positionOf(first, below) : undefined);
    if (!this.turn.open) this.turn.start();
    if (isText) {
      builder.message(level, target, position, bound, template);
    } else {
      const count = args.length;
      const [a, b, c] = args;
      builder.call(level, target, position, bound, template, count, a, b, c, args, omitted);
    }
    return builder === log;
  }
}

function normalOfSite(
  { template }: KnownSite,
  args: readonly unknown[],
  sanitizer: Sanitizer,
): NormalCall {
  if (template !== undefined) return { template, args, omitted: undefined };
  return normalOf(args.length === 0 ? "" : args[0], args.slice(1), sanitizer);
}

/** The message by which records of one kind are counted: of a text that is an argument, that text. */
function keyOf(template: string | readonly string[], args: readonly unknown[]): Key {
  const [text] = args;
  return template === WHOLE && typeof text === "string" ? text : template;
}
