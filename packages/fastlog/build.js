// Bundles each entry into one file, because every file that Node loads costs about 0.5 ms: thirty
// of them are more than the whole import may cost. What is inlined is named in THIRD-PARTY-NOTICES.md.
import { execFileSync } from "node:child_process";
import { rmSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { build } from "esbuild";

const here = import.meta.dirname;
const require = createRequire(import.meta.url);

rmSync(join(here, "dist"), { recursive: true, force: true });

await build({
  absWorkingDir: here,
  entryPoints: ["src/index.ts", "src/filter.ts", "src/testing.ts"],
  outdir: "dist",
  bundle: true,
  splitting: true,
  chunkNames: "[name]-[hash]",
  platform: "node",
  format: "esm",
  target: "node20.19",
  external: ["re2js"],
  sourcemap: false,
  legalComments: "none",
  logLevel: "warning",
  // The inlined CommonJS packages ask for built-in modules only.
  banner: { js: "const require = process.getBuiltinModule;" },
});

const tsc = join(require.resolve("typescript/package.json"), "../bin/tsc");
execFileSync(process.execPath, [tsc, "-p", join(here, "tsconfig.json")], { stdio: "inherit" });
