import type { Clock } from "../../time/clock.ts";

const NS_PER_MS = 1_000_000;
const TWO_20 = 1_048_576;
const TWO_32 = 4_294_967_296;
/** Milliseconds since 1970 of the last whole millisecond that 64 bits of nanoseconds can represent. */
const LAST_MS = 18_446_744_073_708;
/** In milliseconds. If the system's clock is set back by less, the time goes on from the last one. */
const STEP = 1_000;

/**
 * Nanoseconds since 1970 of each record, in two words of 32 bits. They are those of the monotonic clock with an offset, so
 * that records of the same millisecond keep their order. The time of each record is later than that of the last one, unless
 * the system's clock is set back by a second or more.
 */
export class UnixTime {
  /** Whole milliseconds, and the nanoseconds after them. */
  ms: number = -STEP;
  nanos = 0;
  /** The upper and lower 32 bits of the nanoseconds since 1970. */
  high = 0;
  low = 0;

  /** The two words of {@link baseMs}. */
  private baseMs = -1;
  private baseHigh = 0;
  private baseLow = 0;

  /** Takes the time of the clock's last read. */
  take(clock: Clock): void {
    const { wallMs } = clock;
    const nanos = clock.nanosOfMs;
    if (wallMs > this.ms || (wallMs === this.ms && nanos > this.nanos)) {
      this.ms = wallMs;
      this.nanos = nanos;
    } else {
      this.notEarlier(wallMs, nanos);
    }
    if (this.ms !== this.baseMs) this.rebase();
    const low = this.baseLow + this.nanos;
    if (low < TWO_32) {
      this.low = low;
      this.high = this.baseHigh;
    } else {
      this.low = low - TWO_32;
      this.high = this.baseHigh + 1;
    }
  }

  private notEarlier(ms: number, nanos: number): void {
    if (this.ms - ms >= STEP) {
      this.ms = ms;
      this.nanos = nanos;
    } else if (++this.nanos === NS_PER_MS) {
      this.nanos = 0;
      this.ms++;
    }
  }

  private rebase(): void {
    const ms = Math.min(Math.max(this.ms, 0), LAST_MS);
    // The product with a million takes more than 53 bits, so it is made of two.
    const upper = Math.floor(ms / 4096) * NS_PER_MS;
    const low = (upper % TWO_20) * 4096 + (ms % 4096) * NS_PER_MS;
    const carry = low < TWO_32 ? 0 : 1;
    this.baseHigh = Math.floor(upper / TWO_20) + carry;
    this.baseLow = low - carry * TWO_32;
    this.baseMs = this.ms;
  }
}
