/**
 * The plugin for Rsbuild. Throws `ERR_FASTLOG_INVALID_OPTION` and `ERR_FASTLOG_INVALID_LEVEL` for invalid options.
 *
 * @module
 */
import { createRsbuildPlugin } from "#unplugin";
import type { Options } from "./options.ts";
import { factory } from "./plugin.ts";
import type { SetupPlugin } from "./shapes.ts";

export type { Options } from "./options.ts";

/** The plugin for Rsbuild. */
export const plugin: (options?: Options) => SetupPlugin = createRsbuildPlugin(factory);
export default plugin;
