import type { Controlled } from "./controlled.ts";
import type { Request } from "./request.ts";

/** The members of an answer, beside `ok`. */
export type Answer = Readonly<Record<string, unknown>>;

/** Lines that come by themselves, until they end or the client is gone. */
export interface Stream {
  /** Ends it, and tells the client. */
  end(): void;
  /** Ends it: the client is gone. */
  cancel(): void;
}

/** The connection of a client, as commands use it. */
export interface Client {
  /** Sends whole lines. */
  send(lines: string | Uint8Array): void;
  /** Bytes that the client has not read. */
  readonly waiting: number;
  /** Begins a stream: its lines follow the answer. Throws if there is one. */
  stream(begin: (onEnd: () => void) => Stream): void;
  /** Ends the stream. Throws if there is none. */
  endStream(): void;
}

/** A command of the control socket. */
export interface Command {
  /** Says what it does, for `help`. */
  readonly about: string;
  /** Its members, with what each expects. */
  readonly members: Readonly<Record<string, string>>;
  /** Throws a `FastlogError` for a request that it cannot answer; nothing has changed then. */
  run(of: Controlled, request: Request, client: Client): Answer | Promise<Answer>;
}
