import type { ShippedLine } from "./shipped.ts";

/** A line on its way into a chunk. */
export interface Parcel {
  readonly level: number;
  /** In bytes: most that it takes in a chunk. */
  readonly size: number;
  /** Writes it, if there is room. */
  write(): void;
}

/** Makes parcels of lines. */
export interface Packer {
  pack(line: ShippedLine): Parcel;
}
