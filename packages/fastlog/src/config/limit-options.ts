import { duration } from "../backend/options/option-kinds.ts";
import { invalidOption } from "../diagnostics/invalid-option.ts";
import { nearName } from "../diagnostics/option-suggestions.ts";
import { show } from "../diagnostics/show.ts";
import { FastlogError } from "../errors.ts";
import { isFields } from "../fields/argument-kind.ts";
import { parseShare } from "../filter/limit.ts";
import { exactLevelNumber, LEVELS, levelNames, type RecordLevel } from "../level.ts";
import { NO_LIMITS, type ProgramLimits } from "../limit/limiter.ts";
import { checkedRate, type RateText } from "../limit/rules.ts";
import { ownOptions } from "../own-members.ts";

/** A share: `"10%"`, or `0.1`. */
export type ShareOption = number | `${number}%`;

/** The option `sample` with a level. */
export interface SampleOptions {
  /** Share of the traces, requests and contexts that are kept. */
  readonly rate: ShareOption;
  /** Records of this level and above are always kept. Default `warn`. */
  readonly keep?: RecordLevel | undefined;
}

/** Options that limit the records of a program. */
export interface LimitOptions {
  readonly limit?: RateText | false | undefined;
  readonly sample?: ShareOption | SampleOptions | false | undefined;
}

const SAMPLE_OPTIONS = ["rate", "keep"];

/** Checks the option `limit`. Throws `ERR_FASTLOG_INVALID_OPTION`. */
export function checkLimit(value: unknown, name: string): void {
  if (value !== false) checkedRate(name, value);
}

/** Checks the option `sample`. Throws `ERR_FASTLOG_INVALID_OPTION`. */
export function checkSample(value: unknown, name: string): void {
  if (value === false) return;
  if (!isFields(value)) {
    checkedShare(name, value);
    return;
  }
  const { rate, keep, ...others } =
    ownOptions<Partial<Record<keyof SampleOptions, unknown>>>(value);
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) {
    throw new FastlogError(
      "ERR_FASTLOG_INVALID_OPTION",
      `unknown option ${show(unknown)} in ${name} (expected ${SAMPLE_OPTIONS.join(", ")})${nearName(unknown, SAMPLE_OPTIONS)}`,
    );
  }
  checkedShare(`${name}.rate`, rate);
  if (keep !== undefined && exactLevelNumber(keep) === undefined) {
    throw invalidOption(`${name}.keep`, keep, `expected ${levelNames()}`);
  }
}

const TIME = duration(1, 86_400_000);

/** Checks the option `repeats`. Throws `ERR_FASTLOG_INVALID_OPTION`. */
export function checkRepeats(value: unknown, name: string): void {
  if (value !== false && repeatTime(value) === undefined) {
    throw invalidOption(name, value, `expected ${TIME.expected}, or false`);
  }
}

/** The checked option `repeats` in milliseconds. */
export function repeatTime(value: unknown): number | undefined {
  const ms = typeof value === "string" ? TIME.parse(value) : value;
  return TIME.accepts(ms) ? (ms as number) : undefined;
}

/** The limits of checked options. */
export function programLimits({ limit, sample }: LimitOptions): ProgramLimits {
  const rate = limit === undefined || limit === false ? undefined : checkedRate("limit", limit);
  if (sample === undefined || sample === false) return { ...NO_LIMITS, rate };
  const given = typeof sample === "object" ? ownOptions<SampleOptions>(sample) : { rate: sample };
  const keep = (given as SampleOptions).keep ?? "warn";
  return {
    rate,
    share: checkedShare("sample", given.rate),
    keep: exactLevelNumber(keep) ?? LEVELS.warn,
  };
}

function checkedShare(name: string, value: unknown): number {
  const share = typeof value === "string" ? shareIn(value) : value;
  if (typeof share === "number" && share > 0 && share <= 1) return share;
  const meant =
    typeof value === "number" && value > 1 && value <= 100 ? `; did you mean "${value}%"?` : "";
  throw invalidOption(
    name,
    value,
    `expected a share such as "10%", or a number above 0, up to 1${meant}`,
  );
}

function shareIn(text: string): number | undefined {
  const found = parseShare(text);
  return "share" in found ? found.share : undefined;
}
