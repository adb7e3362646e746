import { type Callee, callerTarget } from "../call/call-site.ts";
import type { Dispatcher } from "../call/dispatcher.ts";
import type { Gates } from "../call/gate.ts";
import type { Runtime } from "../lifecycle/runtime.ts";
import { hasStack } from "../stack.ts";
import type { Content } from "./content.ts";
import type { Guard } from "./guard.ts";

/**
 * A template that is one placeholder, for a literal message. The strings of a tagged template: the recorder may be another
 * copy's.
 */
const WHOLE = ((strings: TemplateStringsArray, _message: string) => strings)`${""}`;

/** Logs what other code logs by its own means. Never throws. */
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
    return level >= this.gates.filter.threshold(target);
  }

  /** Logs under a target, if it passes. `below` is the function that the program called. */
  named(target: string, level: number, below: Callee, content: () => Content): void {
    if (this.passes(target, level)) this.write(level, target, below, content);
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
      // Node's formatting compiles regular expressions, which a full stack does not survive.
      if (!hasStack()) throw new RangeError("no stack");
      guard.run(() => {
        const { message, extras } = content();
        const [first, ...others] = extras;
        if (extras.length === 0) {
          dispatcher.single(level, target, undefined, below, message);
        } else if (message !== "") {
          dispatcher.callWith(level, target, undefined, below, WHOLE, [message, ...extras]);
        } else if (others.length === 0) {
          // As `info(err)` and `info({ … })`: the message may be in there.
          dispatcher.single(level, target, undefined, below, first);
        } else {
          dispatcher.callWith(level, target, undefined, below, first, others);
        }
      });
    } catch {
      dispatcher.lost.records++;
    }
  }
}
