/** In milliseconds: how far the wall clock may be set within a boot, before its records are ordered by the wall clock. */
const SAME_BOOT = 10_000;
/** In milliseconds: containers of one machine have one clock, whatever their host names are. */
const SAME_MACHINE = 5;
const MOST_BOOTS = 1000;

const MS_NS = 1_000_000;

/** A boot of a machine: `hrtime` counts from its start. */
interface Boot {
  readonly host: string;
  /** Milliseconds since 1970 at its start, by the first record that was read. */
  readonly start: number;
}

/** A place in the order of all records: milliseconds since 1970, and nanoseconds. */
export interface Key {
  ms: number;
  ns: number;
}

/**
 * Puts records in order: within a boot by the monotonic clock, which is one for all threads and processes and never steps;
 * else by the time of day. The start of the boot turns both into one scale, so that any three records have one order.
 */
export class Boots {
  readonly #boots: Boot[] = [];
  #last: Boot | undefined;

  /** Sets the key of a record with `hrtime` in nanoseconds. */
  set(key: Key, host: string, ms: number, hrtime: number): void {
    const sinceBoot = Math.floor(hrtime / MS_NS);
    const { start } = this.#bootOf(host, ms - sinceBoot);
    key.ms = start + sinceBoot;
    key.ns = hrtime - sinceBoot * MS_NS;
  }

  #bootOf(host: string, start: number): Boot {
    const last = this.#last;
    if (last !== undefined && isOf(last, host, start)) return last;
    let boot = this.#boots.find((one) => isOf(one, host, start));
    if (boot === undefined) {
      boot = { host, start };
      if (this.#boots.length < MOST_BOOTS) this.#boots.push(boot);
    }
    this.#last = boot;
    return boot;
  }
}

function isOf(boot: Boot, host: string, start: number): boolean {
  const difference = Math.abs(boot.start - start);
  return difference <= SAME_MACHINE || (boot.host === host && difference <= SAME_BOOT);
}

/** Negative if the first key comes first. */
export function compareKeys(a: Key, b: Key): number {
  return a.ms - b.ms || a.ns - b.ns;
}
