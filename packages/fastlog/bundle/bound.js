/**
 * The module in whose place `fastlog/register` loads `import "fastlog"`: the same exports, but that the functions are those of
 * the target in the module's query. Node makes one for each target.
 */
export const boundModule = `import { bound } from "./site.js";
export * from "./index.js";
export const { fatal, error, warn, info, debug, trace, log, enabled } = bound(
  new URL(import.meta.url).searchParams.get("target"),
);
`;
