import { monotonic, wallTime } from "./system-time.ts";

/** Source of time of a {@link Clock}. Tests inject their own. */
export interface TimeSource {
  /** Nanoseconds of a clock that never steps, as from `process.hrtime.bigint()`. */
  readonly monotonic: () => bigint;
  /** Milliseconds since 1970, as from `Date.now()`. May step at any time. */
  readonly wall: () => number;
}

const SYSTEM: TimeSource = { monotonic, wall: wallTime };

const NS_PER_SECOND = 1_000_000_000;
const NS_PER_MS = 1_000_000;
const TWO_32 = 4_294_967_296;
/** Index of the low half of a 64-bit word on this machine. */
const LOW = new Uint32Array(BigUint64Array.of(1n).buffer)[0] === 1 ? 0 : 1;
const HIGH = 1 - LOW;

/**
 * Gives both times of a record from one clock read.
 *
 * The monotonic clock is read for every record. Wall time is the monotonic time plus an offset. {@link synchronise}
 * checks the offset against the real wall clock at the first record of each turn and of each second, so that a step
 * of the clock shows.
 *
 * `tick` changes whenever a property other than `nanos` changes, so that a cache of digits compares one number.
 */
export class Clock {
  /** Nanoseconds into the current monotonic second. */
  nanos = 0;
  /** Whole seconds of the monotonic clock. */
  second = 0;
  /** Wall time, whole milliseconds since 1970. */
  wallMs = 0;
  /** Changes with `second` and `wallMs`. */
  tick = 0;

  private readonly source: TimeSource;
  // A bigint stored here and read back as two words costs no allocation and no conversion:
  // 4 ns against 30 for Number(bigint), and exact beyond 2^53 ns (104 days of uptime).
  private readonly reading = new BigInt64Array(1);
  private readonly words = new Uint32Array(this.reading.buffer);
  private baseHigh = 0;
  private baseLow = 0;
  /** Nanoseconds from the base at which `wallMs` or `second` changes next. */
  private nextTick = 0;
  /** Nanoseconds from the base at which the current wall millisecond began. */
  private msStart = 0;
  /** Wall millisecond of the base, and the nanoseconds of it that had passed at the base. */
  private baseMs = 0;
  private baseRest = 0;
  /**
   * Wall minus monotonic time in nanoseconds. A bigint, because a double cannot hold today's date in nanoseconds
   * exactly.
   */
  private offset: bigint | undefined;

  constructor(source: TimeSource = SYSTEM) {
    this.source = source;
    this.compare();
  }

  /** Reads the time for a record. */
  read(): void {
    this.reading[0] = this.source.monotonic();
    const words = this.words;
    const since =
      ((words[HIGH] as number) - this.baseHigh) * TWO_32 + ((words[LOW] as number) - this.baseLow);
    if (since < this.nextTick) this.nanos = since | 0;
    else this.advance(since);
  }

  /** Milliseconds of the monotonic clock at the last read. */
  get monotonicMs(): number {
    return this.second * 1000 + this.nanos / NS_PER_MS;
  }

  /** Nanoseconds into the current wall millisecond, 0 to 999,999. */
  get nanosOfMs(): number {
    return (this.nanos - this.msStart) | 0;
  }

  /** Compares wall time with the real wall clock, and follows the real one if it stepped. */
  synchronise(): void {
    this.read();
    // The two nearly always agree.
    if (this.source.wall() !== this.wallMs) this.compare();
  }

  private compare(): void {
    // If a clock throws below, the next read comes back here.
    this.nextTick = 0;
    // The wall clock has whole milliseconds and is read between the two monotonic reads, so the true offset is at
    // least `least` and below `most`. An offset in that range is kept. Any other is set to `least`: without a step,
    // wall time never goes back.
    const before = this.source.monotonic();
    const wall = BigInt(this.source.wall()) * 1_000_000n;
    const now = this.source.monotonic();
    const least = wall - now;
    const most = wall + 1_000_000n - before;
    const offset = this.offset;
    const isKept = offset !== undefined && offset >= least && offset < most;
    this.rebase(now, isKept ? offset : least);
  }

  private rebase(now: bigint, offset: bigint): void {
    const second = now / 1_000_000_000n;
    const base = second * 1_000_000_000n;
    const wall = base + offset;
    if (this.second !== Number(second)) this.tick++;
    this.second = Number(second);
    this.offset = offset;
    this.baseMs = Number(wall / 1_000_000n);
    this.baseRest = Number(wall % 1_000_000n);
    this.reading[0] = base;
    this.baseHigh = this.words[HIGH] as number;
    this.baseLow = this.words[LOW] as number;
    this.place(Number(now - base));
  }

  private advance(since: number): void {
    if (since >= NS_PER_SECOND) this.compare();
    else this.place(since);
  }

  private place(nanos: number): void {
    const ms = Math.floor((this.baseRest + nanos) / NS_PER_MS);
    this.nanos = nanos | 0;
    if (this.wallMs !== this.baseMs + ms) this.tick++;
    this.wallMs = this.baseMs + ms;
    this.msStart = ms * NS_PER_MS - this.baseRest;
    this.nextTick = Math.min(NS_PER_SECOND, this.msStart + NS_PER_MS);
  }
}
