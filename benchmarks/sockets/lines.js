// All contenders send lines of the same length, whatever they write beside the message.

/** Bytes of a line, the newline included. */
export const LINE = 128;

const TEXT =
  "order 4711 of customer 42 was packed, labelled and handed over to the carrier at the dock, as was the one before it today";

/** A message of some characters. @param {number} length */
export function messageOf(length) {
  if (length < 10 || length > TEXT.length) {
    throw new Error(
      `a line of ${LINE} bytes has ${length} for the message, expected 10 to ${TEXT.length}`,
    );
  }
  // A string of its own, as a literal is, and no window onto the long one.
  return Buffer.from(TEXT).toString("latin1", 0, length);
}

/** A line without a logger. */
export function bareLine() {
  return `${"-".repeat(LINE - 1 - TEXT.length)}${TEXT}\n`;
}
