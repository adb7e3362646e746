import { DEFAULT_LIMITS, type Limits } from "../encode/value/plain.ts";
import type { Fields } from "../fields/argument-kind.ts";
import { Bindings, takeFields } from "../fields/bindings.ts";
import { Sanitizer } from "../fields/sanitizer.ts";
import { ownOptions } from "../own-members.ts";
import { permitted } from "../permitted.ts";
import type { Members } from "../redact/members.ts";
import {
  compileMask,
  compileRedaction,
  isPaths,
  type Redact,
  type RedactOptions,
} from "../redact/redact.ts";
import type { Settings } from "../sink/settings.ts";
import { formatOf } from "./format.ts";
import { repeatTime } from "./limit-options.ts";
import type { Options } from "./options.ts";
import { threadTag } from "./thread-tag.ts";

const DEFAULT_MAX_RECORD = 65_536;
export const DEFAULT_EXIT_TIMEOUT = 1000;

/** Makes settings of checked options. */
export function settingsOf(given: Options): Settings {
  const options = ownOptions<Options>(given);
  // Loaded here and not imported: most programs that import fastlog have not logged yet.
  const { hostname } = process.getBuiltinModule("node:os");
  const { threadId } = process.getBuiltinModule("node:worker_threads");
  const maxRecord = options.maxRecord ?? DEFAULT_MAX_RECORD;
  const { redact } = options;
  const limits: Limits = {
    mask: redact === undefined || isPaths(redact) ? undefined : compileMask(redact, maxRecord),
    maxDepth: options.maxDepth ?? DEFAULT_LIMITS.maxDepth,
    maxBreadth: options.maxBreadth ?? DEFAULT_LIMITS.maxBreadth,
    maxLength: maxRecord,
  };
  const redaction = redactionOf(redact);
  const sanitizer = new Sanitizer(limits, redaction, options.serializers);
  const fields = takeFields((options.fields ?? {}) as Fields, sanitizer);
  return {
    format: formatOf(options.format ?? "text"),
    hasFormat: options.format !== undefined,
    color: options.color ?? "auto",
    sanitizer,
    base: Object.keys(fields).length === 0 ? undefined : new Bindings(fields),
    identity: {
      pid: process.pid,
      thread: threadId,
      host: permitted("hostname", hostname, "-"),
      tag: options.tag ?? threadTag(),
    },
    flushOn: options.flushOn ?? "fatal",
    maxRecord,
    flushAfter: options.flushAfter,
    buffer: options.buffer,
    overflow: options.overflow,
    exitTimeout: options.exitTimeout ?? DEFAULT_EXIT_TIMEOUT,
    trace: options.trace,
    repeats: repeatsOf(options.repeats),
  };
}

/** In milliseconds. Most programs do not fold, and load nothing for it. */
function repeatsOf(option: Options["repeats"]): number | undefined {
  return option === undefined || option === false ? undefined : repeatTime(option);
}

/** Without paths there is no redaction, so that records take the faster ways. */
function redactionOf(redact: Redact | undefined): Members | undefined {
  if (redact === undefined) return undefined;
  const { paths = [] } = isPaths(redact) ? { paths: redact } : ownOptions<RedactOptions>(redact);
  return paths.length === 0 ? undefined : compileRedaction(redact);
}
