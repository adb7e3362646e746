import { flushSync, info, withContext } from "fastlog";
import { BATCH } from "../measure/batch.js";
import { BOUND, fields, MESSAGE, request } from "../records/records.js";
import { pinoLine } from "./proof.js";

// The same record, logged within a context that has five fields.

const RECORDS = 10;

/** One context for all records: what it costs a record to be in one. */
export function inContext() {
  function log() {
    for (let i = 0; i < BATCH; i++) info(MESSAGE, fields(i));
  }
  return {
    name: "fastlog: in a context",
    batch: () => withContext(BOUND, log),
    flush: flushSync,
    proof: pinoLine(MESSAGE, (i) => ({ ...BOUND, ...fields(i) })),
  };
}

/** A context for each request, as in a server: entering it and encoding its fields included. */
export function inContexts() {
  return {
    name: `fastlog: a context for ${RECORDS}`,
    batch() {
      for (let from = 0; from < BATCH; from += RECORDS) {
        withContext(request(from), () => {
          for (let i = from; i < from + RECORDS; i++) info(MESSAGE, fields(i));
        });
      }
    },
    flush: flushSync,
    proof: pinoLine(MESSAGE, (i) => ({ ...request(i - (i % RECORDS)), ...fields(i) })),
  };
}
