import { FastlogError } from "../errors.ts";
import { type Filter, levelFilter, parseFilter } from "../filter/filter.ts";
import { recordLevel } from "../level.ts";
import { Beacon, type BeaconCounters, type BeaconPage } from "./beacon.ts";
import { type ConsoleLike, writeToConsole } from "./console-output.ts";
import { type FilterPlaces, filterOfPage } from "./filter-source.ts";
import { Gates } from "./gates.ts";
import type { BrowserRecord } from "./json-line.ts";
import { type BrowserLogger, makeLogger, type Source } from "./make-logger.ts";
import { type BrowserOptions, checkBrowserOptions } from "./options.ts";
import { copyOf, rendered } from "./rendered.ts";

/** The page, or the worker, that the library runs in. */
export interface Page extends BeaconPage, FilterPlaces {
  readonly console: ConsoleLike;
}

const MAIN = "main";

/** The state of the library on a page, which all copies of it share. */
export class BrowserRuntime {
  readonly #page: Page;
  readonly #gates = new Gates(levelFilter("info"));
  #options: BrowserOptions = {};
  /** The program has called `setFilter`, which counts from then on. */
  #isSet = false;
  #fields: Readonly<Record<string, unknown>> = {};
  #beacon: Beacon | undefined;
  /** Number of records that are being written: values of the program may log. */
  #depth = 0;
  plain: BrowserLogger;

  constructor(page: Page) {
    this.#page = page;
    this.plain = this.#logger(MAIN, undefined);
    this.#applyFilter({});
  }

  logger(target: string | { readonly url?: string }): BrowserLogger {
    const name = typeof target === "string" ? target : nameOf(target?.url);
    if (name === "") {
      throw new FastlogError(
        "ERR_FASTLOG_INVALID_TARGET",
        `invalid target ${JSON.stringify(target)} (expected a name or import.meta)`,
      );
    }
    return this.#logger(name, name);
  }

  configure(given: BrowserOptions): void {
    checkBrowserOptions(given);
    const options = { ...this.#options, ...definedOf(given) };
    if (given.filter !== undefined) strict(given.filter);
    this.#options = options;
    if (given.filter !== undefined || given.query !== undefined) this.#applyFilter(options);
    if (given.fields !== undefined) this.#fields = copyOf(given.fields);
    if (given.beacon !== undefined) this.#replaceBeacon(given.beacon);
  }

  setFilter(spec: string): void {
    this.#gates.filter = strict(spec, (hint) => this.#complain(hint));
    this.#isSet = true;
  }

  flush(): Promise<boolean> {
    return this.#beacon?.flush() ?? Promise.resolve(true);
  }

  close(): void {
    this.#replaceBeacon(false);
  }

  get beacon(): BeaconCounters | undefined {
    return this.#beacon?.counters();
  }

  #logger(target: string, name: string | undefined): BrowserLogger {
    const source = { gate: this.#gates.of(target), bindings: {}, prefix: "", least: 0 };
    return makeLogger((...call) => this.#take(...call), source, name);
  }

  #take(level: number, source: Source, args: readonly unknown[]): void {
    // A value that logs when it is read would do so for ever.
    if (this.#depth > 8) return;
    this.#depth++;
    try {
      this.#write(level, source, args);
    } catch {
      // The stack is full, or somebody replaced what a browser has.
    } finally {
      this.#depth--;
    }
  }

  #write(level: number, { gate, bindings, prefix }: Source, args: readonly unknown[]): void {
    const { message, fields } = rendered(args);
    const { target: own = MAIN } = this.#options;
    const record: BrowserRecord = {
      level,
      time: this.#page.now(),
      target: gate.target === MAIN ? own : gate.target,
      message: prefix + message,
      fields: { ...this.#fields, ...bindings, ...fields },
    };
    const { pattern } = this.#gates.filter;
    if (pattern !== undefined && !pattern.test(record.message)) return;
    const { console = true, styled = true } = this.#options;
    const to = console === true ? this.#page.console : console;
    try {
      if (to !== false) writeToConsole(to, record, styled);
    } finally {
      this.#beacon?.add(record);
    }
  }

  /** The page's filter, if there is one, else the program's. */
  #applyFilter({ filter = "info", query = false }: BrowserOptions): void {
    if (this.#isSet) return;
    const ofPage = filterOfPage(this.#page, query);
    const { filter: parsed, errors, hints } = parseFilter(ofPage ?? filter);
    for (const { message } of errors) this.#complain(message);
    for (const hint of hints) this.#complain(hint);
    this.#gates.filter = parsed;
  }

  #replaceBeacon(beacon: BrowserOptions["beacon"]): void {
    this.#beacon?.close();
    this.#beacon = undefined;
    if (beacon === undefined || beacon === false) return;
    const given = typeof beacon === "string" ? { url: beacon } : beacon;
    this.#beacon = new Beacon({ ...given, level: recordLevel(given.level) }, this.#page);
  }

  #complain(message: string): void {
    this.#page.console.warn("%s", `fastlog: filter: ${message}`);
  }
}

/** Parses a filter of the program. Throws `ERR_FASTLOG_INVALID_FILTER` if any directive is invalid. */
function strict(spec: string, hint: (message: string) => void = () => {}): Filter {
  const { filter, errors, hints } = parseFilter(spec);
  const [error] = errors;
  if (error !== undefined) throw new FastlogError("ERR_FASTLOG_INVALID_FILTER", error.message);
  for (const text of hints) hint(text);
  return filter;
}

/** The target of a module: the path in its address, without folders that builds make. */
function nameOf(url: string | undefined): string {
  if (typeof url !== "string") return "";
  const path = url.replace(/^[a-z-]+:\/\/[^/]*/i, "").replace(/[?#].*$/s, "");
  const parts = path
    .replace(/\.[cm]?[jt]sx?$/, "")
    .split("/")
    .filter(Boolean);
  const own = parts.filter((part, i) => i > 0 || !/^(?:src|dist|assets|build)$/.test(part));
  if (own.length > 1 && own.at(-1) === "index") own.pop();
  return own.join("::").replace(/[\s,=]/g, "_") || MAIN;
}

function definedOf<T extends object>(given: T): Partial<T> {
  return Object.fromEntries(
    Object.entries(given).filter(([, value]) => value !== undefined),
  ) as Partial<T>;
}
