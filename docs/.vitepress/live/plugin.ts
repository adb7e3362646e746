import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { bundleLive } from "./bundle.ts";

const CACHE = fileURLToPath(new URL("../cache/live/", import.meta.url));

/** The used part of a plugin of Vite. */
interface LivePlugin {
  readonly name: string;
  resolveId(id: string): Promise<string | undefined>;
}

/** Makes `virtual:fastlog/filter` and `virtual:fastlog/library` of the built package, when a page first needs them. */
export function liveLibrary(): LivePlugin {
  let bundled: Promise<void> | undefined;
  return {
    name: "fastlog-live",
    async resolveId(id) {
      const name = /^virtual:fastlog\/(filter|library)$/.exec(id)?.[1];
      if (name === undefined) return undefined;
      bundled ??= bundleLive(CACHE);
      await bundled;
      return join(CACHE, `${name}.mjs`);
    },
  };
}
