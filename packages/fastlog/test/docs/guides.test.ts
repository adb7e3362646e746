import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type Block, blocksOf } from "./blocks.ts";
import { DOCS, ROOT } from "./markdown.ts";

const EXAMPLES = join(ROOT, "examples");

/** The blocks of all pages that are files of `examples/`. */
const SHOWN: readonly (readonly [example: string, block: Block])[] = DOCS.flatMap((page) =>
  blocksOf(join(ROOT, page), page).flatMap((block) => {
    const { example } = block.notes;
    return example === undefined ? [] : [[example, block] as const];
  }),
);

/** The guides that a reader follows from the installation to production. */
const GUIDES = [
  "aws-lambda",
  "docker",
  "express",
  "fastify",
  "google-cloud",
  "hono",
  "jest",
  "koa",
  "kubernetes",
  "libraries",
  "migrate-from-bunyan",
  "migrate-from-console",
  "migrate-from-debug",
  "migrate-from-logtape",
  "migrate-from-pino",
  "migrate-from-winston",
  "nestjs",
  "nextjs",
  "node-test",
  "pm2",
  "systemd",
  "vitest",
];
const CHAPTERS = [/^Install$/, /^In (?:production|CI)$/, /^What goes wrong$/, /^Next$/];

test.each(SHOWN)("%s is what its page shows", (example, block) => {
  expect(`${block.text}\n`).toBe(readFileSync(join(EXAMPLES, example), "utf8"));
});

test("examples/README.md names every folder of examples", () => {
  const text = readFileSync(join(EXAMPLES, "README.md"), "utf8");
  const folders = readdirSync(EXAMPLES).filter((name) =>
    existsSync(join(EXAMPLES, name, "package.json")),
  );
  expect(folders.filter((name) => !text.includes(`](${name}/`))).toEqual([]);
});

describe.each(GUIDES)("the guide %s", (guide) => {
  const text = readFileSync(join(ROOT, `docs/guides/${guide}.md`), "utf8");

  test("goes from the installation to production, and says what goes wrong", () => {
    const headings = Array.from(text.matchAll(/^## (.*)$/gm), ([, heading]) => heading);
    const chapters = headings.flatMap(
      (heading = "") => CHAPTERS.find((it) => it.test(heading)) ?? [],
    );
    expect(chapters).toEqual(CHAPTERS);
  });

  test("shows a file of the example that it links to", () => {
    const folders = SHOWN.filter(([, { place }]) => place.startsWith(`docs/guides/${guide}.md:`));
    const [folder = ""] = folders[0]?.[0].split("/") ?? [];
    expect(text).toContain(`](../../examples/${folder}/`);
  });
});
