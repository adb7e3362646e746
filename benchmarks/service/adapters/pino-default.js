import { promisify } from "node:util";
import pino from "pino";
import { pinoCall, pinoChild } from "../idioms.js";
import { withoutOwn } from "../said.js";

/** @type {Omit<import("../adapters.js").Adapter, "name">} */
export const adapter = {
  open(path) {
    const destination = pino.destination(path);
    return {
      log: pino(destination),
      flush: () => promisify(destination.flush).call(destination),
    };
  },
  call: pinoCall,
  child: pinoChild,
  read: withoutOwn,
};
