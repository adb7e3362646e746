/**
 * What each logger is to the suite.
 *
 * @typedef {object} Contender
 * @property {string} name
 * @property {string} [package] Whose version and size it is.
 * @property {readonly Format[]} formats
 * @property {readonly import("./lines.js").Destination["kind"][]} kinds Where its records can go.
 * @property {readonly string[]} [without] Scenarios that it has nothing for.
 * @property {Partial<Record<import("./lines.js").Destination["kind"], number>>} [shares] How many of a whole
 * process's records it logs, where all of them would take too long.
 * @property {(destination: import("./lines.js").Destination, format: Format) => Promise<Opened>} open At
 * most once in a process: several of them configure all of it.
 * @property {(line: string, format: Format) => import("../records/proof.js").Read} [read] A floor's lines need not
 * be understood.
 *
 * @typedef {"json" | "text"} Format
 *
 * A logger that writes to a destination: a function for each scenario, which logs the record of a number,
 * and `disabled`, which logs nothing. They belong to this opened logger, so that V8 sees one of each.
 *
 * @typedef {Record<string, (i: number) => unknown> & Ends} Opened
 * @typedef {object} Ends
 * @property {() => void | Promise<void>} flush All that was logged has left the logger, as far as it can tell.
 * @property {() => void | Promise<void>} close The same, and there is nothing more to come.
 * @property {() => void | Promise<void>} [room] Waits where more would be dropped.
 * @property {() => number} [dropped] What it says itself that it has dropped; asked before it is closed.
 */

/** Fields as text has them, `key=value` behind the message. @param {string} text */
export function pairs(text) {
  return Object.fromEntries(
    [...text.matchAll(/ (\w+)=(\S+)/g)].map(([, name, value]) => [
      name,
      Number.isNaN(Number(value)) ? value : Number(value),
    ]),
  );
}

/** Fields as `util.inspect` shows them. @param {string} text */
export function inspected(text) {
  return Object.fromEntries(
    [...text.matchAll(/(\w+): ('([^']*)'|\d+)/g)].map(([, name, value, inner]) => [
      name,
      inner ?? Number(value),
    ]),
  );
}
