import { fastlogCall, fastlogChild } from "../idioms.js";

/** A logger that does nothing: what is left is making the values, calling, and all else that the program does. */
class Nothing {
  level = "info";
  trace() {}
  debug() {}
  info() {}
  warn() {}
  error() {}
  fatal() {}
  child() {
    return this;
  }
}

/** @type {Omit<import("../adapters.js").Adapter, "name">} */
export const adapter = {
  open: () => ({ log: new Nothing(), flush() {} }),
  call: fastlogCall,
  child: fastlogChild,
  read: () => undefined,
};
