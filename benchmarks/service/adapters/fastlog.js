import { configure, flush, logger } from "fastlog";
import { fastlogCall, fastlogChild } from "../idioms.js";
import { withoutOwn } from "../said.js";

/** @type {Omit<import("../adapters.js").Adapter, "name">} */
export const adapter = {
  open(path) {
    configure({ backend: `file://${path}`, format: "json" });
    return { log: logger("app"), flush };
  },
  call: fastlogCall,
  child: fastlogChild,
  read: withoutOwn,
};
