import type { Destination } from "../delivery/exit-delivery-thread.ts";
import type { Dialer } from "./connection.ts";
import type { Framing } from "./framing.ts";

/** The peer of a stream backend, and how to connect to it. */
export interface Endpoint extends Dialer {
  /** Where a thread connects to at exit. */
  readonly destination: Destination;
  /** Framing of records in a format. */
  framing(format: string): Framing;
  /** A warning that is reported at start. */
  readonly warning?: string | undefined;
  /** Longest record that the peer takes as one, in bytes with its newline. */
  readonly maxRecord?: number | undefined;
}
