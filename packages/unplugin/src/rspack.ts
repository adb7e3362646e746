/**
 * The plugin for Rspack. Throws `ERR_FASTLOG_INVALID_OPTION` and `ERR_FASTLOG_INVALID_LEVEL` for invalid options.
 *
 * @module
 */
import { createRspackPlugin } from "#unplugin";
import type { Options } from "./options.ts";
import { factory } from "./plugin.ts";
import type { CompilerPlugin } from "./shapes.ts";

export type { Options } from "./options.ts";

/** The plugin for Rspack. */
export const plugin: (options?: Options) => CompilerPlugin = createRspackPlugin(factory);
export default plugin;
