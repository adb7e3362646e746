import { checkFlushAfter } from "../backend/options/flush-after.ts";
import { invalidOption } from "../diagnostics/invalid-option.ts";
import { optionMeant } from "../diagnostics/option-suggestions.ts";
import { show } from "../diagnostics/show.ts";
import { FastlogError } from "../errors.ts";
import { isFields } from "../fields/argument-kind.ts";
import { exactLevelNumber, levelNames } from "../level.ts";
import { ownOptions } from "../own-members.ts";
import { checkRedact } from "../redact/redact.ts";
import { checkTrace } from "../trace/trace-option.ts";
import { checkBackendOption, checkColor, checkOverflow } from "./backend-option.ts";
import { checkControl } from "./control-option.ts";
import { formatOf } from "./format.ts";
import { checkLimit, checkRepeats, checkSample } from "./limit-options.ts";
import type { Options } from "./options.ts";
import { checkRecorder } from "./recorder-option.ts";
import { checkSignals } from "./signal-options.ts";
import { isUsableTag, MAX_TAG } from "./tag.ts";

const MIN_MAX_RECORD = 1024;
const MAX_MAX_RECORD = 16_777_216;
const MAX_BUFFER = 2 ** 40;
const MAX_EXIT_TIMEOUT = 60_000;
const MAX_DEPTH = 64;
const MAX_BREADTH = 65_536;

/** Checks the value of one option. Throws if the value is invalid. */
type Check = (value: unknown, name: string) => void;

const CHECKS: Readonly<Record<keyof Options, Check>> = {
  filter: isString,
  format: (value) => void formatOf(value),
  color: checkColor,
  fields: isFieldsOption,
  redact: checkRedact,
  serializers: isSerializers,
  tag: isTag,
  backend: checkBackendOption,
  flushOn: (value, name) => {
    if (exactLevelNumber(value) === undefined) {
      throw invalidOption(name, value, `expected ${levelNames()}`);
    }
  },
  flushAfter: checkFlushAfter,
  maxRecord: (value, name) => isInteger(value, name, MIN_MAX_RECORD, MAX_MAX_RECORD),
  maxDepth: (value, name) => isInteger(value, name, 1, MAX_DEPTH),
  maxBreadth: (value, name) => isInteger(value, name, 1, MAX_BREADTH),
  buffer: (value, name) => isInteger(value, name, 0, MAX_BUFFER),
  overflow: checkOverflow,
  exitTimeout: (value, name) => isInteger(value, name, 0, MAX_EXIT_TIMEOUT),
  onBackendError: (value, name) => {
    if (typeof value !== "function") throw invalidOption(name, value, "expected a function");
  },
  signals: checkSignals,
  trace: checkTrace,
  control: checkControl,
  recorder: checkRecorder,
  limit: checkLimit,
  sample: checkSample,
  repeats: checkRepeats,
  isolated: (value, name) => {
    if (typeof value !== "boolean") throw invalidOption(name, value, "expected true or false");
  },
};

/**
 * Checks options and leaves out those that are `undefined`. Throws `ERR_FASTLOG_INVALID_OPTION` for an unknown option
 * and for an invalid value.
 */
export function checkOptions(options: unknown): Options {
  if (typeof options !== "object" || options === null || Array.isArray(options)) {
    throw new FastlogError(
      "ERR_FASTLOG_INVALID_OPTION",
      `invalid options ${show(options)} (expected an object)`,
    );
  }
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  for (const [name, value] of given) {
    if (!Object.hasOwn(CHECKS, name)) {
      throw new FastlogError(
        "ERR_FASTLOG_INVALID_OPTION",
        `unknown option ${show(name)} (expected ${Object.keys(CHECKS).join(", ")})${optionMeant(name, Object.keys(CHECKS))}`,
      );
    }
    checkOption(name as keyof Options, value);
  }
  return ownOptions(Object.fromEntries(given));
}

/** Checks one option. Throws `ERR_FASTLOG_INVALID_OPTION`. */
export function checkOption(name: keyof Options, value: unknown): void {
  CHECKS[name](value, name);
}

function isString(value: unknown, name: string): void {
  if (typeof value !== "string") throw invalidOption(name, value, "expected a string");
}

function isTag(value: unknown, name: string): void {
  isString(value, name);
  if (!isUsableTag(value as string)) {
    throw invalidOption(name, value, `expected at most ${MAX_TAG} bytes`);
  }
}

function isInteger(value: unknown, name: string, least: number, most: number): void {
  if (!Number.isInteger(value) || (value as number) < least || (value as number) > most) {
    throw invalidOption(name, value, `expected a whole number from ${least} to ${most}`);
  }
}

function isFieldsOption(value: unknown, name: string): void {
  if (!isFields(value)) throw invalidOption(name, value, "expected an object of fields");
}

function isSerializers(value: unknown, name: string): void {
  if (!isFields(value)) throw invalidOption(name, value, "expected an object of functions");
  const wrong = Object.entries(value).find(([, serializer]) => typeof serializer !== "function");
  if (wrong !== undefined)
    throw invalidOption(`${name}.${wrong[0]}`, wrong[1], "expected a function");
}
