import type { Capture } from "./capture/capture.ts";
import type { Options } from "./config/options.ts";
import { type BackendChecks, rulesOfBackends } from "./conformance/backend-rules.ts";
import { type EncoderCheckOptions, rulesOfEncoders } from "./conformance/encoder-rules.ts";
import type { Rule } from "./conformance/rule.ts";
import type { Format } from "./encode/format/format.ts";
import "./index.ts";
import { sharedRuntime } from "./lifecycle/shared-runtime.ts";

export type { Capture } from "./capture/capture.ts";
export type { CapturedRecord } from "./capture/capturing-encoder.ts";
export type { BackendChecks } from "./conformance/backend-rules.ts";
export type { CheckedBackend, MakeBackend } from "./conformance/backend-session.ts";
export type { EncoderCheckOptions } from "./conformance/encoder-rules.ts";
export { checkRules, type Rule } from "./conformance/rule.ts";
export type { MakeStalledBackend, StalledBackend } from "./conformance/stalled-rules.ts";

/**
 * Captures all records of this thread until `restore()`. All levels pass unless `options.filter` says otherwise;
 * the environment is not read. The configured `format`, `fields`, `redact`, `serializers`, `tag` and limits apply
 * unless `options` override them. `configure` works during a capture, and its settings stay after `restore()`. Of
 * several captures, the latest takes the records. They can be restored in any order.
 */
export function capture(options: Omit<Options, "backend" | "signals" | "flushOn"> = {}): Capture {
  // Uses the runtime of the code that makes the records: another copy's would not recognise their values.
  return sharedRuntime(missing).capture(options);
}

/**
 * The rules that a backend has to keep, to be checked by any test runner:
 *
 * ```ts
 * import { test } from "node:test";
 * import { backendRules } from "fastlog/testing";
 *
 * const working = () => {
 *   const backend = myBackend("out.log");
 *   return { backend, received: () => readFileSync("out.log", "utf8") };
 * };
 * for (const { name, check } of backendRules({ working })) test(name, check);
 * ```
 */
export function backendRules(checks: BackendChecks): readonly Rule[] {
  return rulesOfBackends(checks, () => capture());
}

/**
 * The rules that a format has to keep, to be checked by any test runner, for an `Encoder` of one's own:
 *
 * ```ts
 * for (const { name, check } of encoderRules(myFormat, { parse: JSON.parse })) test(name, check);
 * ```
 *
 * They log records of all levels and kinds of values, from a few bytes to many thousands, to a {@link capture}.
 */
export function encoderRules(format: Format, options: EncoderCheckOptions = {}): readonly Rule[] {
  return rulesOfEncoders(format, options, {
    logger: sharedRuntime(missing).logger("fastlog::conformance", encoderRules),
    begin: (format, maxRecord) =>
      capture({ format, maxRecord, filter: "trace", redact: [], serializers: {}, fields: {} }),
  });
}

/** The import of the package above has made the runtime. */
function missing(): never {
  throw new Error("fastlog is not loaded");
}
