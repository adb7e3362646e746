import type { Controlled } from "./controlled.ts";
import type { Request } from "./request.ts";

/** The members of an answer, beside `ok`. */
export type Answer = Readonly<Record<string, unknown>>;

/** The connection of a client, as commands use it. */
export interface Client {
  /** Sends a line. Returns `false` if the client does not keep up. */
  send(line: string | Uint8Array): boolean;
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
