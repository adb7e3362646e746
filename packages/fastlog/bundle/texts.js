import { build } from "esbuild";

/** Matches modules whose exports are source texts of functions: the programs of threads. */
const TEXTS = /-thread\.ts$/;

/**
 * Replaces these exports by the texts themselves. A second bundler may change a function so that it refers to a name
 * outside of it (for esbuild's `keepNames`, coverage, or an older Node), which its text lacks.
 */
export const texts = {
  name: "texts",
  setup({ onLoad }) {
    onLoad({ filter: TEXTS, namespace: "file" }, async ({ path }) => {
      const { outputFiles } = await build({
        entryPoints: [path],
        bundle: true,
        write: false,
        minify: true,
        platform: "node",
        format: "esm",
        target: "node20.19",
      });
      const module = await import(
        `data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString("base64")}`
      );
      return {
        contents: Object.entries(module)
          .map(([name, text]) => `export const ${name} = ${JSON.stringify(text)};`)
          .join("\n"),
      };
    });
  },
};
