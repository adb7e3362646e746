/**
 * The plugin for webpack. Throws `ERR_FASTLOG_INVALID_OPTION` and `ERR_FASTLOG_INVALID_LEVEL` for invalid options.
 *
 * @module
 */
import { createWebpackPlugin } from "#unplugin";
import type { Options } from "./options.ts";
import { factory } from "./plugin.ts";
import type { CompilerPlugin } from "./shapes.ts";

export type { Options } from "./options.ts";

/** The plugin for webpack. */
export const plugin: (options?: Options) => CompilerPlugin = createWebpackPlugin(factory);
export default plugin;
