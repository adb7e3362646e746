import type { Format } from "../../encode/format/format.ts";

/** A condition on fields, or values of fields by the paths of their names. */
export type Where = string | Readonly<Record<string, unknown>>;

/** Tells each thread which records to send to a client, and where to. It can be cloned. */
export interface TapOrder {
  /** Number of the tail in its process. */
  readonly id: number;
  readonly filter: string;
  readonly where: Where | undefined;
  readonly format: Format;
  readonly color: boolean;
  /** Most records a second of each thread. */
  readonly rate: number;
  /** When it ends, in milliseconds of the monotonic clock. */
  readonly until: number;
  /** A ring for each thread that takes part, by its id. */
  readonly rings: Readonly<Record<number, SharedArrayBuffer>>;
}

/** Whether a value is such an order. Any code that knows the name can post on a channel. */
export function isTapOrder(value: unknown): value is TapOrder {
  if (typeof value !== "object" || value === null) return false;
  const { id, filter, rate, until, rings } = value as Record<keyof TapOrder, unknown>;
  return (
    Number.isInteger(id) &&
    typeof filter === "string" &&
    Number.isInteger(rate) &&
    Number.isFinite(until) &&
    typeof rings === "object" &&
    rings !== null
  );
}
