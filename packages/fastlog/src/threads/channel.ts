import type { BroadcastChannel, MessagePort } from "node:worker_threads";
import type { Lease } from "../config/leases.ts";
import { isFields } from "../fields/argument-kind.ts";
import type { AgreedFilter } from "./filter-version.ts";
import type { Answered, Question } from "./question.ts";

/** Name of the channel of all threads of a process. The number changes with the messages. */
export const CHANNEL = "fastlog/1";

/** Messages between threads. */
export type Message =
  /**
   * A thread has begun to listen, and knows this filter: a thread with a newer one answers. A worker sends its roster if
   * its creator had none to hand down; if the main thread asks for rosters, workers answer with theirs.
   */
  | {
      readonly type: "hello";
      readonly filter: AgreedFilter;
      /** `undefined` from an older copy of the package. */
      readonly leases?: readonly Lease[];
      readonly roster: SharedArrayBuffer | undefined;
      readonly wantsRosters: boolean;
    }
  | { readonly type: "roster"; readonly roster: SharedArrayBuffer }
  | { readonly type: "filter"; readonly filter: AgreedFilter }
  | { readonly type: "lease"; readonly lease: Lease }
  /** An order of the control socket to each thread. Only the code of tails knows its members. */
  | { readonly type: "tap"; readonly order: unknown }
  | { readonly type: "untap"; readonly id: number }
  | { readonly type: "reopen" }
  /** Each other thread answers. */
  | {
      readonly type: "ask";
      readonly id: number;
      readonly from: number;
      readonly question: Question;
    }
  | {
      readonly type: "answer";
      readonly id: number;
      readonly to: number;
      readonly answered: Answered;
    }
  /** Threads that the roster asks to end must look at their seats. */
  | { readonly type: "end" };

/** One thread's end of the channel. It does not keep the process alive. */
export class Channel {
  readonly #port: BroadcastChannel;
  readonly #hear: (data: unknown) => void;

  constructor(name: string, hear: (message: Message) => void) {
    const threads = process.getBuiltinModule("node:worker_threads");
    this.#hear = (data) => {
      // Any code that knows the name can post on a channel.
      if (isFields(data)) hear(data as unknown as Message);
    };
    this.#port = new threads.BroadcastChannel(name);
    this.#port.onmessage = ({ data }: { data: unknown }) => this.#hear(data);
    this.#port.unref();
  }

  post(message: Message): void {
    this.#port.postMessage(message);
  }

  /** Handles the messages that have arrived, without the event loop. */
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

/** Deno cannot read such a channel synchronously: there, messages arrive by events only. */
function receivedOn(port: BroadcastChannel, receive: Receive): ReturnType<Receive> {
  try {
    return receive(port as unknown as MessagePort);
  } catch {
    return undefined;
  }
}
