import { FastlogError } from "../../errors.ts";
import { type FdOptions, fdKinds } from "../fd/fd-options.ts";
import {
  bytes,
  choice,
  duration,
  fileMode,
  flag,
  integer,
  type Kind,
  type Kinds,
} from "../options/option-kinds.ts";
import type { RotationOptions } from "../rotation/rotation-options.ts";
import { timeOfDay } from "../rotation/time-of-day.ts";
import { isTimeZone } from "../rotation/time-zone.ts";

/** Options of a file backend. */
export interface FileOptions extends FdOptions, RotationOptions {
  /** Permissions of a new file, less the umask. Default `0o640`. */
  readonly mode?: number | undefined;
  /** Whether a symbolic link at the path is followed. Default `follow`. */
  readonly symlink?: "follow" | "refuse" | undefined;
  /**
   * Writes lost records again after the file was copied and truncated, as by `copytruncate` of logrotate(8). Keeps
   * the last 4 MiB in memory. Default `false`.
   */
  readonly copytruncate?: boolean | undefined;
}

const DAY = 86_400_000;

/** Options of files in URLs. */
export function fileKinds(): Kinds {
  return {
    ...fdKinds(),
    mode: fileMode(),
    symlink: choice("follow", "refuse"),
    maxSize: bytes(4096, 2 ** 50),
    every: duration(60_000, 366 * DAY),
    at: words("a time of the day from 00:00 to 23:59", (value) => timeOfDay(value) !== undefined),
    timeZone: words("utc, local or a name such as Europe/Berlin", isTimeZone),
    keep: integer(1, 100_000),
    maxAge: duration(60_000, 36_600 * DAY),
    maxTotal: bytes(4096, 2 ** 50),
    gzip: flag,
    copytruncate: flag,
  };
}

/** Options of files in programs, which can pass functions, too. */
export function fileOptionKinds(): Kinds {
  const expected = "a function";
  const accepts = (value: unknown) => typeof value === "function";
  return { ...fileKinds(), onRotated: { expected, accepts, parse: () => undefined } };
}

/** Options that apply to rotated files. */
const OF_ROTATED = ["keep", "maxAge", "maxTotal", "gzip", "onRotated"] as const;

/**
 * Checks combinations of rotation options, and rejects those that would have no effect. Throws
 * `ERR_FASTLOG_INVALID_OPTION`.
 */
export function checkRotation(options: FileOptions): void {
  const { maxSize, every, at, timeZone, maxTotal } = options;
  const isByTime = every !== undefined || at !== undefined;
  const isRotated = maxSize !== undefined || isByTime;
  const idle = OF_ROTATED.find((name) => options[name] !== undefined && options[name] !== false);
  if (idle !== undefined && !isRotated)
    refuse(`option ${idle} of file() needs maxSize, every or at`);
  if (timeZone !== undefined && !isByTime) refuse("option timeZone of file() needs every or at");
  if (maxTotal === undefined || maxSize === undefined || maxTotal >= maxSize) return;
  refuse(`invalid option maxTotal=${maxTotal} of file(): expected at least maxSize (${maxSize})`);
}

function refuse(message: string): never {
  throw new FastlogError("ERR_FASTLOG_INVALID_OPTION", message);
}

function words(expected: string, isOne: (value: string) => boolean): Kind<string> {
  return {
    expected,
    accepts: (value) => typeof value === "string" && isOne(value),
    parse: (value) => (isOne(value) ? value : undefined),
  };
}
