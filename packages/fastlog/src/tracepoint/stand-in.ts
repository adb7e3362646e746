import type { Callee } from "../call/call-site.ts";
import type { OwnWork } from "../call/own-work.ts";
import { mirror } from "./mirror.ts";
import { observed } from "./observe.ts";
import type { Point } from "./point.ts";
import type { Probe, RecordFields } from "./probe.ts";
import { type Settling, Start } from "./start.ts";

const { apply, construct } = Reflect;

/** Any function of the program, as its stand-in calls it. */
export type Original = (...args: never) => unknown;
/** A function of the program that can be called with `new`. */
type Constructor = new (...args: never) => object;

/**
 * A function that stands in the place of another: calls it, and hits its probes. While none of them is open, that costs a
 * comparison more than the call itself.
 */
export class StandIn {
  readonly original: Original;
  /** The function that the program calls. */
  readonly stand: Original;
  /** The tracepoint of the one probe; `undefined` if there is none, or if there are several. */
  point: Point | undefined;
  /** The level of the one probe. */
  level = 0;
  /** All probes, the latest last. */
  probes: readonly Probe[];

  /** Runs a call that may have a listener: {@link call}, or {@link bare} without any probe. */
  observe: StandIn["call"] = this.bare;

  private readonly moveBack: () => void;

  constructor(original: Original, ...probes: readonly Probe[]) {
    this.original = original;
    this.probes = probes;
    this.point = undefined;
    this.set(probes);
    this.stand = isConstructor(original) ? standConstructor(this) : standMethod(this);
    this.moveBack = mirror(original, this.stand);
  }

  add(probe: Probe): void {
    this.set([...this.probes, probe]);
  }

  /** Takes a probe away. Without any, the stand-in only calls the function. */
  remove(probe: Probe): void {
    this.set(this.probes.filter((one) => one !== probe));
    if (this.probes.length === 0) this.moveBack();
  }

  private set(probes: readonly Probe[]): void {
    this.probes = probes;
    const [first] = probes;
    this.point = probes.length === 1 ? first?.point : undefined;
    this.level = first?.level ?? 0;
    this.observe = first === undefined ? this.bare : this.call;
  }

  /** Calls the function, or makes an object with it, and tells the probes that are open how it ended. */
  call(receiver: unknown, args: readonly unknown[], newTarget?: unknown): unknown {
    const ownWork = this.probes[0]?.point.ownWork;
    if (ownWork === undefined || ownWork.isBusy) return this.bare(receiver, args, newTarget);
    const starts = this.starts(args, ownWork);
    let result: unknown;
    try {
      result = this.bare(receiver, args, newTarget);
    } catch (error) {
      settle(() => starts.failed(error));
      throw error;
    }
    if (newTarget !== undefined) {
      settle(() => starts.done(result));
      return result;
    }
    return settle(() => ownWork.do(() => observed(result, starts, receiver)), result);
  }

  private bare(receiver: unknown, args: readonly unknown[], newTarget: unknown): unknown {
    const { original } = this;
    if (newTarget === undefined) return apply(original, receiver, args as readonly never[]);
    return construct(original as unknown as Constructor, args, newTarget as Constructor);
  }

  private starts(args: readonly unknown[], ownWork: OwnWork): Settling {
    const starts: Start[] = [];
    settle(() =>
      ownWork.do(() => {
        const below = this.stand as Callee;
        for (const probe of this.probes) {
          const start = begin(probe, below, (open) => open.fieldsOf(args));
          // The latest begins first and ends last, as if each called the next.
          if (start !== undefined) starts.unshift(start);
        }
      }),
    );
    const [only] = starts;
    return starts.length === 1 && only !== undefined ? only : new Several(starts);
  }
}

/** Does something beside a call of the program. If the stack is too full for it, the call goes on. */
function settle(action: () => unknown, otherwise?: unknown): unknown {
  try {
    return action();
  } catch {
    return otherwise;
  }
}

/** Starts a hit of a probe that is open. Never throws. */
export function begin(
  probe: Probe,
  below: Callee,
  fieldsOf: (probe: Probe) => RecordFields,
): Start | undefined {
  try {
    if (!probe.point.isOpen(probe.level)) return undefined;
    return new Start(probe, below, fieldsOf(probe));
  } catch {
    // The stack is full.
    probe.point.lost.records++;
    return undefined;
  }
}

/** Several starts that end together. */
class Several implements Settling {
  private readonly starts: readonly Start[];

  constructor(starts: readonly Start[]) {
    this.starts = starts;
  }

  done(result: unknown, more?: RecordFields): void {
    for (const start of this.starts) start.done(result, more);
  }

  failed(error: unknown, more?: RecordFields): void {
    for (const start of this.starts) start.failed(error, more);
  }
}

// Both functions read `arguments` in place: a rest parameter, or to pass `arguments` on, would be an allocation at each
// call. Both have the comparisons written out. They call `observe` by `apply` and by a property that changes, so that V8
// inlines nothing of it: what somebody has listened to would make each call longer for ever (benchmarks/loop/tracepoints.js).
// biome-ignore-start lint/complexity/noArguments: see above

function standMethod(standIn: StandIn): Original {
  const { original } = standIn;
  // A method in this form is no constructor, like the function that it stands for.
  const { stand } = {
    stand(this: unknown): unknown {
      const { point } = standIn;
      if (
        point !== undefined &&
        standIn.level < point.gate.threshold &&
        !point.channel.hasSubscribers
      ) {
        return apply(original, this, arguments as unknown as readonly never[]);
      }
      const given: unknown[] = [];
      for (let i = 0; i < arguments.length; i++) given[i] = arguments[i];
      return apply(standIn.observe, standIn, [this, given]);
    },
  };
  return stand;
}

function standConstructor(standIn: StandIn): Original {
  const { original } = standIn;
  function stand(this: unknown): unknown {
    const { point } = standIn;
    if (
      point !== undefined &&
      standIn.level < point.gate.threshold &&
      !point.channel.hasSubscribers
    ) {
      const args = arguments as unknown as readonly never[];
      if (new.target === undefined) return apply(original, this, args);
      return construct(original as unknown as Constructor, args, targetOf(new.target));
    }
    const given: unknown[] = [];
    for (let i = 0; i < arguments.length; i++) given[i] = arguments[i];
    if (new.target === undefined) return apply(standIn.observe, standIn, [this, given]);
    return apply(standIn.observe, standIn, [undefined, given, targetOf(new.target)]);
  }
  /** The function's own `new.target`: itself, or the class that extends it. */
  function targetOf(target: unknown): Constructor {
    return (target === stand ? original : target) as Constructor;
  }
  return stand as Original;
}

// biome-ignore-end lint/complexity/noArguments: see above

/** Whether a function can be called with `new`. Does not call it. */
function isConstructor(original: Original): boolean {
  try {
    construct(Object, [], original as unknown as Constructor);
    return true;
  } catch {
    return false;
  }
}
