import type { Overflow, Trouble } from "../backend/backend.ts";
import type { Fields } from "../call/signatures.ts";
import type { Color } from "../encode/format/color.ts";
import type { Format } from "../encode/format/format.ts";
import type { Serializers } from "../fields/serializer.ts";
import type { Level } from "../level.ts";
import type { Redact } from "../redact/redact.ts";
import type { BackendOption } from "./backend-option.ts";
import type { SignalOptions } from "./signal-options.ts";

/** What `configure` takes. What is not given keeps its value. */
export interface Options {
  /**
   * Which records pass, in the language of `LOG`. Default `info`. Where the environment variable
   * `LOG` is set, that wins.
   */
  readonly filter?: string | undefined;
  /**
   * How a record is written. Default `"text"`, which is the template
   * `{date}\t{hrtime}\t{pid}\t{level}\t{tag}\t{message}`. `LOG_FORMAT` wins.
   */
  readonly format?: Format | undefined;
  /**
   * Whether the level has a colour in format `"text"` and in templates. `"auto"`: on a terminal that has
   * colours, unless `NO_COLOR` is set, and with `FORCE_COLOR` on standard output and standard error, whatever
   * reads them. `true`: there in any case. Neither colours files and sockets: that does the `color` of an entry
   * of `backend`. Default `"auto"`.
   */
  readonly color?: Color | undefined;
  /**
   * Fields of every record. A record's own field of the same name beats them, and so does one of its
   * logger or its context.
   */
  readonly fields?: Fields | undefined;
  /**
   * What is never written: paths such as `password`, `req.headers.authorization`, `*.token`, and
   * `**.secret` for that key at any depth. If redaction itself fails, the field is withheld.
   */
  readonly redact?: Redact | undefined;
  /**
   * What stands for a field's value, by the field's name: `{ req: (req) => ({ url: req.url }) }`.
   * `fastlog/serializers` has some. What is given replaces all that were given before.
   */
  readonly serializers?: Serializers | undefined;
  /**
   * Names this process or worker in its lines. Default `main`; in a worker thread the name that it was given
   * (Node 22.20 and 24.6 or later), else `worker-<threadId>`. Workers do not inherit it. `LOG_TAG` wins.
   */
  readonly tag?: string | undefined;
  /**
   * Where records go: a URL (`stdout`, `stderr`, `file:///var/log/app.log?mode=0640`,
   * `tcp://127.0.0.1:5140`, …), a backend, `{ backend, fallback, filter, format, color, buffer, overflow, flushAfter }`,
   * or a list of those. Default `stdout`. `LOG_BACKEND` wins; a backend that was made for nothing is then closed.
   */
  readonly backend?: BackendOption | undefined;
  /**
   * A record of this level or a more severe one is with the operating system when its call returns.
   * Default `fatal`. `trace` makes every record so, for a `write(2)` each.
   */
  readonly flushOn?: Level | undefined;
  /**
   * How long a record waits for others at the most, in milliseconds, 0 to 60,000: what was logged goes to the
   * backend at the end of the turn of the event loop if nothing did for that long, else that long after the
   * last time. 0: at the end of each turn. A loop that does not turn delays both. Default 1; 0 for standard
   * output and standard error, so that records stay in order with what `console.log` writes. Of several
   * backends the shortest one holds for all.
   */
  readonly flushAfter?: number | undefined;
  /** The longest record in bytes, 1,024 to 16,777,216. Longer ones are cut, visibly. Default 65,536. */
  readonly maxRecord?: number | undefined;
  /** How many objects inside objects are written, 1 to 64. Deeper ones are named. Default 8. */
  readonly maxDepth?: number | undefined;
  /** How many members of one object or array are written, 1 to 65,536. Default 128. */
  readonly maxBreadth?: number | undefined;
  /**
   * What may wait in memory for a backend, in bytes. Default 4,194,304; 33,554,432 for sockets with
   * `delivery=at-least-once`.
   */
  readonly buffer?: number | undefined;
  /**
   * What happens where that is full: `drop-newest`, `drop-oldest`, or `block`, for descriptors only.
   * Default `block` for descriptors, `drop-newest` for sockets.
   */
  readonly overflow?: Overflow | undefined;
  /**
   * How long the process may take at its end to deliver what a socket has not taken yet, in
   * milliseconds, 0 to 60,000. Default 1,000.
   */
  readonly exitTimeout?: number | undefined;
  /**
   * Told of everything that goes wrong with a backend, as often as it does. Default a line on stderr for
   * each kind of trouble and minute. It must not log: it is called while that is what does not work.
   */
  readonly onBackendError?: ((trouble: Trouble) => void) | undefined;
  /**
   * Whether SIGTERM, SIGINT and SIGHUP first write what was logged and then end the process as they
   * would have; or which signals do, and which ones have log files opened again:
   * `{ reopen: ["SIGHUP"] }`. Where the application listens to a signal itself, it decides about the end,
   * and by SIGHUP files are opened again. In a worker thread it does nothing: signals reach the main
   * thread only, which sees to the others. Default `false`.
   */
  readonly signals?: boolean | SignalOptions | undefined;
  /**
   * Whether this thread is on its own: `setFilter()` and `reopen()` of other threads do not reach it, and
   * its own reach nobody else. Default `false`.
   */
  readonly isolated?: boolean | undefined;
}

/** The option `filter` where nobody gives it. */
export const DEFAULT_FILTER: Level = "info";
