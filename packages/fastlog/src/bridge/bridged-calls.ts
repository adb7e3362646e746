import { type Callee, callerTarget } from "../call/call-site.ts";
import type { Dispatcher } from "../call/dispatcher.ts";
import type { Gates } from "../call/gate.ts";
import type { Runtime } from "../lifecycle/runtime.ts";
import type { Content } from "./content.ts";
import type { Guard } from "./guard.ts";
import { escaped } from "./split-format.ts";

/** Logs what other code logs by its own means. Never throws; a content may, if the stack is full. */
export class BridgedCalls {
  readonly guard: Guard;
  readonly gates: Gates;
  private readonly dispatcher: Dispatcher;

  constructor(runtime: Pick<Runtime, "gates" | "dispatcher">, guard: Guard) {
    this.guard = guard;
    this.gates = runtime.gates;
    this.dispatcher = runtime.dispatcher;
  }

  /** Whether a record of a target passes the filter. */
  passes(target: string, level: number): boolean {
    return level >= this.gates.named(target).threshold;
  }

  /** Logs under a target, if it passes. `below` is the function that the program called. */
  named(target: string, level: number, below: Callee, content: () => Content): void {
    try {
      if (level < this.gates.named(target).threshold) return;
    } catch {
      // The stack is full.
      this.dispatcher.lost.records++;
      return;
    }
    this.write(level, target, below, content);
  }

  /** Logs under the target of the code that called `below`, as a plain call of fastlog does. */
  byCaller(level: number, below: Callee, content: () => Content): void {
    const { plain } = this.gates;
    if (level < plain.threshold) return;
    let target: string | undefined;
    if (level < plain.targetFrom) {
      try {
        const module = this.dispatcher.module(undefined, callerTarget(below));
        if (level < module.threshold) return;
        target = module.target;
      } catch {
        // The stack is full.
        this.dispatcher.lost.records++;
        return;
      }
    }
    this.write(level, target, below, content);
  }

  private write(
    level: number,
    target: string | undefined,
    below: Callee,
    content: () => Content,
  ): void {
    const { dispatcher, guard } = this;
    try {
      guard.run(() => {
        const { template, values, extras } = content();
        const [first, ...others] = extras;
        if (values.length > 0) {
          dispatcher.callWith(level, target, undefined, below, template, [...values, ...extras]);
        } else if (extras.length === 0) {
          dispatcher.single(level, target, undefined, below, template);
        } else if (template !== "") {
          dispatcher.callWith(level, target, undefined, below, escaped(template), extras);
        } else if (others.length === 0) {
          // As `info(err)` and `info({ … })`: the message may be in there.
          dispatcher.single(level, target, undefined, below, first);
        } else {
          dispatcher.callWith(level, target, undefined, below, first, others);
        }
      });
    } catch {
      // The stack is full.
      dispatcher.lost.records++;
    }
  }
}
