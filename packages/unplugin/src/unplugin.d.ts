// The part of the package unplugin that is used. Its own declarations need those of all bundlers.
import type { SourceMap } from "magic-string";

export interface TransformResult {
  readonly code: string;
  readonly map: SourceMap | undefined;
}

type Pattern = string | RegExp;

export interface UnpluginOptions {
  readonly name: string;
  readonly enforce: "pre" | "post";
  readonly transform: {
    readonly filter: {
      readonly id: { readonly include: Pattern[]; readonly exclude: Pattern[] };
      readonly code: string;
    };
    handler(this: unknown, code: string, id: string): TransformResult | undefined;
  };
  buildEnd(): void;
  readonly vite?: { configResolved(config: { readonly root: string }): void };
  readonly rolldown?: {
    options(options: { readonly cwd?: string; readonly platform?: string }): void;
  };
  readonly webpack?: (compiler: unknown) => void;
  readonly rspack?: (compiler: unknown) => void;
  readonly esbuild?: {
    readonly onLoadFilter: RegExp;
    config(options: {
      readonly absWorkingDir?: string;
      readonly platform?: string;
      readonly loader?: Readonly<Record<string, string>>;
    }): void;
    loader(code: string, id: string): string;
  };
  readonly farm?: {
    configResolved(config: {
      readonly root?: string;
      readonly compilation?: { readonly output?: { readonly targetEnv?: string } };
    }): void;
  };
  readonly bun?: {
    setup(build: { readonly config?: { readonly target?: string; readonly root?: string } }): void;
  };
}

export type UnpluginFactory<Options> = (
  options: Options,
  meta: { readonly framework: string },
) => UnpluginOptions;

type Create = <Options, Plugin>(
  factory: UnpluginFactory<Options | undefined>,
) => (options?: Options) => Plugin;

export const createBunPlugin: Create;
export const createEsbuildPlugin: Create;
export const createFarmPlugin: Create;
export const createRolldownPlugin: Create;
export const createRollupPlugin: Create;
export const createRsbuildPlugin: Create;
export const createRspackPlugin: Create;
export const createVitePlugin: Create;
export const createWebpackPlugin: Create;
