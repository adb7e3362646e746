import type { Bindings } from "../fields/bindings.ts";
import type { Pipeline } from "../sink/pipeline.ts";
import type { Callee } from "./call-site.ts";
import type { Dispatcher } from "./dispatcher.ts";
import type { KnownSite, SiteTaker } from "./is-site.ts";

/** Takes the calls of a dispatcher that have a site in place of the message. Their position costs no look at the stack. */
export class SiteCalls implements SiteTaker {
  private readonly dispatcher: Dispatcher;

  constructor(dispatcher: Dispatcher) {
    this.dispatcher = dispatcher;
  }

  /** Takes a call with a site alone. */
  message(
    level: number,
    target: string | undefined,
    bindings: Bindings | undefined,
    below: Callee,
    site: KnownSite,
  ): void {
    const { dispatcher } = this;
    const pipeline = dispatcher.pipeline ?? dispatcher.first();
    if (pipeline === undefined) return;
    const { template } = site;
    const { gates } = dispatcher;
    if (template === undefined || gates.hasPattern || gates.hasLimits) {
      const none = undefined;
      this.take(pipeline, level, target, bindings, below, site, 0, none, none, none);
    } else {
      if (!dispatcher.turn.open) dispatcher.turn.start();
      pipeline.builder.message(level, target, site, bindings, template);
    }
    try {
      if (level >= pipeline.flushFrom) pipeline.flushSync();
    } catch {
      // The stack is full. The record is written, and is handed over at the end of the turn.
    }
  }

  /** Takes a call with a list of the arguments after the site. */
  many(
    level: number,
    target: string | undefined,
    bindings: Bindings | undefined,
    below: Callee,
    site: KnownSite,
    args: readonly unknown[],
  ): void {
    const { dispatcher } = this;
    const pipeline = dispatcher.pipeline ?? dispatcher.first();
    if (pipeline === undefined) return;
    const [a, b, c] = args;
    this.take(pipeline, level, target, bindings, below, site, args.length, a, b, c, args);
    try {
      if (level >= pipeline.flushFrom) pipeline.flushSync();
    } catch {
      // The stack is full. The record is written, and is handed over at the end of the turn.
    }
  }

  /** Takes a call with up to three arguments after the site, or a list of all. */
  take(
    pipeline: Pipeline,
    level: number,
    target: string | undefined,
    bindings: Bindings | undefined,
    below: Callee,
    site: KnownSite,
    count: number,
    a: unknown,
    b: unknown,
    c: unknown,
    all?: readonly unknown[],
  ): void {
    const { dispatcher } = this;
    const { gates, limits } = dispatcher;
    const { message } = site;
    if (message === undefined && count > 0 && all === undefined && !gates.needsMore) {
      // Nothing of the site is needed.
      if (count === 1) dispatcher.single(level, target, bindings, below, a);
      else dispatcher.call(level, target, bindings, below, a, count - 1, b, c);
      return;
    }
    if (message === undefined || (gates.hasPattern && dispatcher.isGeneral(level, target))) {
      if (
        message !== undefined &&
        all === undefined &&
        dispatcher.tapped?.call(
          pipeline,
          level,
          target,
          bindings,
          below,
          site,
          message,
          count,
          a,
          b,
          c,
        ) === true
      )
        return;
      const args = all ?? [a, b, c].slice(0, count);
      dispatcher.general(pipeline, level, target, bindings, below, site, args);
      return;
    }
    let bound: Bindings | undefined | null = bindings;
    if (limits !== undefined && gates.hasLimits) {
      bound = limits.admit(level, target, site, bindings, undefined);
      if (bound === null) return;
    }
    if (!dispatcher.turn.open) dispatcher.turn.start();
    const { builder } = pipeline;
    if (count === 0) builder.message(level, target, site, bound, message.text);
    else builder.call(level, target, site, bound, message, count, a, b, c, all, undefined);
  }
}
