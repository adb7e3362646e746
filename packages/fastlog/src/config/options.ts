import type { Overflow, Trouble } from "../backend/backend.ts";
import type { Fields } from "../call/signatures.ts";
import type { Color } from "../encode/format/color.ts";
import type { Format } from "../encode/format/format.ts";
import type { Serializers } from "../fields/serializer.ts";
import type { Level, RecordLevel } from "../level.ts";
import type { RateText } from "../limit/rules.ts";
import type { Redact } from "../redact/redact.ts";
import type { TraceOption } from "../trace/trace-option.ts";
import type { BackendOption } from "./backend-option.ts";
import type { SampleOptions, ShareOption } from "./limit-options.ts";
import type { RecorderOption } from "./recorder-option.ts";
import type { SignalOptions } from "./signal-options.ts";

/** Options of `configure`. An option that is not given keeps its value. */
export interface Options {
  /**
   * Decides which records pass, in the language of `LOG`: `info,db=debug`. Default `info`. The environment variable
   * `LOG` takes precedence.
   */
  readonly filter?: string | undefined;
  /**
   * Format of a record: `"text"`, `"json"`, `"json:gcp"` and other presets, `"logfmt"`, `"pretty"`, `"syslog"`, a template,
   * a shape of JSON or an encoder. Default `"text"`, which is the template
   * `{date}\t{hrtime}\t{pid}\t{level}\t{tag}\t{message}`; on a terminal `"pretty"`, unless `NODE_ENV` is `production`. The
   * environment variable `LOG_FORMAT` takes precedence.
   */
  readonly format?: Format | undefined;
  /**
   * Whether format `"text"` and templates colour the level on standard output and standard error. `"auto"` colours
   * it on a terminal with colours, unless `NO_COLOR` is set, and anywhere if `FORCE_COLOR` is set. `true` always
   * colours it. Files and sockets are coloured only by the `color` of their entry in `backend`. Default `"auto"`.
   */
  readonly color?: Color | undefined;
  /**
   * Fields of every record. A field of the same name in the record, its logger or its context takes precedence.
   */
  readonly fields?: Fields | undefined;
  /**
   * Paths of fields to redact, such as `password`, `req.headers.authorization`, `*.token`, and `**.secret` for a key
   * at any depth; `patterns` masks secrets inside texts. If redaction fails, the field is withheld. Default none.
   */
  readonly redact?: Redact | undefined;
  /**
   * Functions that replace a field's value before it is written, by the field's name:
   * `{ req: (req) => ({ url: req.url }) }`. `fastlog/serializers` has those of pino. A new object replaces all earlier
   * serializers. Default none.
   */
  readonly serializers?: Serializers | undefined;
  /**
   * Names this process or worker in its lines, in at most 256 bytes. Default `main`; in a worker thread the name that
   * the worker was given (Node 22.20, 24.6 or later), else `worker-<threadId>`. Workers do not inherit it. The
   * environment variable `LOG_TAG` takes precedence.
   */
  readonly tag?: string | undefined;
  /**
   * Destination of records: a URL (`stdout`, `stderr`, `file:///var/log/app.log?mode=0640`,
   * `tcp://127.0.0.1:5140`, …), a backend, `{ backend, fallback, filter, format, color, buffer, overflow, flushAfter }`,
   * or a list of those. Default `stdout`. The environment variable `LOG_BACKEND` takes precedence; a backend that the
   * option holds is then closed.
   */
  readonly backend?: BackendOption | undefined;
  /**
   * A record of this level or a more severe one has been written to the operating system when its call returns.
   * Default `fatal`. With `trace` each record takes a `write(2)` of its own.
   */
  readonly flushOn?: RecordLevel | undefined;
  /**
   * Longest time that a record waits for others, in milliseconds, 0 to 60,000. Records go to the backend at the end of
   * the turn of the event loop if the last ones went longer ago than this time, else when it has passed. 0 sends them
   * at the end of each turn. A blocked event loop delays both. Default 1; 200 for `otlp:`; 0 for standard output and
   * standard error, to keep the order of records and `console.log`. With several backends the shortest time applies to all.
   */
  readonly flushAfter?: number | undefined;
  /** Longest record in bytes, 1,024 to 16,777,216. Texts of a longer record are shortened. Default 65,536. */
  readonly maxRecord?: number | undefined;
  /** Levels of nested objects that are written, 1 to 64. A deeper object is replaced by its type. Default 8. */
  readonly maxDepth?: number | undefined;
  /** Members of one object or array that are written, 1 to 65,536; the rest is counted. Default 128. */
  readonly maxBreadth?: number | undefined;
  /**
   * Limit of the records that wait in memory for a backend, in bytes. Default 4,194,304; 33,554,432 for sockets with
   * `delivery=at-least-once`.
   */
  readonly buffer?: number | undefined;
  /**
   * Policy for a full buffer: `drop-newest`, `drop-oldest`, or `block`, which only descriptors have.
   * Default `block` for descriptors, `drop-newest` for all other backends.
   */
  readonly overflow?: Overflow | undefined;
  /**
   * Longest time that the process waits at its exit for sockets to take the remaining records, in milliseconds, 0 to
   * 60,000. Default 1,000.
   */
  readonly exitTimeout?: number | undefined;
  /**
   * Called for each error of a backend. Default: prints a line on stderr, at most one a minute for each kind of error.
   * The function must not log, because it is called when logging fails.
   */
  readonly onBackendError?: ((trouble: Trouble) => void) | undefined;
  /**
   * `true` makes SIGTERM, SIGINT and SIGHUP write all records before they end the process as usual. An object says
   * which signals end the process and which reopen log files: `{ reopen: ["SIGHUP"] }`. If the application listens to
   * a signal, the application decides whether the process ends, and SIGHUP reopens files. In a worker thread the
   * option has no effect: only the main thread gets signals, and it tells the workers. Default `false`.
   */
  readonly signals?: boolean | SignalOptions | undefined;
  /**
   * Adds `trace_id`, `span_id` and `trace_flags` to each record that is logged inside a trace. `"auto"` or `true` takes
   * them from the active span of OpenTelemetry, else from the `traceparent` of the request that `fastlog/http` serves;
   * with a function, the function returns them. Formats with names of their own for these ids use those. Default
   * `false`.
   */
  readonly trace?: TraceOption | undefined;
  /**
   * Opens the control socket of the process, by which its user can change the filter, look at the counters and read records
   * while it runs. `true`: in `$XDG_RUNTIME_DIR/fastlog/`, else in `fastlog-<uid>/` of the system's temporary folder. A path:
   * there, with `{pid}` replaced. `"SIGUSR2"`: in that folder, for ten minutes from each such signal. In a worker thread the
   * option has no effect. Default `false`. The environment variable `LOG_CONTROL` takes precedence.
   */
  readonly control?: boolean | string | undefined;
  /**
   * Keeps the last records that the log does not get, in memory, and writes them ahead of an error: `true`, a level
   * (`"trace"`), or `{ level: "trace", bytes: "4mb", on: ["error", "uncaught", "SIGUSR2"], for: "30s" }`. Each thread has its
   * own. `false` keeps none. Default `false`. The environment variable `LOG_RECORDER` (`1`, `0` or a level) takes precedence.
   */
  readonly recorder?: RecorderOption | undefined;
  /**
   * How many records of one kind are kept in a second, a minute or an hour: `"100/s"`, `"10/m"`, `"1/h"`. Records with the same
   * template, level and target are one kind. When the time is over, a record says how many others were held back. It holds
   * for the levels below `error`, and in each thread by itself. A limit in the filter (`debug@100/s`) takes its place.
   * `false` sets none. Default `false`.
   */
  readonly limit?: RateText | false | undefined;
  /**
   * Share of the traces, requests and contexts whose records are kept: `"10%"`, `0.1`, or `{ rate: "10%", keep: "error" }`.
   * All records of a trace or a request are kept, or none but those of the level `keep` (default `warn`) and above. Those
   * that stand for others have the share as their field `sampled`. A share in the filter (`info@10%`) takes its place.
   * `false` keeps all. Default `false`.
   */
  readonly sample?: ShareOption | SampleOptions | false | undefined;
  /**
   * How long records that follow each other in a backend and are equal but for their time are folded into one, in
   * milliseconds from 1 to 86,400,000, or as text: `"5s"`. When another record follows, or the time is over, a record says how
   * often the last one was repeated. `false` writes all of them. Default `false`.
   */
  readonly repeats?: number | string | false | undefined;
  /**
   * Whether this thread is isolated: `setFilter()` and `reopen()` of other threads do not reach it, and its own calls
   * do not reach other threads. Default `false`.
   */
  readonly isolated?: boolean | undefined;
}

/** Default of the option `filter`. */
export const DEFAULT_FILTER: Level = "info";
