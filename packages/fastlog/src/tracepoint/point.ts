import { type Channel, channel } from "node:diagnostics_channel";
import { type Callee, callerPosition } from "../call/call-site.ts";
import type { Gate } from "../call/gate.ts";
import type { Site } from "../call/is-site.ts";
import type { OwnWork } from "../call/own-work.ts";
import type { TracepointEvent, TracepointListener, TracepointState } from "../call/tracepoints.ts";
import { messageOf } from "../diagnostics/error-message.ts";
import { handleRejection } from "../diagnostics/rejection.ts";
import { complainOnce } from "../diagnostics/self-log.ts";
import { LEVELS, levelOf } from "../level.ts";
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
  /** The running function that the program called; or, for a hit with a start, the place of that call, if it is printed. */
  readonly from: Callee | Site;
  readonly message: Message;
  readonly fields: Readonly<Record<string, unknown>>;
  /** `undefined` if it had no start. */
  readonly timing: Timing | undefined;
}

/** How long a hit took, and how it ended. */
export interface Timing {
  readonly ms: number;
  readonly startTime: number;
  /** `undefined` if it did not fail. */
  readonly failure: Failure | undefined;
}

export interface Failure {
  /** As it was thrown. */
  readonly error: unknown;
  /** The field `err` of the record. */
  readonly err: unknown;
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
  /** Shared by all tracepoints of the thread. */
  readonly ownWork: OwnWork;
  /** Level and names of the fields of the latest tracepoint of this name. */
  level: number = LEVELS.trace;
  fields: readonly string[] | undefined = undefined;
  /** Tracepoints of this name, and instrumented functions. */
  uses = 0;

  /** Counts records that a full stack has prevented. There, not even a function that counts could be called. */
  readonly lost: { records: number };

  private hits = 0;
  private attached: readonly Attachment[] = [];
  /** Whether a hit is being told. What listeners do may hit the tracepoint again, without end. */
  private isTelling = false;
  /** The gate of the filter. */
  private readonly filtered: Gate;
  private readonly runtime: Runtime;

  constructor(runtime: Runtime, name: string) {
    this.name = name;
    this.runtime = runtime;
    this.ownWork = runtime.ownWork;
    this.lost = runtime.dispatcher.lost;
    this.filtered = runtime.gates.named(name);
    this.gate = this.filtered;
    this.channel = channel(name);
  }

  /** Sets what is attached. */
  attach(attached: readonly Attachment[]): void {
    this.attached = attached;
    this.gate = attached.length > 0 ? this.filtered.opened() : this.filtered;
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
      byFilter: level >= this.filtered.threshold,
      attached: this.attached.length,
      bySubscriber: channel.hasSubscribers,
      hits,
    };
  }

  /** Logs a hit, and tells it to listeners and subscribers. Never throws. */
  hit(hit: Hit): void {
    try {
      // Whoever listened at the start may have gone.
      if (!this.isOpen(hit.level)) return;
      this.hits++;
      this.ownWork.do(() => {
        if (hit.level >= this.filtered.threshold || this.attached.some(isLog)) this.log(hit);
        if (this.channel.hasSubscribers || this.attached.length > 0) this.tell(hit);
      });
    } catch {
      this.lost.records++;
    }
  }

  /** The place from which a running function was called; `undefined` if the format does not print it. */
  siteOf(below: Callee): Site | undefined {
    if (!this.runtime.gates.demands.printsPosition) return undefined;
    const { file, line } = callerPosition(below);
    return this.runtime.site(undefined, this.name, file, line, 1);
  }

  private log({ level, from, message, fields, timing }: Hit): void {
    const { dispatcher } = this.runtime;
    const all = timing === undefined ? fields : fieldsWith(timing, fields);
    // Fields in front of a message make it literal.
    const [first, second] = message.isLiteral ? [all, message.text] : [message.text, all];
    // An attachment logs whatever the filter says: a tail must not take such a record for its own.
    dispatcher.isForced = this.attached.some(isLog);
    try {
      if (typeof from === "function") {
        dispatcher.call(level, this.name, undefined, from, first, 1, second);
      } else {
        dispatcher.call(level, this.name, undefined, nobody, from, 2, first, second);
      }
    } finally {
      dispatcher.isForced = false;
    }
  }

  private tell({ level, fields, timing }: Hit): void {
    if (this.isTelling) return;
    this.isTelling = true;
    try {
      const hit = { name: this.name, level: levelOf(level), fields };
      const event: TracepointEvent = timing === undefined ? hit : eventWith(timing, hit);
      for (const { listener, isOver } of this.attached) {
        if (listener !== undefined && !isOver) this.call(listener, event);
      }
      if (this.channel.hasSubscribers) this.ownWork.interrupt(() => this.channel.publish(event));
    } finally {
      this.isTelling = false;
    }
  }

  private call(listener: TracepointListener, event: TracepointEvent): void {
    try {
      const result: unknown = this.ownWork.interrupt(() => listener(event));
      handleRejection(result, (error) => this.complain(error));
    } catch (error) {
      this.complain(error);
    }
  }

  private complain(error: unknown): void {
    complainOnce(`tracepoint ${this.name}`, `an attached function threw: ${messageOf(error)}`);
  }
}

function fieldsWith({ ms, failure }: Timing, fields: Hit["fields"]): Hit["fields"] {
  return failure === undefined ? { ...fields, ms } : { ...fields, ms, err: failure.err };
}

function eventWith({ ms, startTime, failure }: Timing, hit: TracepointEvent): TracepointEvent {
  const timed = { ...hit, ms, startTime };
  return failure === undefined ? timed : { ...timed, error: failure.error };
}

/** Stands for the called function where a site says who called. */
function nobody(): void {}

function isLog({ listener, isOver }: Attachment): boolean {
  return listener === undefined && !isOver;
}
