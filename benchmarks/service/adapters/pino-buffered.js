import pino from "pino";
import { pinoCall, pinoChild } from "../idioms.js";
import { withoutOwn } from "../said.js";

/** @type {Omit<import("../adapters.js").Adapter, "name">} */
export const adapter = {
  open(path) {
    const destination = pino.destination({ dest: path, sync: true, minLength: 4096 });
    return { log: pino(destination), flush: () => destination.flushSync() };
  },
  call: pinoCall,
  child: pinoChild,
  read: withoutOwn,
};
