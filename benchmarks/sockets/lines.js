/** What all loggers log: their lines are of the same length, whatever else they write into them. */

/** Bytes of a line, the newline included. */
export const LINE = 100;

const TEXT =
  "order 4711 of customer 42 was packed, labelled and handed over to the carrier at the dock";

/**
 * The message that makes a line as long as that.
 *
 * @param {string} empty The line without a message.
 */
export function messageFor(empty) {
  // A string of its own, as a literal is, and no window onto the long one.
  return Buffer.from(TEXT).toString("latin1", 0, LINE - Buffer.byteLength(empty));
}

/** A line of fastlog's text, and the message in it. */
export function record() {
  const date = new Date().toISOString();
  const start = `${date}\t${process.hrtime.bigint()}\t${process.pid}\tINFO\tmain\t`;
  const message = messageFor(`${start}\n`);
  return { message, line: `${start}${message}\n` };
}
