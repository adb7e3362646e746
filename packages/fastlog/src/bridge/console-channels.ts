import { type Channel, channel, subscribe, unsubscribe } from "node:diagnostics_channel";

/** Methods of `console` that Node publishes on channels, with their arguments, since Node 22. */
export const PUBLISHED = ["log", "info", "debug", "warn", "error"] as const;
export type Published = (typeof PUBLISHED)[number];

/** Takes the arguments of a method. `below` is the function that was called for the channel. */
type Take = (name: Published, args: readonly unknown[], below: (message: unknown) => void) => void;

/** Node's channels of console methods. There are none on Node 20. */
export class ConsoleChannels {
  private readonly channels = new Map<string, Channel>();
  private readonly subscribers = new Map<string, (message: unknown) => void>();
  /** The bridge itself publishes the arguments of a replaced method. */
  private isPublishing = false;

  constructor(take: Take) {
    if (Number.parseInt(process.versions.node, 10) < 22) return;
    for (const name of PUBLISHED) {
      const subscriber = (message: unknown): void => {
        if (!this.isPublishing && Array.isArray(message)) take(name, message, subscriber);
      };
      this.channels.set(name, channel(`console.${name}`));
      this.subscribers.set(`console.${name}`, subscriber);
    }
  }

  /** Whether the calls of methods that were taken out of `console` before are taken. */
  set isHeard(isHeard: boolean) {
    for (const [name, subscriber] of this.subscribers) {
      unsubscribe(name, subscriber);
      if (isHeard) subscribe(name, subscriber);
    }
  }

  /** Tells other subscribers of a call, as the original method would. */
  publish(name: string, args: readonly unknown[]): void {
    const channel = this.channels.get(name);
    if (channel?.hasSubscribers !== true) return;
    this.isPublishing = true;
    try {
      channel.publish(args);
    } finally {
      this.isPublishing = false;
    }
  }
}
