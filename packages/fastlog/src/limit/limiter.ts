import type { Turn } from "../batch/turn.ts";
import type { Context, Contexts } from "../fields/async-context.ts";
import { Bindings } from "../fields/bindings.ts";
import { EVERYTHING, type Filter } from "../filter/filter.ts";
import type { Limit, Rate } from "../filter/limit-kinds.ts";
import { LEVELS } from "../level.ts";
import type { RecordTaker } from "../record/record-taker.ts";
import type { Clock } from "../time/clock.ts";
import { isIn } from "../trace/sampling.ts";
import type { TraceSource } from "../trace/trace-ids.ts";
import { type Counter, Counters, type Key, type Rule, type Timers } from "./counters.ts";
import { Draws } from "./draws.ts";
import type { HeldBackStats } from "./held-back.ts";
import type { Limits } from "./limits.ts";
import { noticeOf } from "./notice.ts";

/** The options `limit` and `sample`, parsed. */
export interface ProgramLimits {
  /** For all records below `error` of targets without a rate of their own. */
  readonly rate: Rate | undefined;
  /** Share of the records below {@link keep} that are kept: above 0, up to 1. */
  readonly share: number;
  /** Number of the level from which on all records are kept. */
  readonly keep: number;
}

export const NO_LIMITS: ProgramLimits = { rate: undefined, share: 1, keep: LEVELS.warn };

/** The parts of the runtime that a limiter uses. */
export interface LimiterParts {
  readonly clock: Pick<Clock, "read" | "monotonicMs">;
  readonly turn: Pick<Turn, "open" | "start">;
  readonly contexts: Contexts;
  /** Writes a record of fastlog, which nothing holds back. */
  readonly write: (
    level: number,
    target: string | undefined,
    message: string,
    fields: Readonly<Record<string, number>>,
  ) => void;
  readonly timers?: Timers;
}

/**
 * The limits of a thread: of the filter, of the options and of loggers. A record that one of them holds back is
 * counted, once; a notice tells how many there were.
 */
export class Limiter implements Limits {
  readonly #parts: LimiterParts;
  readonly #draws: Draws;
  /** Counters of the filter and the options. They are told and forgotten when one of these changes. */
  readonly #shared: Counters;
  /** Counters of loggers. */
  readonly #own: Counters;
  readonly #sampledBindings = new WeakMap<Bindings, Map<number, Bindings>>();
  readonly #noBindings = new Bindings({});
  #filter: Filter = EVERYTHING;
  /** The last target and level, and their limit in the filter. */
  #target: string | undefined;
  #level = 0;
  #limit: Limit | undefined;
  #options: ProgramLimits = NO_LIMITS;
  /** The process is ending, and nothing is held back any more. */
  #isOver = false;
  #sampled = 0;
  #notices = 0;

  constructor(parts: LimiterParts) {
    const { clock, turn, contexts, timers } = parts;
    const tell = (counter: Counter, held: number, ms: number) => this.#tell(counter, held, ms);
    this.#parts = parts;
    this.#draws = new Draws(contexts, () => undefined);
    this.#shared = new Counters(clock, turn, tell, timers);
    this.#own = new Counters(clock, turn, tell, timers);
  }

  get counts(): HeldBackStats {
    return {
      limited: this.#shared.total + this.#own.total,
      sampled: this.#sampled,
      notices: this.#notices,
    };
  }

  /** Whether the filter or the options limit anything. */
  get isOn(): boolean {
    const { rate, share } = this.#options;
    return this.#filter.hasLimits || rate !== undefined || share < 1;
  }

  /** Whether there is something to tell. */
  get isHolding(): boolean {
    return this.#shared.isHolding || this.#own.isHolding;
  }

  /** Applies another filter and other options. Records about those that the last ones held back are logged first. */
  use(filter: Filter, options: ProgramLimits, source: TraceSource): void {
    this.#draws.source = source;
    const isSame = filter === this.#filter && isEqual(options, this.#options);
    if (isSame) return;
    this.#shared.clear();
    this.#filter = filter;
    this.#options = options;
    this.#level = 0;
  }

