import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { parseFilter } from "fastlog/filter";
import { beforeAll, describe, expect, test } from "vitest";
import { folder } from "../../packages/fastlog/test/folder.ts";
import { answer, type Parse } from "../.vitepress/components/filter-answer.ts";
import { type Library, render } from "../.vitepress/components/rendered-call.ts";
import { bundleLive } from "../.vitepress/live/bundle.ts";
import { writtenByNode } from "./expected.ts";
import { FILTER_VECTORS, LINE_VECTORS } from "./vectors.ts";

let parse: Parse;
let library: Library;

beforeAll(async () => {
  const live = folder();
  await bundleLive(live);
  const load = (name: string) => import(pathToFileURL(join(live, name)).href);
  ({ parseFilter: parse } = await load("filter.mjs"));
  library = await load("library.mjs");
});

test("a page loads neither what needs a socket or a file, nor anything of Node", () => {
  const live = folder();
  return bundleLive(live).then(() => {
    const code = ["filter.mjs", "library.mjs"]
      .map((name) => readFileSync(join(live, name), "utf8"))
      .join("\n");
    expect(code).not.toMatch(/from\s*["'](?:node:|[\w@])/);
    expect(code).toContain("./fd.cjs is not there in a browser");
  });
});

describe("the filter of a page", () => {
  test(`answers as that of Node in ${FILTER_VECTORS.length} cases`, () => {
    expect(FILTER_VECTORS.length).toBeGreaterThanOrEqual(200);
    for (const { spec, target, message, ranges } of FILTER_VECTORS) {
      const asked = { spec, targets: target, message, ranges };
      expect(answer(parse, asked), JSON.stringify(asked)).toEqual(answer(parseFilter, asked));
    }
  });
});

describe("the library of a page", () => {
  test(`writes in ${LINE_VECTORS.length} cases what Node writes, with colours and without`, async () => {
    expect(LINE_VECTORS.length).toBeGreaterThanOrEqual(200);
    const vectors = LINE_VECTORS.map((vector, i) => ({ ...vector, color: i % 2 === 0 }));
    const written = await writtenByNode(vectors);
    for (const [i, { format, call, color }] of vectors.entries()) {
      const { text, problem } = render(library, format, call, color);
      const shown =
        problem === undefined ? { text } : { code: problem.code, message: problem.message };
      expect(shown, JSON.stringify({ format, call, color })).toEqual(written[i]);
    }
  });
});
