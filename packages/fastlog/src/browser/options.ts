import { FastlogError } from "../errors.ts";
import { recordLevel } from "../level.ts";
import type { BeaconOptions } from "./beacon.ts";
import type { ConsoleLike } from "./console-output.ts";
import { textOf } from "./plain-value.ts";

/** Options of a beacon, with the level by its name. */
export interface BrowserBeacon extends Omit<BeaconOptions, "level"> {
  /** Most verbose level that is posted: a record must pass the filter as well. Default all. */
  readonly level?: string | undefined;
}

/** Options of `configure` in a browser. Those that are left out keep their values. */
export interface BrowserOptions {
  /** Filter in the language of `LOG`. Default `info`. `localStorage.LOG` has the last word. */
  readonly filter?: string | undefined;
  /**
   * Whether the query parameter `LOG` of the page's address sets the filter, before `localStorage.LOG`. Default false:
   * whoever makes somebody open a link could have everything logged and posted.
   */
  readonly query?: boolean | undefined;
  /** Whether records go to the console, or the console that they go to. Default true. */
  readonly console?: boolean | ConsoleLike | undefined;
  /** Whether the console has colours. Default true. */
  readonly styled?: boolean | undefined;
  /** Where records are posted in batches, by `sendBeacon`; `false` ends that. Default nowhere. */
  readonly beacon?: string | BrowserBeacon | false | undefined;
  /** Fields of every record. */
  readonly fields?: Readonly<Record<string, unknown>> | undefined;
  /** Target of the plain functions. Default `main`. */
  readonly target?: string | undefined;
}

const isBoolean = (value: unknown) => typeof value === "boolean";
const isObject = (value: unknown) => typeof value === "object" && value !== null;
const isCount = (value: unknown) => typeof value === "number" && value >= 1 && value < 2 ** 31;

type Check = readonly [accepts: (value: unknown) => boolean, expected: string];

const OPTIONS: Readonly<Record<keyof BrowserOptions, Check>> = {
  filter: [(value) => typeof value === "string", 'a filter such as "info"'],
  query: [isBoolean, "true or false"],
  console: [(value) => isBoolean(value) || isObject(value), "true, false or a console"],
  styled: [isBoolean, "true or false"],
  beacon: [
    (value) => value === false || (typeof value === "string" && value !== "") || isObject(value),
    'an address such as "/logs", an object with a url, or false',
  ],
  fields: [isObject, "an object"],
  target: [(value) => typeof value === "string" && value !== "", "a name"],
};

const BEACON: Readonly<Record<keyof BrowserBeacon, Check>> = {
  url: [(value) => typeof value === "string" && value !== "", 'an address such as "/logs"'],
  interval: [isCount, "a number of milliseconds from 1"],
  batch: [isCount, "a number of bytes from 1"],
  buffer: [isCount, "a number of bytes from 1"],
  level: [(value) => recordLevel(value) !== undefined, "a level"],
};

/** Throws `ERR_FASTLOG_INVALID_OPTION` for an unknown option or an invalid value. */
export function checkBrowserOptions(options: BrowserOptions): void {
  if (!isObject(options)) throw invalid(`invalid options ${textOf(options)} (expected an object)`);
  checkEach(options, OPTIONS, "");
  const { beacon } = options;
  if (typeof beacon !== "object") return;
  checkEach(
    beacon.url === undefined ? { ...beacon, url: undefined } : beacon,
    BEACON,
    "beacon.",
    "url",
  );
}

function checkEach(
  given: object,
  checks: Readonly<Record<string, Check>>,
  of: string,
  needed?: string,
): void {
  for (const [name, value] of Object.entries(given)) {
    const check = Object.hasOwn(checks, name) ? checks[name] : undefined;
    if (check === undefined) {
      const known = Object.keys(checks).join(", ");
      throw invalid(`unknown option ${of}${name} (in a browser, expected ${known})`);
    }
    const [accepts, expected] = check;
    if ((value !== undefined || name === needed) && !accepts(value)) {
      throw invalid(`invalid option ${of}${name}=${textOf(value)}: expected ${expected}`);
    }
  }
}

function invalid(message: string): FastlogError {
  return new FastlogError("ERR_FASTLOG_INVALID_OPTION", message);
}
