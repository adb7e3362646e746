/**
 * The adapter of a logger: how it is opened for a destination, how it logs each scenario, and how its lines are read.
 * A logger that can be opened in several ways has a contender for each.
 *
 * @typedef {object} Contender
 * @property {string} name
 * @property {string} [package] Whose version and size it is.
 * @property {readonly Format[]} formats
 * @property {readonly import("./lines.js").Destination["kind"][]} kinds Where its records can go.
 * @property {readonly string[]} [without] Scenarios that it has nothing for.
 * @property {Partial<Record<import("./lines.js").Destination["kind"], number>>} [shares] How many of a whole
 * process's records it logs, where all of them would take too long.
 * @property {(destination: import("./lines.js").Destination, format: Format, settings?: object) => Promise<Opened>} open
 * At most once in a process, since several loggers are configured for the whole process. `settings` are a scenario's.
 * @property {(line: string, format: Format) => import("../records/proof.js").Read} [read] A floor's lines need not
 * be understood.
 * @property {Service} [service] How it logs in the programs of ../service.
 *
 * @typedef {"json" | "text"} Format
 *
 * A logger that writes to a destination: a function for each scenario, which logs the record of a number,
 * and `disabled`, which logs nothing. They belong to this opened logger, so that V8 sees one of each.
 *
 * @typedef {Record<string, (i: number) => unknown> & More} Opened
 * @typedef {object} More
 * @property {(message: string) => unknown} [line] Logs that message, for ../sockets.
 * @property {Record<string, (run: () => void) => void>} [within] Of some scenarios: runs what logs their records.
 * @property {() => void | Promise<void>} flush All that was logged has left the logger, as far as it can tell.
 * @property {() => void | Promise<void>} close The same, and there is nothing more to come.
 * @property {() => void | Promise<void>} [room] Waits where more would be dropped.
 * @property {() => number} [dropped] How many records it has dropped, as it says itself; asked before it is closed.
 *
 * How a logger logs in a generated program: `call` and `child` give JavaScript that uses the logger `log`.
 *
 * @typedef {object} Service
 * @property {(path: string) => { log: unknown, flush: () => void | Promise<void> }} open Begins to log as JSON to a
 * file or a device.
 * @property {(site: import("../service/generate.js").Site) => string} call Logs the record of a call site.
 * @property {(bound: string) => string} child Makes a child with these fields.
 */
