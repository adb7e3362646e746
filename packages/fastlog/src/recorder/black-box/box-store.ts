import type { ChunkSlot } from "../../batch/chunk-memory.ts";
import type { BoxStream } from "./box-order.ts";

/** Keeps chunks in the file of a box. */
export interface BoxStore {
  /** Room for a chunk of a stream; `undefined` if the file has none. Never throws. */
  take(stream: BoxStream, capacity: number, entries: number): ChunkSlot | undefined;
  /** Whether {@link sync} does something, so that turns must end with it. */
  readonly isSynced: boolean;
  /** Puts into the file all records that came since. Never throws. */
  sync(): void;
  /** The descriptor will be closed, and may be that of another file then: nothing is done with it any more. */
  close(): void;
}