  admit(
    level: number,
    target: string | undefined,
    message: Key,
    bindings: Bindings | undefined,
    own: Rule | undefined,
  ): Bindings | undefined | null {
    if (this.#isOver) return bindings;
    const { keep } = this.#options;
    let rate = level < LEVELS.error ? this.#options.rate : undefined;
    let share = level < keep ? this.#options.share : 1;
    if (target !== this.#target || level !== this.#level) this.#decide(target, level);
    const limit = this.#limit;
    if (limit !== undefined) {
      if (limit.share === undefined) rate = limit;
      else share = limit.share;
    }
    if (share < 1 && !isIn(share, this.#draws.next())) {
      this.#sampled++;
      return null;
    }
    let kept: Counter | undefined;
    if (own !== undefined) {
      kept = this.#own.take(own, level, target, message);
      if (kept === undefined) return null;
    }
    if (rate !== undefined && this.#shared.take(rate, level, target, message) === undefined) {
      return null;
    }
    let written = bindings;
    if (share < 1) written = this.#sampledOf(bindings, share);
    // A number of records in a time is told when the time is over.
    if (kept !== undefined && kept.held > 0 && kept.rule.every !== undefined) {
      written = joined(written, { heldBack: this.#own.release(kept) });
    }
    return written;
  }

  message(
    taker: Pick<RecordTaker, "message" | "call">,
    level: number,
    target: string | undefined,
    bindings: Bindings | undefined,
    text: string,
  ): void {
    const bound = this.admit(level, target, text, bindings, undefined);
    if (bound === null) return;
    const { turn } = this.#parts;
    if (!turn.open) turn.start();
    taker.message(level, target, undefined, bound, text);
  }

  call(
    taker: Pick<RecordTaker, "message" | "call">,
    level: number,
    target: string | undefined,
    bindings: Bindings | undefined,
    template: string | readonly string[],
    count: number,
    a: unknown,
    b: unknown,
    c: unknown,
  ): void {
    const bound = this.admit(level, target, template, bindings, undefined);
    if (bound === null) return;
    const { turn } = this.#parts;
    if (!turn.open) turn.start();
    const none = undefined;
    taker.call(level, target, none, bound, template, count, a, b, c, none, none);
  }

  /** Finds the limit of a target and a level: most records have that of the last one. */
  #decide(target: string | undefined, level: number): void {
    this.#limit = this.#filter.limitBy(target ?? "", level);
    this.#target = target;
    this.#level = level;
  }

  inherit(outer: Context, context: Context): void {
    if (this.#options.share < 1 || this.#filter.hasLimits) this.#draws.inherit(outer, context);
  }

  tell(isLast = false): void {
    this.#shared.tellAll();
    this.#own.tellAll();
    this.#isOver ||= isLast;
  }

  /** Bindings with the share that their record stands for. */
  #sampledOf(bindings: Bindings | undefined, share: number): Bindings {
    const key = bindings ?? this.#noBindings;
    let byShare = this.#sampledBindings.get(key);
    if (byShare === undefined) {
      byShare = new Map();
      this.#sampledBindings.set(key, byShare);
    }
    let made = byShare.get(share);
    if (made === undefined) {
      made = joined(bindings, { sampled: share });
      byShare.set(share, made);
    }
    return made;
  }

  #tell({ rule, level, target, key }: Counter, held: number, ms: number): void {
    const named = this.#filter.directives.find(({ limit }) => limit === rule)?.name;
    this.#notices++;
    this.#parts.write(level, target, noticeOf(held, key, ms, named, rule.text), { heldBack: held });
  }
}

function joined(
  bindings: Bindings | undefined,
  fields: Readonly<Record<string, number>>,
): Bindings {
  return bindings === undefined
    ? new Bindings(fields)
    : bindings.with(fields, bindings.serializers);
}

function isEqual(a: ProgramLimits, b: ProgramLimits): boolean {
  return a.rate?.text === b.rate?.text && a.share === b.share && a.keep === b.keep;
}
