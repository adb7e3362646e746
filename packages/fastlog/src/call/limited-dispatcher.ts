import type { TypedEvent } from "../event/event.ts";
import type { Bindings } from "../fields/bindings.ts";
import type { Sanitizer } from "../fields/sanitizer.ts";
import { isTagged } from "../record/normalize.ts";
import type { Callee, Capture } from "./call-site.ts";
import { ChildDispatcher } from "./child-dispatcher.ts";
import type { Dispatcher, Dispatching, Lost } from "./dispatcher.ts";
import type { Gate } from "./gate.ts";
import type { Special } from "./special.ts";

/**
 * Dispatcher of a logger with a limit of its own. Calls of the usual forms ask the limit, and go on as those of a logger without:
 * the way of other children takes twice the time.
 */
export class LimitedDispatcher implements Dispatching {
  readonly root: Dispatcher;
  readonly special: Special;
  readonly lost: Lost;

  private readonly child: ChildDispatcher;
  /** The logger has a limit, and nothing else that is special. */
  private readonly isPlain: boolean;

  constructor(root: Dispatcher, special: Special) {
    this.root = root;
    this.special = special;
    this.lost = root.lost;
    this.child = new ChildDispatcher(root, special);
    this.isPlain = special.redaction === undefined && special.prefix === "";
  }

  get sanitizer(): Sanitizer {
    return this.root.sanitizer;
  }

  siteModule(first: unknown): Gate | undefined {
    return this.root.siteModule(first);
  }

  module(first: unknown, target: string): Gate {
    return this.root.module(first, target);
  }

  captured(first: unknown, capture: Capture | undefined, below: Callee): Gate {
    return this.root.captured(first, capture, below);
  }

  single(
    level: number,
    target: string | undefined,
    bindings: Bindings | undefined,
    below: Callee,
    first: unknown,
  ): void {
    const { root, special } = this;
    const { limits } = root;
    if (typeof first !== "string" || limits === undefined || !this.isPlain || !root.isPlain) {
      this.child.single(level, target, bindings, below, first);
      return;
    }
    const bound = limits.admit(level, target, first, bindings, special.limit);
    if (bound !== null) root.single(level, target, bound, below, first);
  }

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
    const { root, special } = this;
    const { limits } = root;
    const isUsual = typeof first === "string" || isTagged(first);
    if (!isUsual || limits === undefined || !this.isPlain || !root.isPlain) {
      this.child.call(level, target, bindings, below, first, count, a, b, c);
      return;
    }
    const bound = limits.admit(level, target, first, bindings, special.limit);
    if (bound !== null) root.call(level, target, bound, below, first, count, a, b, c);
  }

  callWith(
    level: number,
    target: string | undefined,
    bindings: Bindings | undefined,
    below: Callee,
    first: unknown,
    args: readonly unknown[],
  ): void {
    this.child.callWith(level, target, bindings, below, first, args);
  }

  callMany(
    level: number,
    target: string | undefined,
    bindings: Bindings | undefined,
    below: Callee,
    given: unknown[],
  ): void {
    this.child.callMany(level, target, bindings, below, given);
  }

  event(
    level: number,
    target: string | undefined,
    bindings: Bindings | undefined,
    below: Callee,
    event: TypedEvent,
    fields: unknown,
  ): void {
    this.child.event(level, target, bindings, below, event, fields);
  }

  flush(): Promise<void> {
    return this.root.flush();
  }
}
