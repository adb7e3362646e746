// The plugins of the bundlers, as far as their options need to know them. The declarations of the bundlers themselves would
// make each program install all of them.

/** A plugin of Vite, Rollup, Rolldown or Farm. */
export type NamedPlugin = { readonly name: string };

/** A plugin of esbuild, Rsbuild or Bun. */
export type SetupPlugin = {
  readonly name: string;
  readonly setup: (build: unknown) => Promise<void>;
};

/** A plugin of webpack or Rspack. */
export type CompilerPlugin = { readonly apply: (compiler: unknown) => void };
