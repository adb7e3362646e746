import { fastlogCall, fastlogChild } from "../idioms.js";
import { withoutOwn } from "../said.js";
import { stringLogger } from "../string-logger.js";

/** @type {Omit<import("../adapters.js").Adapter, "name">} */
export const adapter = {
  open: stringLogger,
  call: fastlogCall,
  child: fastlogChild,
  read: withoutOwn,
};
