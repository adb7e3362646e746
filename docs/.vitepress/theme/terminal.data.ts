import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type StyledText, styledTexts } from "../components/ansi.ts";
import { type Library, render } from "../components/rendered-call.ts";
import { bundleLive } from "../live/bundle.ts";
import { CALLS } from "./terminal-calls.ts";

declare const data: readonly StyledText[];

export { data };

export default {
  /** Writes the records with the library, in colour, when the site is built. */
  async load(): Promise<readonly StyledText[]> {
    const folder = mkdtempSync(join(tmpdir(), "fastlog-live-"));
    try {
      await bundleLive(folder);
      const library: Library = await import(pathToFileURL(join(folder, "library.mjs")).href);
      const lines = CALLS.map((call) => render(library, "pretty", call, true).text ?? "");
      return styledTexts(lines.map((line) => line.trimEnd()).join("\n"));
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
};
