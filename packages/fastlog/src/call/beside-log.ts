import type { TypedEvent } from "../event/event.ts";
import { isError, isFields } from "../fields/argument-kind.ts";
import type { Bindings } from "../fields/bindings.ts";
import type { Filter } from "../filter/filter.ts";
import { unionFilter } from "../filter/union-filter.ts";
import { OFF } from "../level.ts";
import { isTagged, WHOLE } from "../record/normalize.ts";
import type { Pipeline, Taker } from "../sink/pipeline.ts";
import type { Callee } from "./call-site.ts";
import type { Dispatcher } from "./dispatcher.ts";
import type { Gate, Gates } from "./gate.ts";
import type { KnownSite } from "./is-site.ts";
import { unmarked } from "./marked-target.ts";
import type { Special } from "./special.ts";
import type { CallTaker, Tap } from "./tap.ts";

/** Takes records beside the log: a tap. */
export interface Beside extends CallTaker {
  /** The records that it takes. The gates let them pass, too. */
  readonly filter: Filter;
  /** It needs the target of each record, also where the log needs none. */
  readonly needsTarget: boolean;
}

/** Marks a target that was looked up only for those beside the log: the log itself needs none. */
const FOUND = "\0";

/** Most marked gates: as many as there are gates of modules. */
const MAX_FOUND = 4096;

/**
 * Hands records to the taps. While there are none, the gates and the dispatcher are those of a program that
 * never had any.
 */
export class BesideLog implements Tap {
  isTaking = false;

  private readonly gates: Gates;
  private readonly dispatcher: Dispatcher;
  private all: readonly Beside[] = [];
  /** Marked gates, by the gates that they stand for. */
  private markedOf = new WeakMap<Gate, FoundGate>();
  /** Marked gates by their targets. */
  private readonly marked = new Map<string, FoundGate>();

  constructor({ gates, dispatcher }: { readonly gates: Gates; readonly dispatcher: Dispatcher }) {
    this.gates = gates;
    this.dispatcher = dispatcher;
  }

  /** Begins to hand records to `one`, in place of `before`. */
  use(one: Beside, before?: Beside): void {
    this.set([...this.all.filter((other) => other !== one && other !== before), one]);
  }

  /** Hands no more records to `one`. */
  leave(one: Beside): void {
    this.set(this.all.filter((other) => other !== one));
  }

  found(gate: Gate): Gate {
    // The log itself finds the target of each record.
    if (this.gates.targetFrom > OFF) return gate;
    let found = this.markedOf.get(gate);
    if (found === undefined) {
      if (this.marked.size >= MAX_FOUND) {
        this.marked.clear();
        this.markedOf = new WeakMap();
      }
      found = new FoundGate(gate);
      this.markedOf.set(gate, found);
      this.marked.set(found.target, found);
    }
    return found;
  }

  wants(target: string | undefined, level: number): boolean {
    const { beside } = this.gates;
    if (beside === undefined) return isMarked(target);
    return level >= beside.leastVerbose || beside.passes(target ?? "", level) || isMarked(target);
  }

  nameOf(target: string | undefined): string | undefined {
    if (target === undefined || !isMarked(target)) return target;
    const found = this.marked.get(target);
    return found === undefined ? target.slice(FOUND.length) : found.of.target;
  }

  message(
    pipeline: Pipeline,
    level: number,
    target: string | undefined,
    bindings: Bindings | undefined,
    below: Callee,
    site: KnownSite | undefined,
    text: string,
  ): true {
    const { dispatcher } = this;
    const name = this.nameOf(target);
    const isLogged = dispatcher.isOneForLog(level, name);
    const builder = this.builderOf(pipeline, isLogged, level, name);
    if (builder !== undefined) {
      if (!dispatcher.turn.open) dispatcher.turn.start();
      const own = this.targetInLog(level, target, name);
      builder.message(level, own, site, bindings, text);
    }
    this.handMessage(pipeline, isLogged, level, unmarked(name), bindings, below, site, text);
    return true;
  }

  call(
    pipeline: Pipeline,
    level: number,
    target: string | undefined,
    bindings: Bindings | undefined,
    below: Callee,
    site: KnownSite | undefined,
    first: unknown,
    count: number,
    a: unknown,
    b: unknown,
    c: unknown,
  ): boolean {
    const { dispatcher } = this;
    let template: string | readonly string[];
    let [number, one, two] = [count, a, b];
    if (site !== undefined) template = site.template ?? "";
    else if (typeof first === "string" || isTagged(first)) template = first;
    else if (count === 1 && typeof a === "string" && (isFields(first) || isError(first))) {
      // Pino's order, as in `call`.
      template = WHOLE;
      [number, one, two] = [2, a, first];
    } else return false;
    const name = this.nameOf(target);
    const isLogged = dispatcher.isOneForLog(level, name);
    const none = undefined;
    const builder = this.builderOf(pipeline, isLogged, level, name);
    if (builder !== undefined) {
      if (!dispatcher.turn.open) dispatcher.turn.start();
      const own = this.targetInLog(level, target, name);
      const message = site?.message ?? template;
      builder.call(level, own, site, bindings, message, number, one, two, c, none, none);
    }
    this.handCall(
      pipeline,
      isLogged,
      level,
      unmarked(name),
      bindings,
      below,
      site,
      template,
      number,
      one,
      two,
      c,
      none,
    );
    return true;
  }

