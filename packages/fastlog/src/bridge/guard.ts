import type { AsyncLocalStorage } from "node:async_hooks";

/**
 * Knows whether code runs that belongs to the writing or the delivery of records: a serializer, an encoder, a backend of
 * the program's own. What it logs by bridged means would make records that it writes or delivers again, for ever.
 */
export class Guard {
  /** Number of bridged records that are being written. */
  private depth = 0;
  /** Made by the first delivery to a backend that may log. */
  private storage: AsyncLocalStorage<true> | undefined;

  get isInside(): boolean {
    return this.depth > 0 || this.storage?.getStore() === true;
  }

  /** Writes a bridged record. */
  run(action: () => void): void {
    this.depth++;
    try {
      action();
    } finally {
      this.depth--;
    }
  }

  /** Delivers records. All that is started meanwhile counts as inside, across its awaits. */
  readonly surround = (action: () => void): void => {
    if (this.storage === undefined) {
      const { AsyncLocalStorage } = process.getBuiltinModule("node:async_hooks");
      this.storage = new AsyncLocalStorage();
    }
    this.storage.run(true, action);
  };

  /** Nothing is bridged any more: Node need not follow asynchronous work. */
  leave(): void {
    this.storage?.disable();
    this.storage = undefined;
  }
}
