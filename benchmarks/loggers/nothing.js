import { child, fastlogCall } from "./idioms.js";

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

/**
 * A logger that does nothing. A program that logs with it takes the time of all else that the program does, the values
 * that are logged included.
 *
 * @type {import("./logger.js").Contender}
 */
export const nothing = {
  name: "nothing",
  formats: [],
  kinds: [],
  service: {
    open: () => ({ log: new Nothing(), flush() {} }),
    call: fastlogCall,
    child,
  },
};
