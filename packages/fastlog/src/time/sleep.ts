let clock: Int32Array | undefined;

/** Blocks the thread for `ms` milliseconds. */
export function wait(ms: number): void {
  clock ??= new Int32Array(new SharedArrayBuffer(4));
  Atomics.wait(clock, 0, 0, ms);
}
