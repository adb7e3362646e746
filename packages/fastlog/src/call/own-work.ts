/**
 * Whether fastlog is at work: for a hit of a tracepoint, or to hand records over. A function that it calls itself may be
 * instrumented, such as `fs.writeSync`: a record of such a call would make another call, without end.
 */
export class OwnWork {
  private isUnderWay = false;

  get isBusy(): boolean {
    return this.isUnderWay;
  }

  /** Does fastlog's own work. */
  do<T>(work: () => T): T {
    return this.set(true, work);
  }

  /** Calls code of the program from inside that work. */
  interrupt<T>(action: () => T): T {
    return this.set(false, action);
  }

  private set<T>(isUnderWay: boolean, action: () => T): T {
    const before = this.isUnderWay;
    this.isUnderWay = isUnderWay;
    try {
      return action();
    } finally {
      this.isUnderWay = before;
    }
  }
}
