import type { Buffer } from "node:buffer";
import { SonicBoom } from "sonic-boom";
import { CHUNK_SIZE } from "../../batch/chunk.ts";

const OPTIONS = {
  sync: true,
  contentMode: "buffer",
  maxWrite: CHUNK_SIZE,
  // Makes sonic-boom return EAGAIN as an error, instead of sleeping for 100 ms.
  retryEAGAIN: () => false,
} as const;

/** Writes to a descriptor through sonic-boom: at once, without retries. */
export class Writer {
  /** Error of the last write; `undefined` if it succeeded. */
  failure: NodeJS.ErrnoException | undefined;

  readonly #fd: number;
  #boom: SonicBoom | undefined;

  constructor(fd: number) {
    this.#fd = fd;
  }

  /** Returns the number of bytes that were written, which is less than given after a failure. Never throws. */
  write(bytes: Buffer): number {
    this.failure = undefined;
    this.#boom ??= this.#open();
    this.#boom.write(bytes as never);
    if (this.failure === undefined) return bytes.length;
    // Only sonic-boom knows how much is left, in private fields; the build inlines this version. A used
    // instance would write the rest first next time.
    const { _len: left } = this.#boom as unknown as { readonly _len: number };
    this.#boom = undefined;
    return bytes.length - left;
  }

  #open(): SonicBoom {
    const boom = new SonicBoom({ ...OPTIONS, fd: this.#fd });
    boom.on("error", (error: NodeJS.ErrnoException) => {
      this.failure = error;
    });
    return boom;
  }
}
