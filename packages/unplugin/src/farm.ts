/**
 * The plugin for Farm. Throws `ERR_FASTLOG_INVALID_OPTION` and `ERR_FASTLOG_INVALID_LEVEL` for invalid options.
 *
 * @module
 */
import { createFarmPlugin } from "#unplugin";
import type { Options } from "./options.ts";
import { factory } from "./plugin.ts";
import type { NamedPlugin } from "./shapes.ts";

export type { Options } from "./options.ts";

/** The plugin for Farm. */
export const plugin: (options?: Options) => NamedPlugin = createFarmPlugin(factory);
export default plugin;
