import type { TypedEvent } from "../event/event.ts";
import type { Bindings } from "../fields/bindings.ts";
import type { Filter } from "../filter/filter.ts";
import { unionFilter } from "../filter/union-filter.ts";
import { OFF } from "../level.ts";
import type { Pipeline } from "../sink/pipeline.ts";
import type { Callee } from "./call-site.ts";
import type { Dispatcher } from "./dispatcher.ts";
import type { Gate, Gates } from "./gate.ts";
import type { KnownSite } from "./is-site.ts";
import type { CallTaker, Tap } from "./tap.ts";

/** Something that takes records beside the log: taps, or a recorder. */
export interface Beside extends CallTaker {
  /** The records that it takes. The gates let them pass, too. */
  readonly filter: Filter;
  /** It takes only the records that the log does not get. */
  readonly isOfRest: boolean;
  /** It needs the target of each record, also where the log needs none. */
  readonly needsTarget: boolean;
}

/** Mark of a target that no logger has: the log would not know it where it needs none. */
const FOUND = "\0";

/** As many as there are gates of modules. */
const MAX_FOUND = 4096;

/**
 * All that takes records beside the log. Without anything, the gates and the dispatcher are as if there had never been
 * anything.
 */
export class BesideLog implements Tap {
  isTaking = false;

  private readonly gates: Gates;
  private readonly dispatcher: Dispatcher;
  private all: readonly Beside[] = [];
  /** The records that are taken whether the log gets them or not; `undefined` for none. */
  private ofAll: Filter | undefined = undefined;
  /** Gates with a mark, by those without. */
  private markedOf = new WeakMap<Gate, FoundGate>();
  /** The same by their targets. */
  private readonly marked = new Map<string, FoundGate>();

  constructor({ gates, dispatcher }: { readonly gates: Gates; readonly dispatcher: Dispatcher }) {
    this.gates = gates;
    this.dispatcher = dispatcher;
  }

  /** Lets something take records, in place of `before`. */
  use(one: Beside, before?: Beside): void {
    this.set([...this.all.filter((other) => other !== one && other !== before), one]);
  }

  /** Lets something take none any more. */
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
    const { ofAll } = this;
    if (ofAll !== undefined && level >= ofAll.leastVerbose) return true;
    if (ofAll?.passes(target ?? "", level) === true || isMarked(target)) return true;
    return ofAll !== this.gates.beside && !this.gates.logs(target, level);
  }

  nameOf(target: string | undefined): string | undefined {
    if (target === undefined || !isMarked(target)) return target;
    const found = this.marked.get(target);
    return found === undefined ? target.slice(FOUND.length) : found.of.target;
  }

  message(
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
        if (isLogged && one.isOfRest) continue;
        one.message(pipeline, isLogged, level, target, bindings, below, site, text);
      }
    } catch {
      // The stack is full. The log has its record.
    }
    this.isTaking = false;
  }

  call(
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
        if (isLogged && one.isOfRest) continue;
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

  event(
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
        if (isLogged && one.isOfRest) continue;
        one.event(pipeline, isLogged, level, target, bindings, below, event, fields);
      }
    } catch {
      // The stack is full, or the program's own code threw. The log has its record.
    }
    this.isTaking = false;
  }

  take(
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
        if (isLogged && one.isOfRest) continue;
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
    this.ofAll = joined(all.filter(({ isOfRest }) => !isOfRest));
    const filter = all.some(({ isOfRest }) => isOfRest) ? joined(all) : this.ofAll;
    dispatcher.tap = filter === undefined ? undefined : this;
    gates.open(
      filter,
      all.some(({ needsTarget }) => needsTarget),
    );
  }
}

/** The gate of a module that only what is beside the log asks for. */
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
