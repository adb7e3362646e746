import type { SourceMapPayload } from "node:module";
import { extname } from "node:path";
import type { UnpluginFactory, UnpluginOptions } from "#unplugin";
import { type Options, settingsOf } from "./options.ts";
import { Transformer } from "./transformer.ts";

/** Members of the hooks' contexts that the plugin reads. Each bundler has some of them. */
interface HookContext {
  getCombinedSourcemap?(): SourceMapPayload;
  getNativeBuildContext?(): { readonly inputSourceMap?: SourceMapPayload } | undefined;
  /** Vite's. */
  readonly environment?: { readonly config?: { readonly consumer?: string } };
}

/** Options of a compiler of webpack or Rspack. */
interface Compiler {
  readonly context?: string;
  readonly options: { readonly externalsPresets?: Readonly<Record<string, unknown>> };
}

/** Properties of the program that the bundler makes. */
interface Making {
  root: string;
  /** Asked late: a compiler completes its options after its plugins. */
  isForBrowsers: () => boolean;
}

/** The plugin of all bundlers. */
export const factory: UnpluginFactory<Options | undefined> = (options, { framework }) => {
  const settings = settingsOf(options);
  const transformer = new Transformer(settings);
  const making: Making = { root: process.cwd(), isForBrowsers: () => false };
  return {
    name: "fastlog",
    enforce: settings.enforce,
    transform: {
      filter: {
        id: { include: [...settings.include], exclude: [...settings.exclude, /\0/] },
        code: "fastlog",
      },
      handler(code, id) {
        const context = this as unknown as HookContext;
        const consumer = context.environment?.config?.consumer;
        const made = transformer.transform(code, id, {
          root: making.root,
          isForBrowsers: consumer === undefined ? making.isForBrowsers() : consumer === "client",
          map: () =>
            context.getNativeBuildContext?.()?.inputSourceMap ?? context.getCombinedSourcemap?.(),
        });
        return made?.code === undefined ? undefined : { code: made.code, map: made.map };
      },
    },
    buildEnd: () => transformer.tell(),
    ...ofBundlers(making, framework),
  };
};

/** Hooks by which each bundler tells about the program that it makes. */
function ofBundlers(making: Making, framework: string): Partial<UnpluginOptions> {
  const ofCompiler = (compiler: unknown): void => {
    const { context, options } = compiler as Compiler;
    making.root = context ?? making.root;
    making.isForBrowsers = () => {
      const presets = options.externalsPresets ?? {};
      return !presets["node"] && Boolean(presets["web"] ?? presets["webAsync"]);
    };
  };
  let loaders: Readonly<Record<string, string>> = {};
  return {
    vite: {
      configResolved: (config) => {
        making.root = config.root;
      },
    },
    rolldown: {
      options: (given) => {
        if (typeof given.cwd === "string") making.root = given.cwd;
        making.isForBrowsers = () => given.platform === "browser";
      },
    },
    webpack: ofCompiler,
    rspack: ofCompiler,
    esbuild: {
      onLoadFilter: /\.[cm]?[jt]sx?$/,
      config: (given) => {
        making.root = given.absWorkingDir ?? making.root;
        making.isForBrowsers = () => (given.platform ?? "browser") === "browser";
        loaders = given.loader ?? {};
      },
      loader: (_code, id) => loaders[extname(id)] ?? loaderOf(id),
    },
    ...(framework === "farm" ? { farm: ofFarm(making) } : {}),
    bun: {
      setup: ({ config }) => {
        making.isForBrowsers = () => (config?.target ?? "browser") === "browser";
        making.root = config?.root ?? making.root;
      },
    },
  };
}

function ofFarm(making: Making): NonNullable<UnpluginOptions["farm"]> {
  return {
    configResolved: (config) => {
      making.root = config.root ?? making.root;
      const environment = config.compilation?.output?.targetEnv;
      making.isForBrowsers = () => !String(environment ?? "browser").startsWith("node");
    },
  };
}

function loaderOf(id: string): string {
  return extname(id).replace(/^\.[cm]?/, "");
}
