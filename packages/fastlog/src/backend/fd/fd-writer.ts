import type { Buffer } from "node:buffer";
import { SonicBoom } from "sonic-boom";
import { CHUNK_SIZE } from "../../batch/chunk.ts";

const OPTIONS = {
  sync: true,
  contentMode: "buffer",
  maxWrite: CHUNK_SIZE,
  // EAGAIN comes back as an error instead of after a sleep of 100 ms.
  retryEAGAIN: () => false,
} as const;

/** Writes to a descriptor through sonic-boom: at once, and without trying again. */
export class Writer {
  /** What the last write failed with; `undefined` where it went well. */
  failure: NodeJS.ErrnoException | undefined;

  readonly #fd: number;
  #boom: SonicBoom | undefined;

  constructor(fd: number) {
    this.#fd = fd;
  }

  /** Returns how many bytes were written: fewer than there are where it failed. Never throws. */
  write(bytes: Buffer): number {
    this.failure = undefined;
    this.#boom ??= this.#open();
    this.#boom.write(bytes as never);
    if (this.failure === undefined) return bytes.length;
    // How much is left is known to sonic-boom alone; the build inlines this version. It would write that
    // first next time, and there is no way to have it forget.
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
