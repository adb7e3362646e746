import { flush, withContext } from "fastlog";

/** Longest wait for a backend, in milliseconds. What it has not taken then waits for the next invocation. */
const TIMEOUT = 1_000;

/** @typedef {{ readonly awsRequestId: string }} Context The part of Lambda's context that is used here. */

/**
 * Gives all records of an invocation its id, and writes them before Lambda may freeze the process. What the handler
 * throws is logged by Lambda.
 *
 * @template Event, Result
 * @param {(event: Event, context: Context) => Promise<Result> | Result} handler
 * @returns {(event: Event, context: Context) => Promise<Result>}
 */
export function logged(handler) {
  return (event, context) =>
    withContext({ requestId: context.awsRequestId }, async () => {
      try {
        return await handler(event, context);
      } finally {
        // A log that cannot be delivered must not fail the invocation.
        await flush({ timeout: TIMEOUT }).catch(() => {});
      }
    });
}
