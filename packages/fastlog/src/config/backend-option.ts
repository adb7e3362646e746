import type { Backend, Overflow } from "../backend/backend.ts";
import { backendMeantBy } from "../backend/options/backend-suggestion.ts";
import { checkFlushAfter } from "../backend/options/flush-after.ts";
import { OVERFLOWS } from "../batch/overflow.ts";
import { invalidOption } from "../diagnostics/invalid-option.ts";
import { entryOptionMeant } from "../diagnostics/option-suggestions.ts";
import { show } from "../diagnostics/show.ts";
import type { Color } from "../encode/format/color.ts";
import type { Format } from "../encode/format/format.ts";
import { FastlogError } from "../errors.ts";
import { isFields } from "../fields/argument-kind.ts";
import { strictFilter } from "../filter/filter-option.ts";
import { quote } from "../filter/quote.ts";
import { ownOptions } from "../own-members.ts";
import { formatOf } from "./format.ts";

/** A backend with its own filter, format and buffer. */
export interface BackendEntry {
  /** URL of the backend, or a backend. */
  readonly backend: string | Backend;
  /**
   * URL or backend that takes the records while `backend` cannot deliver them, because its disk is full or its peer
   * is down. Default none: records wait, and those that do not fit into `buffer` are dropped.
   */
  readonly fallback?: string | Backend | undefined;
  /**
   * Filter of this backend, in the language of `LOG`, with upper bounds: `"info..warn"`, `"..warn,app=..info"`. It
   * applies to records that pass the filter of `configure`, so it can only narrow that filter. Default: all records.
   */
  readonly filter?: string | undefined;
  /** Format of this backend's records. Default: `configure({ format })`. */
  readonly format?: Format | undefined;
  /**
   * Whether levels are coloured for this backend. `true` colours them in files and sockets too. Default:
   * `configure({ color })`.
   */
  readonly color?: Color | undefined;
  /** Limit of the records that wait for this backend, in bytes. Default: its URL's, then `configure({ buffer })`. */
  readonly buffer?: number | undefined;
  /** Policy for a full buffer. Default: its URL's, then `configure({ overflow })`. */
  readonly overflow?: Overflow | undefined;
  /**
   * Longest time that a record waits for others, in milliseconds, 0 to 60,000. Default: its URL's, then
   * `configure({ flushAfter })`.
   */
  readonly flushAfter?: number | undefined;
}

/** Destination of records: one backend or several, each as a URL, a backend or an entry with its own options. */
export type BackendOption =
  | string
  | Backend
  | BackendEntry
  | readonly (string | Backend | BackendEntry)[];

const MAX_BACKENDS = 16;
const MAX_BUFFER = 2 ** 40;

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

/** Makes entries of a checked option. */
export function entriesOf(option: BackendOption): BackendEntry[] {
  const list = Array.isArray(option) ? option : [option];
  return list.map((entry) => ownOptions<BackendEntry>(isEntry(entry) ? entry : { backend: entry }));
}

function isEntry(value: unknown): value is BackendEntry {
  return typeof value === "object" && value !== null && Object.hasOwn(value, "backend");
}

/** Checks the option `backend`. Throws `ERR_FASTLOG_INVALID_OPTION`. */
export function checkBackendOption(value: unknown, name: string): void {
  if (!Array.isArray(value)) {
    checkEntry(value, name);
    return;
  }
  if (value.length === 0 || value.length > MAX_BACKENDS) {
    throw invalidOption(name, value, `expected 1 to ${MAX_BACKENDS} backends`);
  }
  for (const [i, entry] of value.entries()) checkEntry(entry, `${name}[${i}]`);
}

/** Checks the policy for a full buffer. Throws `ERR_FASTLOG_INVALID_OPTION`. */
export function checkOverflow(value: unknown, name: string): void {
  if (!OVERFLOWS.includes(value as Overflow)) {
    throw invalidOption(name, value, `expected ${OVERFLOWS.join(", ")}`);
  }
}

/** Checks the option `color`. Throws `ERR_FASTLOG_INVALID_OPTION`. */
export function checkColor(value: unknown, name: string): void {
  if (value !== "auto" && typeof value !== "boolean") {
    throw invalidOption(name, value, 'expected "auto", true or false');
  }
}

function checkEntry(value: unknown, name: string): void {
  if (!isEntry(value)) {
    checkBackend(value, name);
    return;
  }
  if (!isFields(value)) throw invalidOption(name, value, "expected an object with a backend");
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
    throw invalidOption(`${name}.fallback`, fallback, "expected another one than the backend");
  }
  if (filter !== undefined) checkFilter(filter as string);
  if (format !== undefined) formatOf(format);
  if (color !== undefined) checkColor(color, `${name}.color`);
  if (overflow !== undefined) checkOverflow(overflow, `${name}.overflow`);
  if (flushAfter !== undefined) checkFlushAfter(flushAfter, `${name}.flushAfter`);
  const size = buffer as number | undefined;
  if (size !== undefined && !(Number.isInteger(size) && size >= 0 && size <= MAX_BUFFER)) {
    throw invalidOption(`${name}.buffer`, size, `expected a whole number from 0 to ${MAX_BUFFER}`);
  }
}

function checkFilter(spec: string): void {
  const { directives } = strictFilter(spec, { ranges: true });
  const limit = directives.find((directive) => directive.limit !== undefined)?.limit;
  if (limit === undefined) return;
  const meant = spec.replace(/\s*@\s*[\d.]+\s*(?:\/\s*[smh]|%)/g, "");
  throw new FastlogError(
    "ERR_FASTLOG_INVALID_FILTER",
    `invalid filter ${quote(spec)}: only the filter of all backends may have a limit such as ${limit.text} (LOG, configure({ filter }), setFilter()); did you mean ${quote(meant)}?`,
  );
}

function checkBackend(value: unknown, name: string): void {
  if (typeof value === "string") return;
  if (typeof value === "function") {
    throw invalidOption(name, value, "expected a URL or a backend; call the function to make one");
  }
  const methods = ["submit", "flush", "flushSync", "close"] as const;
  const missing = methods.find(
    (method) => typeof (value as Backend | null)?.[method] !== "function",
  );
  if (missing !== undefined) {
    throw invalidOption(
      name,
      value,
      `expected a URL or a backend; it has no method ${missing}()${backendMeantBy(value)}`,
    );
  }
  if (typeof (value as Backend).name !== "string") {
    throw invalidOption(name, value, "expected a URL or a backend; it has no name");
  }
}