  event(
    pipeline: Pipeline,
    level: number,
    target: string | undefined,
    bindings: Bindings | undefined,
    below: Callee,
    event: TypedEvent,
    fields: unknown,
  ): true {
    const { dispatcher } = this;
    const name = this.nameOf(target);
    const isLogged = dispatcher.isOneForLog(level, name);
    const builder = this.builderOf(pipeline, isLogged, level, name);
    if (builder !== undefined) {
      if (!dispatcher.turn.open) dispatcher.turn.start();
      const own = this.targetInLog(level, target, name);
      builder.event(level, own, undefined, bindings, event, fields);
    }
    this.handEvent(pipeline, isLogged, level, unmarked(name), bindings, below, event, fields);
    return true;
  }

  /**
   * Returns the log's builder for a record of the log, and the recorder's for any other; `undefined` if nothing takes it.
   */
  private builderOf(
    pipeline: Pipeline,
    isLogged: boolean,
    level: number,
    name: string | undefined,
  ): Taker | undefined {
    const { recording } = this.dispatcher;
    if (recording === undefined) return isLogged ? pipeline.builder : undefined;
    if (!isLogged) return recording.otherwise(level, name);
    recording.logging(level);
    return recording.log;
  }

  /** The target that the log gets: none if it was looked up only for those beside the log. */
  private targetInLog(
    level: number,
    target: string | undefined,
    name: string | undefined,
  ): string | undefined {
    return this.isUnneeded(level, target, name) ? undefined : unmarked(name);
  }

  private isUnneeded(level: number, target: string | undefined, name: string | undefined): boolean {
    return name !== target && level >= this.gates.targetFrom;
  }

  any(
    pipeline: Pipeline,
    level: number,
    target: string | undefined,
    bindings: Bindings | undefined,
    below: Callee,
    first: unknown,
    given: readonly unknown[],
    special: Special,
  ): void {
    const { dispatcher } = this;
    const { isForced, recording } = dispatcher;
    const copy = [...given];
    const name = this.nameOf(target);
    let isLogged = dispatcher.isOneForLog(level, name);
    if (isLogged || recording !== undefined) {
      const own = this.isUnneeded(level, target, name) ? undefined : name;
      isLogged = dispatcher.arrange(
        pipeline,
        isLogged,
        isForced,
        level,
        own,
        bindings,
        below,
        first,
        given,
        special,
      );
    }
    this.hand(
      pipeline,
      isLogged,
      level,
      unmarked(name),
      bindings,
      below,
      first,
      copy,
      special.prefix,
    );
  }

  private handMessage(
    pipeline: Pipeline,
    isLogged: boolean,
    level: number,
    target: string | undefined,
    bindings: Bindings | undefined,
    below: Callee,
    site: KnownSite | undefined,
    text: string,
  ): void {
    const { all } = this;
    this.isTaking = true;
    try {
      for (let i = 0; i < all.length; i++) {
        const one = all[i] as Beside;
        one.message(pipeline, isLogged, level, target, bindings, below, site, text);
      }
    } catch {
      // The stack is full. The log has its record.
    }
    this.isTaking = false;
  }

  private handCall(
    pipeline: Pipeline,
    isLogged: boolean,
    level: number,
    target: string | undefined,
    bindings: Bindings | undefined,
    below: Callee,
    site: KnownSite | undefined,
    template: string | readonly string[],
    count: number,
    a: unknown,
    b: unknown,
    c: unknown,
    all: readonly unknown[] | undefined,
  ): void {
    const takers = this.all;
    this.isTaking = true;
    try {
      for (let i = 0; i < takers.length; i++) {
        const one = takers[i] as Beside;
        one.call(
          pipeline,
          isLogged,
          level,
          target,
          bindings,
          below,
          site,
          template,
          count,
          a,
          b,
          c,
          all,
        );
      }
    } catch {
      // The stack is full, or the program's own code threw. The log has its record.
    }
    this.isTaking = false;
  }

  private handEvent(
    pipeline: Pipeline,
    isLogged: boolean,
    level: number,
    target: string | undefined,
    bindings: Bindings | undefined,
    below: Callee,
    event: TypedEvent,
    fields: unknown,
  ): void {
    this.isTaking = true;
    try {
      for (const one of this.all) {
        one.event(pipeline, isLogged, level, target, bindings, below, event, fields);
      }
    } catch {
      // The stack is full, or the program's own code threw. The log has its record.
    }
    this.isTaking = false;
  }

  private hand(
    pipeline: Pipeline,
    isLogged: boolean,
    level: number,
    target: string | undefined,
    bindings: Bindings | undefined,
    below: Callee,
    first: unknown,
    given: readonly unknown[],
    prefix: string,
  ): void {
    this.isTaking = true;
    try {
      for (const one of this.all) {
        one.take(pipeline, isLogged, level, target, bindings, below, first, given, prefix);
      }
    } catch {
      // The stack is full, or the program's own code threw. The log has its record.
    }
    this.isTaking = false;
  }

  private set(all: readonly Beside[]): void {
    const { gates, dispatcher } = this;
    this.all = all;
    const filter = joined(all);
    dispatcher.tap = filter === undefined ? undefined : this;
    gates.open(
      filter,
      all.some(({ needsTarget }) => needsTarget),
    );
  }
}

/** The gate of a module whose target only the taps need. */
class FoundGate implements Gate {
  readonly target: string;
  readonly targetFrom = 0;
  readonly of: Gate;

  constructor(of: Gate) {
    this.of = of;
    this.target = FOUND + (of.target ?? "");
  }

  get threshold(): number {
    return this.of.threshold;
  }

  withLevel(level: number): Gate {
    return this.of.withLevel(level);
  }

  opened(): Gate {
    return this.of.opened();
  }
}

function isMarked(target: string | undefined): boolean {
  return target !== undefined && target.charCodeAt(0) === 0;
}

function joined(all: readonly Beside[]): Filter | undefined {
  const [first, ...others] = all.map(({ filter }) => filter);
  return first === undefined || others.length === 0 ? first : unionFilter([first, ...others]);
}
