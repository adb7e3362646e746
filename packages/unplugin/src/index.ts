/**
 * The plugins of all bundlers: `unplugin.vite(options)`. Each bundler has an entry of its own, too, which loads nothing of the
 * others: `@fastlog/unplugin/vite`.
 *
 * @module
 */
import { plugin as bun } from "./bun.ts";
import { plugin as esbuild } from "./esbuild.ts";
import { plugin as farm } from "./farm.ts";
import type { Options } from "./options.ts";
import { plugin as rolldown } from "./rolldown.ts";
import { plugin as rollup } from "./rollup.ts";
import { plugin as rsbuild } from "./rsbuild.ts";
import { plugin as rspack } from "./rspack.ts";
import type { CompilerPlugin, NamedPlugin, SetupPlugin } from "./shapes.ts";
import { plugin as vite } from "./vite.ts";
import { plugin as webpack } from "./webpack.ts";

export type { Options, PathPattern } from "./options.ts";
export type { Finding, Report } from "./report.ts";
export type { CompilerPlugin, NamedPlugin, SetupPlugin } from "./shapes.ts";

/** A plugin for each bundler. */
export interface Plugins {
  readonly bun: (options?: Options) => SetupPlugin;
  readonly esbuild: (options?: Options) => SetupPlugin;
  readonly farm: (options?: Options) => NamedPlugin;
  readonly rolldown: (options?: Options) => NamedPlugin;
  readonly rollup: (options?: Options) => NamedPlugin;
  readonly rsbuild: (options?: Options) => SetupPlugin;
  readonly rspack: (options?: Options) => CompilerPlugin;
  readonly vite: (options?: Options) => NamedPlugin;
  readonly webpack: (options?: Options) => CompilerPlugin;
}

/** The plugins. They throw `ERR_FASTLOG_INVALID_OPTION` and `ERR_FASTLOG_INVALID_LEVEL` for invalid options. */
export const unplugin: Plugins = {
  bun,
  esbuild,
  farm,
  rolldown,
  rollup,
  rsbuild,
  rspack,
  vite,
  webpack,
};
export default unplugin;
