import { Buffer } from "node:buffer";
import type { Batch } from "../batch/batch.ts";
import type { Packer, Parcel } from "./packer.ts";
import type { ShippedLine } from "./shipped.ts";

const NEWLINE = 0x0a;

/** Ships lines as their program wrote them. */
export class LinePacker implements Packer {
  readonly #batch: Batch;
  readonly #maxRecord: number;

  constructor(batch: Batch, maxRecord: number) {
    this.#batch = batch;
    this.#maxRecord = maxRecord;
  }

  pack({ level, bytes, from, to }: ShippedLine): Parcel {
    const batch = this.#batch;
    const size = to - from + 1;
    // A part of a line is not a record.
    if (size > this.#maxRecord)
      return { level, size: 0, write: () => batch.drop(level, "refused") };
    const line = Buffer.allocUnsafe(size);
    bytes.copy(line, 0, from, to);
    line[size - 1] = NEWLINE;
    return { level, size, write: () => batch.append(line, level) };
  }
}
