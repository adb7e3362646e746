import type { Context } from "./ast.ts";

/** Facts that the plugin cannot see in a file: loggers from elsewhere, and modules that pass fastlog on. */
export interface Settings {
  /** Expressions that are loggers: `log`, `req.log`, `this.log`, or `*.log` for the member of any object. */
  readonly loggers: readonly string[];
  /** Modules that export functions and loggers of fastlog, by their specifiers or by the ends of relative ones. */
  readonly modules: readonly string[];
}

const LISTS = {
  loggers: { type: "array", items: { type: "string" }, uniqueItems: true },
  modules: { type: "array", items: { type: "string" }, uniqueItems: true },
} as const;

/** The JSON schema of a rule's options: its own, and those that all rules have. */
export function optionsSchema(own: Readonly<Record<string, object>> = {}): [object] {
  return [{ type: "object", properties: { ...LISTS, ...own }, additionalProperties: false }];
}

/** Settings of a rule: those of the configuration under `settings.fastlog`, and its own. */
export function settingsOf(context: Context): Settings {
  const shared = (context.settings as { readonly fastlog?: Partial<Settings> }).fastlog;
  const own = optionsOf<Partial<Settings>>(context);
  return {
    loggers: [...listOf(shared?.loggers), ...listOf(own.loggers)],
    modules: [...listOf(shared?.modules), ...listOf(own.modules)],
  };
}

/** The options of a rule. They fit its schema. */
export function optionsOf<Options extends object>(context: Context): Partial<Options> {
  return (context.options[0] ?? {}) as Partial<Options>;
}

/** Settings have no schema, and anything may stand in them. */
function listOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === "string") : [];
}
