/** Lets a number of records pass in each second. Times are in milliseconds of a monotonic clock. */
export class Rate {
  private readonly most: number;
  private second: number = Number.NEGATIVE_INFINITY;
  private count = 0;

  constructor(most: number) {
    this.most = most;
  }

  /** Whether no further record passes before the second is over. */
  get isSpent(): boolean {
    return this.count >= this.most;
  }

  /** Whether one more record passes, which is counted. */
  admits(now: number): boolean {
    if (now - this.second >= 1000) {
      this.second = now;
      this.count = 0;
    }
    if (this.isSpent) return false;
    this.count++;
    return true;
  }

  /** Whether {@link admits} would let one pass. */
  wouldAdmit(now: number): boolean {
    return !this.isSpent || now - this.second >= 1000;
  }
}
