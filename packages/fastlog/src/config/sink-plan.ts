import type { Backend, Overflow } from "../backend/backend.ts";
import { FallbackBackend } from "../backend/fallback.ts";
import { backendMeantBy } from "../backend/options/backend-suggestion.ts";
import { checkFlushAfter } from "../backend/options/flush-after.ts";
import { OVERFLOWS } from "../batch/overflow.ts";
import { unusable } from "../diagnostics/invalid-option.ts";
import { entryOptionMeant } from "../diagnostics/option-suggestions.ts";
import { show } from "../diagnostics/show.ts";
import { type Color, isColored } from "../encode/format/color.ts";
import type { Format } from "../encode/format/format.ts";
import { FastlogError } from "../errors.ts";
import { isFields } from "../fields/argument-kind.ts";
import { strictFilter } from "../filter/filter-option.ts";
import { memberOf, ownOptions } from "../own-members.ts";
import { Lane, type LaneContext, type LaneSettings } from "../sink/sink.ts";
import type { Settings } from "./checks.ts";
import { formatOf } from "./format.ts";

/** Checks the option `color`. Throws `ERR_FASTLOG_INVALID_OPTION`. */
export function checkColor(value: unknown, name: string): void {
  if (value !== "auto" && typeof value !== "boolean") {
    throw unusable(name, value, 'expected "auto", true or false');
  }
}

/** A backend with what is its own, where there are several. */
export interface BackendEntry {
  /** A URL or a backend. */
  readonly backend: string | Backend;
  /**
   * A URL or a backend that delivers while the other one cannot: its disk is full, its peer is not there.
   * Default none: records wait, and what does not fit into `buffer` is dropped.
   */
  readonly fallback?: string | Backend | undefined;
  /**
   * Which of the records that pass the common filter go here, in the language of `LOG`. Default all: it
   * narrows that filter and never opens it.
   */
  readonly filter?: string | undefined;
  /** How they are written. Default as `configure({ format })` says. */
  readonly format?: Format | undefined;
  /**
   * Whether its levels are coloured, whoever reads it: `true` colours a file, too. Default as
   * `configure({ color })` says of all backends.
   */
  readonly color?: Color | undefined;
  /** What may wait for it, in bytes. Default what its URL says, then what `configure({ buffer })` says. */
  readonly buffer?: number | undefined;
  /** What happens where that is full. Default what its URL says, then `configure({ overflow })`. */
  readonly overflow?: Overflow | undefined;
  /**
   * How long a record waits for others at the most, in milliseconds. Default what its URL says, then
   * `configure({ flushAfter })`.
   */
  readonly flushAfter?: number | undefined;
}

/** Where records go: one backend or several, each by its URL, or with what is its own. */
export type BackendOption =
  | string
  | Backend
  | BackendEntry
  | readonly (string | Backend | BackendEntry)[];

const MAX_BACKENDS = 16;
const MAX_BUFFER = 2 ** 40;
const DEFAULT_BUFFER = 4_194_304;
/** In milliseconds. */
const DEFAULT_FLUSH_AFTER = 1;

/** The entries of an option that was checked. */
export function entriesOf(option: BackendOption): BackendEntry[] {
  const list = Array.isArray(option) ? option : [option];
  return list.map((entry) => ownOptions<BackendEntry>(isEntry(entry) ? entry : { backend: entry }));
}

/** The backends that a program made itself, or what they became a part of. */
export function backendsIn(option: BackendOption | undefined): Backend[] {
  if (option === undefined) return [];
  return entriesOf(option).flatMap((entry) => joinedOf(entry) ?? givenIn(entry));
}

function givenIn({ backend, fallback }: BackendEntry): Backend[] {
  return [backend, fallback].filter((given) => typeof given === "object");
}

/**
 * By one of its two that a program made itself: where that is given again with the same other one, what was
 * made of them goes on.
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

/** Checks the option `backend`. Throws `ERR_FASTLOG_INVALID_OPTION`. */
export function checkBackendOption(value: unknown, name: string): void {
  if (!Array.isArray(value)) {
    checkEntry(value, name);
    return;
  }
  if (value.length === 0 || value.length > MAX_BACKENDS) {
    throw unusable(name, value, `expected 1 to ${MAX_BACKENDS} backends`);
  }
  for (const [i, entry] of value.entries()) checkEntry(entry, `${name}[${i}]`);
}

