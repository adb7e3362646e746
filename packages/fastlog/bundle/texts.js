import { build } from "esbuild";

/** Modules that export texts which they make of functions: programs of threads. */
const TEXTS = /-thread\.ts$/;

/**
 * Puts the texts themselves in their place. A function that is bundled again may be changed so that it refers to
 * something outside of it (by esbuild's `keepNames`, for coverage, for an older Node), which its text does not have.
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
