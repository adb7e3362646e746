import type { Backend, Overflow } from "../backend/backend.ts";
import { FallbackBackend } from "../backend/fallback/fallback-backend.ts";
import { invalidOption } from "../diagnostics/invalid-option.ts";
import { show } from "../diagnostics/show.ts";
import { isColored } from "../encode/format/color.ts";
import type { CompiledFormat } from "../encode/format/format.ts";
import { otlpFormat } from "../encode/otlp/otlp-format.ts";
import { FastlogError } from "../errors.ts";
import { strictFilter } from "../filter/filter-option.ts";
import { memberOf, ownOptions } from "../own-members.ts";
import type { Settings } from "../sink/settings.ts";
import { Sink, type SinkContext, type SinkSettings } from "../sink/sink.ts";
import { type BackendEntry, type BackendOption, entriesOf } from "./backend-option.ts";
import { formatOf } from "./format.ts";

const DEFAULT_BUFFER = 4_194_304;
/** In milliseconds. */
const DEFAULT_FLUSH_AFTER = 1;

/** The backends of an option that the program made itself, or the fallback pairs that they are part of. */
export function backendsIn(option: BackendOption | undefined): Backend[] {
  if (option === undefined) return [];
  return entriesOf(option).flatMap((entry) => joinedOf(entry) ?? givenIn(entry));
}

function givenIn({ backend, fallback }: BackendEntry): Backend[] {
  return [backend, fallback].filter((given) => typeof given === "object");
}

/**
 * Fallback pairs by a backend of the pair that the program made itself. If the same two are configured again, the pair
 * stays in use.
 */
const joined = new WeakMap<Backend, BackendEntry & { readonly both: Backend }>();

function joinedOf(entry: BackendEntry): Backend | undefined {
  const [given] = givenIn(entry);
  const known = given === undefined ? undefined : joined.get(given);
  const isSame = known?.backend === entry.backend && known.fallback === entry.fallback;
  return isSame ? known?.both : undefined;
}

function remember(entry: BackendEntry, both: Backend): void {
  if (entry.fallback === undefined) return;
  for (const given of givenIn(entry)) joined.set(given, { ...entry, both });
}

/** A sink that is to be: of a backend that is there. */
export interface PlannedSink {
  readonly backend: Backend;
  readonly settings: SinkSettings;
}

/** Opens the backends of an option. If one cannot be used, closes those opened before. */
export function planSinks(
  option: BackendOption,
  settings: Settings,
  open: (url: string) => Backend,
): PlannedSink[] {
  const given = entriesOf(option).flatMap(givenIn);
  if (new Set(given).size < given.length) {
    throw invalidOption("backend", option, "expected each backend once");
  }
  const opened: Backend[] = [];
  const openOne = (backend: string | Backend): Backend => {
    if (typeof backend !== "string") return backend;
    const made = open(backend);
    opened.push(made);
    return made;
  };
  try {
    const planned = entriesOf(option).map((entry) => {
      const backend = openEntry(entry, openOne);
      return { entry, backend, settings: sinkSettings(entry, backend, settings) };
    });
    for (const { entry, backend } of planned) remember(entry, backend);
    return planned;
  } catch (error) {
    for (const backend of opened) backend.close().catch(() => {});
    throw error;
  }
}

function openEntry(entry: BackendEntry, openOne: (backend: string | Backend) => Backend): Backend {
  if (entry.fallback === undefined) return openOne(entry.backend);
  return joinedOf(entry) ?? joinBackends(openOne(entry.backend), openOne(entry.fallback));
}

/** Throws if the fallback demands records of another form than the primary has. */
function joinBackends(primary: Backend, fallback: Backend): Backend {
  const wanted = memberOf(fallback, "otlpRecords");
  const given = memberOf(primary, "otlpRecords");
  if (wanted !== undefined && wanted.encoding !== given?.encoding) {
    throw new FastlogError(
      "ERR_FASTLOG_INVALID_OPTION",
      `invalid option fallback=${show(fallback.name)}: it takes records of OpenTelemetry's protocol ` +
        `(${wanted.encoding}) only, which ${primary.name} does not have`,
    );
  }
  return new FallbackBackend(primary, fallback);
}

/**
 * Makes the sinks that were planned, and takes the backends into use. One that is in use already keeps its
 * sink, with what waits in it. For between two records only.
 */
export function makeSinks(
  planned: readonly PlannedSink[],
  before: readonly Sink[],
  context: SinkContext,
): readonly Sink[] {
  return planned.map(({ backend, settings }) => {
    const sink = before.find((sink) => sink.backend === backend);
    if (sink === undefined) return new Sink(backend, settings, context);
    sink.change(settings);
    return sink;
  });
}

/** What a sink has from its entry, its backend and the common settings, in this order. */
export function sinkSettings(
  given: Omit<BackendEntry, "fallback">,
  backend: Backend,
  settings: Settings,
): SinkSettings {
  const entry = ownOptions<typeof given>(given);
  const { filter, format, color } = entry;
  return {
    filter: filter === undefined ? undefined : strictFilter(filter, { ranges: true }),
    format: formatFor(backend, format, settings),
    color: typeof color === "boolean" ? color : isColored(color ?? settings.color, backend),
    maxRecord: Math.min(settings.maxRecord, memberOf(backend, "maxRecord") ?? settings.maxRecord),
    buffer:
      entry.buffer ??
      memberOf(backend, "buffer") ??
      settings.buffer ??
      memberOf(backend, "defaultBuffer") ??
      DEFAULT_BUFFER,
    overflow: overflowOf(entry, backend, settings),
    flushAfter:
      entry.flushAfter ??
      memberOf(backend, "flushAfter") ??
      settings.flushAfter ??
      memberOf(backend, "defaultFlushAfter") ??
      DEFAULT_FLUSH_AFTER,
  };
}

function formatFor(
  backend: Backend,
  own: BackendEntry["format"],
  settings: Settings,
): CompiledFormat {
  const demanded = memberOf(backend, "otlpRecords");
  if (demanded === undefined) {
    if (own !== undefined) return formatOf(own);
    return settings.hasFormat || !isOfDeveloper(backend) ? settings.format : formatOf("pretty");
  }
  if (own === undefined) return otlpFormat(demanded);
  throw new FastlogError(
    "ERR_FASTLOG_INVALID_OPTION",
    `invalid option format=${show(own)}: ${backend.name} has records of OpenTelemetry's protocol only`,
  );
}

/** Whether somebody who develops the program looks at a backend's output: on a terminal, but not in production. */
function isOfDeveloper(backend: Backend): boolean {
  try {
    return memberOf(backend, "isTerminal") === true && process.env["NODE_ENV"] !== "production";
  } catch {
    return false; // Deno may not permit the environment to be read.
  }
}

function overflowOf(
  entry: Pick<BackendEntry, "overflow">,
  backend: Backend,
  settings: Settings,
): Overflow {
  const overflows = memberOf(backend, "overflows") ?? ["drop-newest"];
  const wanted = entry.overflow ?? memberOf(backend, "overflow") ?? settings.overflow;
  if (wanted === undefined) return overflows[0] as Overflow;
  if (overflows.includes(wanted)) return wanted;
  throw new FastlogError(
    "ERR_FASTLOG_INVALID_OPTION",
    `invalid option overflow=${show(wanted)}: ${backend.name} can have ${overflows.join(" or ")} only`,
  );
}
