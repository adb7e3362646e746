import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { messageOf } from "../diagnostics/error-message.ts";
import { complain } from "../diagnostics/self-log.ts";
import { uptime } from "../time/system-time.ts";
import type { BridgedCalls } from "./bridged-calls.ts";
import { type ChannelRecord, channelContent } from "./channel-record.ts";
import { millisecondsSince } from "./milliseconds.ts";
import { targetsOf } from "./targets.ts";

/**
 * Makes a record of a message that was published on a channel. For an operation of a tracing channel the message is its
 * context, and `ms` its duration in milliseconds. A function that throws is reported once on stderr.
 */
export type ChannelFunction = {
  // A method, so that a function may name the type of its messages.
  call(message: unknown, name: string, ms?: number): ChannelRecord;
}["call"];

type Subscription = readonly [channel: string, subscriber: (message: unknown) => void];

const TRACING = "tracing:";
const EVENTS = ["start", "end", "asyncStart", "asyncEnd", "error"];

const targetOf = targetsOf("channels", "", undefined, ".");

/** Subscribes to one channel, or to one tracing channel. */
export class ChannelBridge {
  private readonly calls: BridgedCalls;
  private readonly name: string;
  /** The name of the channel, or of the operation. */
  private readonly subject: string;
  private readonly subscriptions: readonly Subscription[];
  private toRecord: ChannelFunction;
  /** Starts of the operations of a tracing channel that have not ended, by their contexts. */
  private readonly starts = new WeakMap<object, number>();
  private hasFailed = false;

  constructor(name: string, toRecord: ChannelFunction, calls: BridgedCalls) {
    this.name = name;
    this.toRecord = toRecord;
    this.calls = calls;
    const isTracing = isOperation(name);
    this.subject = isTracing ? name.slice(TRACING.length) : name;
    this.subscriptions = isTracing
      ? [
          [`${name}:start`, (context) => this.begin(context)],
          [`${name}:end`, (context) => this.end(context, false)],
          [`${name}:asyncEnd`, (context) => this.end(context, true)],
        ]
      : [[name, (message) => this.take(message)]];
    for (const [channel, subscriber] of this.subscriptions) subscribe(channel, subscriber);
  }

  change(toRecord: ChannelFunction): void {
    this.toRecord = toRecord;
    this.hasFailed = false;
  }

  stop(): void {
    for (const [channel, subscriber] of this.subscriptions) unsubscribe(channel, subscriber);
  }

  private begin(context: unknown): void {
    if (typeof context === "object" && context !== null) this.starts.set(context, uptime());
  }

  /** A synchronous operation has its result or error when it returns. */
  private end(context: unknown, isAsync: boolean): void {
    if (typeof context !== "object" || context === null) return;
    const start = this.starts.get(context);
    if (start === undefined || !(isAsync || "result" in context || "error" in context)) return;
    this.starts.delete(context);
    this.take(context, millisecondsSince(start));
  }

  private take(message: unknown, ms?: number): void {
    const { calls, name, subject } = this;
    if (calls.guard.isInside) return;
    try {
      // Messages and records of the function itself are not bridged.
      calls.guard.run(() => {
        const made = channelContent(this.toRecord(message, name, ms), subject);
        if (made === undefined) return;
        const { level, content } = made;
        calls.named(targetOf(subject), level, this.toRecord, () => content);
      });
    } catch (error) {
      if (this.hasFailed) return;
      this.hasFailed = true;
      complain(`option channels[${JSON.stringify(name)}] of bridge()`, messageOf(error));
    }
  }
}

/** Whether a name is that of a tracing channel, and not of one of its five channels. */
function isOperation(name: string): boolean {
  return name.startsWith(TRACING) && !EVENTS.some((event) => name.endsWith(`:${event}`));
}
