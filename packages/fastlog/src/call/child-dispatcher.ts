import { argumentsOf, type TypedEvent } from "../event/event.ts";
import type { Bindings } from "../fields/bindings.ts";
import type { Sanitizer } from "../fields/sanitizer.ts";
import type { Callee, Capture } from "./call-site.ts";
import type { Dispatcher, Dispatching, Lost } from "./dispatcher.ts";
import type { Gate } from "./gate.ts";
import type { Special } from "./special.ts";

/** Dispatcher of a child that redacts more than the configuration, or has a message prefix. */
export class ChildDispatcher implements Dispatching {
  readonly root: Dispatcher;
  readonly special: Special;
  readonly lost: Lost;

  constructor(root: Dispatcher, special: Special) {
    this.root = root;
    this.special = special;
    this.lost = root.lost;
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
    this.root.childCall(this.special, level, target, bindings, below, first, []);
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
    this.callWith(level, target, bindings, below, first, [a, b, c].slice(0, count));
  }

  callWith(
    level: number,
    target: string | undefined,
    bindings: Bindings | undefined,
    below: Callee,
    first: unknown,
    args: readonly unknown[],
  ): void {
    const message = args.length === 0 ? "" : first;
    this.root.childCall(this.special, level, target, bindings, below, message, args);
  }

  callMany(
    level: number,
    target: string | undefined,
    bindings: Bindings | undefined,
    below: Callee,
    given: readonly unknown[],
  ): void {
    this.callWith(level, target, bindings, below, given[0], given.slice(1));
  }

  event(
    level: number,
    target: string | undefined,
    bindings: Bindings | undefined,
    below: Callee,
    event: TypedEvent,
    fields: unknown,
  ): void {
    const args = argumentsOf(fields, event.check(fields));
    this.callWith(level, target, bindings, below, event.message, args);
  }

  flush(): Promise<void> {
    return this.root.flush();
  }
}
