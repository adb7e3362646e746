import { type Channel, channel } from "node:diagnostics_channel";
import type { Callee } from "../call/call-site.ts";
import type { Gate } from "../call/gate.ts";
import type { GatedLogger } from "../call/gated-logger.ts";
import type { TracepointEvent, TracepointListener, TracepointState } from "../call/tracepoints.ts";
import { messageOf } from "../diagnostics/error-message.ts";
import { complainOnce } from "../diagnostics/self-log.ts";
import { LEVELS, levelOf, type RecordLevel } from "../level.ts";
import type { Runtime } from "../lifecycle/runtime.ts";

/** Something that is attached to all tracepoints of a pattern. */
export interface Attachment {
  readonly pattern: string;
  /** `undefined` logs each hit. */
  readonly listener: TracepointListener | undefined;
  /** Whether it was taken away. */
  isOver: boolean;
}

/** Message of a record: a text as it is, or a template with placeholders for fields. */
export interface Message {
  readonly text: string;
  readonly isLiteral: boolean;
}

/** One hit, ready to be told. */
export interface Hit {
  readonly level: number;
  /** The running function that the program called. */
  readonly below: Callee;
  readonly message: Message;
  readonly fields: Readonly<Record<string, unknown>>;
  /** Fields of the record only: the duration and the outcome. */
  readonly more: Readonly<Record<string, unknown>> | undefined;
  readonly event: Pick<TracepointEvent, "ms" | "startTime" | "error"> | undefined;
}

/**
 * All tracepoints of one name. A call passes if its level reaches `gate.threshold`, or if `channel.hasSubscribers`: both
 * are read at each call, so that neither the filter nor subscribers of the channel need to tell.
 */
export class Point {
  readonly name: string;
  /** That of the filter, or an open one while something is attached. */
  gate: Gate;
  readonly channel: Channel;
  /** Level and names of the fields of the latest tracepoint of this name. */
  level: number = LEVELS.trace;
  fields: readonly string[] | undefined = undefined;
  /** Tracepoints of this name, and instrumented functions. */
  uses = 0;

  private hits = 0;
  private attached: readonly Attachment[] = [];
  /** Whether a hit is being told. What listeners do may hit the tracepoint again, without end. */
  private isTelling = false;
  private readonly logger: GatedLogger;

  constructor(runtime: Runtime, name: string) {
    this.name = name;
    this.logger = runtime.logger(name) as unknown as GatedLogger;
    this.gate = this.logger.gate;
    this.channel = channel(name);
  }

  /** Sets what is attached. */
  attach(attached: readonly Attachment[]): void {
    this.attached = attached;
    this.gate = attached.length > 0 ? this.logger.gate.opened() : this.logger.gate;
  }

  /** Whether a hit of that level is told to anybody. */
  isOpen(level: number): boolean {
    return level >= this.gate.threshold || this.channel.hasSubscribers;
  }

  get state(): TracepointState {
    const { name, level, fields, hits, channel } = this;
    return {
      name,
      level: levelOf(level),
      fields,
      isOpen: this.isOpen(level),
      byFilter: level >= this.logger.gate.threshold,
      attached: this.attached.length,
      bySubscriber: channel.hasSubscribers,
      hits,
    };
  }

  /** Logs a hit, and tells it to listeners and subscribers. Never throws. */
  hit(hit: Hit): void {
    try {
      this.hits++;
      if (hit.level >= this.logger.gate.threshold || this.attached.some(isLog)) this.log(hit);
      if (this.channel.hasSubscribers || this.attached.length > 0) this.tell(hit);
    } catch {
      this.lose();
    }
  }

  /** Counts a record that a full stack has prevented. Takes no call. */
  lose(): void {
    this.logger.dispatcher.lost.records++;
  }

  private log({ level, below, message, fields, more }: Hit): void {
    const { dispatcher } = this.logger;
    const all = more === undefined ? fields : { ...fields, ...more };
    // Fields in front of a message make it literal.
    if (message.isLiteral) {
      dispatcher.call(level, this.name, undefined, below, all, 1, message.text);
    } else {
      dispatcher.call(level, this.name, undefined, below, message.text, 1, all);
    }
  }

  private tell({ level, fields, event: more }: Hit): void {
    if (this.isTelling) return;
    this.isTelling = true;
    try {
      const level_: RecordLevel = levelOf(level);
      const event: TracepointEvent = { name: this.name, level: level_, fields, ...more };
      for (const { listener, isOver } of this.attached) {
        if (listener !== undefined && !isOver) this.call(listener, event);
      }
      if (this.channel.hasSubscribers) this.channel.publish(event);
    } finally {
      this.isTelling = false;
    }
  }

  private call(listener: TracepointListener, event: TracepointEvent): void {
    try {
      const result: unknown = listener(event);
      if (result instanceof Promise) result.catch((error) => this.complain(error));
    } catch (error) {
      this.complain(error);
    }
  }

  private complain(error: unknown): void {
    complainOnce(`tracepoint ${this.name}`, `an attached function threw: ${messageOf(error)}`);
  }
}

function isLog({ listener, isOver }: Attachment): boolean {
  return listener === undefined && !isOver;
}
