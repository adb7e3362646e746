import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { bundleLive } from "../live/bundle.ts";
import { EXAMPLE } from "./example-call.ts";
import { FORMATS } from "./formats.ts";
import { type Library, render } from "./rendered-call.ts";

/** The example in a format, for readers without JavaScript. */
interface WrittenFormat {
  readonly id: string;
  readonly title: string;
  readonly text: string;
}

declare const data: readonly WrittenFormat[];

export { data };

export default {
  /** Writes the examples with the library of the page, when the site is built. */
  async load(): Promise<readonly WrittenFormat[]> {
    const folder = mkdtempSync(join(tmpdir(), "fastlog-live-"));
    try {
      await bundleLive(folder);
      const library: Library = await import(pathToFileURL(join(folder, "library.mjs")).href);
      return FORMATS.map(({ id, title, format }) => ({
        id,
        title,
        text: render(library, format, EXAMPLE).text ?? "",
      }));
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
};
