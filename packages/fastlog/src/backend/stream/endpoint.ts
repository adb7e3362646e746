import type { Destination } from "../delivery/exit-delivery-thread.ts";
import type { Dialer } from "./connection.ts";
import type { Framing } from "./framing.ts";

/** Who is at the other end, and how to reach it. */
export interface Endpoint extends Dialer {
  /** The same for a thread that has to connect by itself. */
  readonly destination: Destination;
  /** How records are told apart, by the format that they are in. */
  framing(format: string): Framing;
  /** What the operator ought to know. */
  readonly warning?: string | undefined;
  /** The longest record that it takes as one, in bytes, its newline included. */
  readonly maxRecord?: number | undefined;
}
