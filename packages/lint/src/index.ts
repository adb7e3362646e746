import type { Config, FastlogLint, Plugin } from "./plugin.ts";
import { awaitDelivery } from "./rules/await-delivery.ts";
import { lazyArguments } from "./rules/lazy-arguments.ts";
import { literalMessage } from "./rules/literal-message.ts";
import { placeholderCount } from "./rules/placeholder-count.ts";
import { placeholders } from "./rules/placeholders.ts";

/** The version in package.json, which the build puts in. */
declare const LINT_VERSION: string | undefined;

const bare: Plugin = {
  meta: {
    name: "@fastlog/lint",
    namespace: "fastlog",
    version: typeof LINT_VERSION === "string" ? LINT_VERSION : "0.0.0",
  },
  rules: {
    "await-delivery": awaitDelivery,
    "lazy-arguments": lazyArguments,
    "literal-message": literalMessage,
    "placeholder-count": placeholderCount,
    placeholders,
  },
};

const recommended: Config = {
  name: "fastlog/recommended",
  plugins: { fastlog: bare },
  rules: {
    "fastlog/await-delivery": "error",
    "fastlog/lazy-arguments": "warn",
    "fastlog/literal-message": "error",
    "fastlog/placeholder-count": "error",
    "fastlog/placeholders": "warn",
  },
};

// One object: ESLint refuses two plugins of the same name.
const plugin: FastlogLint = Object.assign(bare, { configs: { recommended } });

export default plugin;
