import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { show } from "../../fastlog/src/diagnostics/show.ts";
import { FastlogError } from "../../fastlog/src/errors.ts";
import { matches } from "./globs.ts";
import { type Options, type Settings, settingsOf } from "./options.ts";
import { PACKAGE } from "./transform/meanings.ts";
import { Transformer } from "./transformer.ts";

/** A module as a hook of Node returns it. */
export interface Loaded {
  readonly format?: string | null | undefined;
  readonly source?: string | ArrayBuffer | NodeJS.TypedArray | null | undefined;
}

export type Load = (
  url: string,
  context: object,
  next: (url: string, context: object) => Loaded,
) => Loaded;

const VARIABLE = "FASTLOG_UNPLUGIN";

/** The settings in the environment. Throws `ERR_FASTLOG_INVALID_OPTION` and `ERR_FASTLOG_INVALID_LEVEL`. */
export function settingsOfEnvironment(): Settings {
  const given = process.env[VARIABLE] ?? "";
  const options = given.trim() === "" ? {} : optionsIn(given);
  return settingsOf({ paths: "absolute", report: false, ...options });
}

/** Options as JSON, or as the path of a file with JSON. */
function optionsIn(given: string): Options {
  const isJson = given.trimStart().startsWith("{");
  try {
    return JSON.parse(isJson ? given : readFileSync(given, "utf8"));
  } catch (cause) {
    const expected = isJson ? "JSON" : "JSON, or the path of a file with JSON";
    throw new FastlogError(
      "ERR_FASTLOG_INVALID_OPTION",
      `invalid environment variable ${VARIABLE}=${show(given)}: expected ${expected} (${(cause as Error).message})`,
      { cause },
    );
  }
}

/** Transforms what Node loads. */
export class Sources {
  readonly #transformer: Transformer;
  readonly #settings: Settings;

  constructor(settings: Settings) {
    this.#transformer = new Transformer(settings);
    this.#settings = settings;
  }

  /** The transformed source of a file; `undefined` if it stays as it is. */
  transform(code: string, path: string): string | undefined {
    const { include, exclude } = this.#settings;
    if (!code.includes(PACKAGE) || !matches(path, include) || matches(path, exclude))
      return undefined;
    const build = { root: process.cwd(), isForBrowsers: false };
    const made = this.#transformer.transform(code, path, build);
    if (made?.code === undefined) return undefined;
    return process.sourceMapsEnabled
      ? `${made.code}\n//# sourceMappingURL=${made.map?.toUrl()}`
      : made.code;
  }

  /** The transformed result of a hook. */
  loaded<Result extends Loaded>(url: string, loaded: Result): Result {
    const { source } = loaded;
    if (source === null || source === undefined || !url.startsWith("file:")) return loaded;
    const code = typeof source === "string" ? source : new TextDecoder().decode(source);
    const made = this.transform(code, fileURLToPath(url));
    return made === undefined ? loaded : { ...loaded, source: made };
  }

  tell(): void {
    this.#transformer.tell();
  }
}

/** Whether the hooks transform a module: CommonJS is transformed where it is compiled. */
export function isTransformed({ format }: Loaded): boolean {
  return format === "module" || format === "module-typescript";
}

/** The hook `load` of `module.registerHooks`. */
export function hooked(sources: Sources): Load {
  return (url, context, next) => {
    const loaded = next(url, context);
    return isTransformed(loaded) ? sources.loaded(url, loaded) : loaded;
  };
}
