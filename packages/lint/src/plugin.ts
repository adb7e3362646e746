/** Names of the rules, without the prefix that a configuration gives the plugin. */
export type RuleName =
  | "await-delivery"
  | "lazy-arguments"
  | "literal-message"
  | "placeholder-count"
  | "placeholders";

/** A rule, as ESLint and Oxlint take it. */
export interface Rule {
  readonly meta: {
    readonly type: "problem" | "suggestion";
    readonly docs: {
      readonly description: string;
      readonly url: string;
      readonly recommended: boolean;
    };
    readonly fixable?: "code";
    readonly hasSuggestions: boolean;
    readonly schema: object[];
    readonly messages: Record<string, string>;
  };
  create(context: object): { [selector: string]: (node: object) => void };
}

/** A configuration of ESLint, for `eslint.config.js`. */
export interface Config {
  name: string;
  plugins: { fastlog: Plugin };
  rules: Record<`fastlog/${RuleName}`, "error" | "warn">;
}

/** The plugin without its configurations. */
export interface Plugin {
  meta: { name: string; namespace: string; version: string };
  rules: Record<RuleName, Rule>;
}

/** The plugin of fastlog for ESLint 9 and later, and for Oxlint. */
export interface FastlogLint extends Plugin {
  configs: {
    /** All rules: what goes wrong at run time as errors, the others as warnings. */
    recommended: Config;
  };
}

/** `settings.fastlog` of a configuration, and options that every rule has. */
export interface FastlogSettings {
  /** Expressions that are loggers: `log`, `req.log`, `this.log`, or `*.log` for the member of any object. */
  loggers?: string[];
  /** Modules of the program that export functions and loggers of fastlog: `#log`, or `log.js` for `../log.js`. */
  modules?: string[];
}
