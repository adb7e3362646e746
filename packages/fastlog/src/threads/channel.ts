import type { BroadcastChannel, MessagePort } from "node:worker_threads";
import { isFields } from "../fields/argument-kind.ts";
import type { AgreedFilter } from "./filter-version.ts";

/** What all threads of the process hear each other by. The number changes with the messages. */
export const CHANNEL = "fastlog/1";

/** What threads say to all others. */
export type Message =
  /**
   * A thread listens from now on, and knows this filter: who knows a newer one answers. A worker whose maker
   * had no roster to hand down sends its own; where the main thread asks for those, they answer with them.
   */
  | {
      readonly type: "hello";
      readonly filter: AgreedFilter;
      readonly roster: SharedArrayBuffer | undefined;
      readonly wantsRosters: boolean;
    }
  | { readonly type: "roster"; readonly roster: SharedArrayBuffer }
  | { readonly type: "filter"; readonly filter: AgreedFilter }
  | { readonly type: "reopen" }
  /** Those whom the roster asks to end are to look. */
  | { readonly type: "end" };

/** A thread's end of the channel. It keeps nothing alive. */
export class Channel {
  readonly #port: BroadcastChannel;
  readonly #hear: (data: unknown) => void;

  constructor(name: string, hear: (message: Message) => void) {
    const threads = process.getBuiltinModule("node:worker_threads");
    this.#hear = (data) => {
      // Anybody can post on a channel whose name they know.
      if (isFields(data)) hear(data as unknown as Message);
    };
    this.#port = new threads.BroadcastChannel(name);
    this.#port.onmessage = ({ data }: { data: unknown }) => this.#hear(data);
    this.#port.unref();
  }

  post(message: Message): void {
    this.#port.postMessage(message);
  }

  /** Hears what has arrived, without an event. */
  drain(): void {
    const { receiveMessageOnPort } = process.getBuiltinModule("node:worker_threads");
    for (;;) {
      const received = receivedOn(this.#port, receiveMessageOnPort);
      if (received === undefined) return;
      this.#hear(received.message);
    }
  }
}

type Receive = typeof import("node:worker_threads").receiveMessageOnPort;

/** Deno does not know how to do this with such a channel: there only events tell what has arrived. */
function receivedOn(port: BroadcastChannel, receive: Receive): ReturnType<Receive> {
  try {
    return receive(port as unknown as MessagePort);
  } catch {
    return undefined;
  }
}