/** Checks the policy for a full buffer. Throws `ERR_FASTLOG_INVALID_OPTION`. */
export function checkOverflow(value: unknown, name: string): void {
  if (!OVERFLOWS.includes(value as Overflow)) {
    throw unusable(name, value, `expected ${OVERFLOWS.join(", ")}`);
  }
}

/** A lane that is to be: of a backend that is there. */
export interface PlannedLane {
  readonly backend: Backend;
  readonly settings: LaneSettings;
}

/** Opens the backends of an option. Where one cannot be used, those before it are closed again. */
export function planLanes(
  option: BackendOption,
  settings: Settings,
  open: (url: string) => Backend,
): PlannedLane[] {
  const given = entriesOf(option).flatMap(givenIn);
  if (new Set(given).size < given.length) {
    throw unusable("backend", option, "expected each backend once");
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
      return { entry, backend, settings: laneSettings(entry, backend, settings) };
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
  return joinedOf(entry) ?? new FallbackBackend(openOne(entry.backend), openOne(entry.fallback));
}

/**
 * Makes the lanes that were planned, and takes the backends into use. One that is in use already keeps its
 * lane, with what waits in it. For between two records only.
 */
export function makeLanes(
  planned: readonly PlannedLane[],
  before: readonly Lane[],
  context: LaneContext,
): readonly Lane[] {
  return planned.map(({ backend, settings }) => {
    const lane = before.find((lane) => lane.backend === backend);
    if (lane === undefined) return new Lane(backend, settings, context);
    lane.change(settings);
    return lane;
  });
}

/** What a lane has from its entry, its backend and the common settings, in this order. */
export function laneSettings(
  given: Omit<BackendEntry, "fallback">,
  backend: Backend,
  settings: Settings,
): LaneSettings {
  const entry = ownOptions<typeof given>(given);
  const { filter, format, color } = entry;
  return {
    filter: filter === undefined ? undefined : strictFilter(filter),
    format: format === undefined ? settings.format : formatOf(format),
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

const ENTRY_OPTIONS = [
  "backend",
  "filter",
  "format",
  "color",
  "buffer",
  "overflow",
  "flushAfter",
  "fallback",
];

function isEntry(value: unknown): value is BackendEntry {
  return typeof value === "object" && value !== null && Object.hasOwn(value, "backend");
}

function checkEntry(value: unknown, name: string): void {
  if (!isEntry(value)) {
    checkBackend(value, name);
    return;
  }
  if (!isFields(value)) throw unusable(name, value, "expected an object with a backend");
  const { backend, fallback, filter, format, color, buffer, overflow, flushAfter, ...others } =
    ownOptions<Partial<Record<keyof BackendEntry, unknown>>>(value);
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) {
    throw new FastlogError(
      "ERR_FASTLOG_INVALID_OPTION",
      `unknown option ${show(unknown)} in ${name} (expected ${ENTRY_OPTIONS.join(", ")})${entryOptionMeant(unknown, ENTRY_OPTIONS)}`,
    );
  }
  checkBackend(backend, `${name}.backend`);
  if (fallback !== undefined) checkBackend(fallback, `${name}.fallback`);
  if (fallback === backend) {
    throw unusable(`${name}.fallback`, fallback, "expected another one than the backend");
  }
  if (filter !== undefined) strictFilter(filter as string);
  if (format !== undefined) formatOf(format);
  if (color !== undefined) checkColor(color, `${name}.color`);
  if (overflow !== undefined) checkOverflow(overflow, `${name}.overflow`);
  if (flushAfter !== undefined) checkFlushAfter(flushAfter, `${name}.flushAfter`);
  const size = buffer as number | undefined;
  if (size !== undefined && !(Number.isInteger(size) && size >= 0 && size <= MAX_BUFFER)) {
    throw unusable(`${name}.buffer`, size, `expected a whole number from 0 to ${MAX_BUFFER}`);
  }
}

function checkBackend(value: unknown, name: string): void {
  if (typeof value === "string") return;
  if (typeof value === "function") {
    throw unusable(name, value, "expected a URL or a backend; call the function to make one");
  }
  const methods = ["submit", "flush", "flushSync", "close"] as const;
  const missing = methods.find(
    (method) => typeof (value as Backend | null)?.[method] !== "function",
  );
  if (missing !== undefined) {
    throw unusable(
      name,
      value,
      `expected a URL or a backend; it has no method ${missing}()${backendMeantBy(value)}`,
    );
  }
  if (typeof (value as Backend).name !== "string") {
    throw unusable(name, value, "expected a URL or a backend; it has no name");
  }
}
