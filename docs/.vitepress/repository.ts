import { readFileSync } from "node:fs";
import { filesOf } from "../../packages/fastlog/bundle/readme.js";

const { repository } = JSON.parse(
  readFileSync(new URL("../../packages/fastlog/package.json", import.meta.url), "utf8"),
);

/**
 * The URL of the repository's files, with a `/` at its end; `undefined` in a clone, whose address nobody knows.
 * `.ci/repository packages/fastlog` writes it to package.json when the site is published.
 */
export const FILES: string | undefined = filesOf(repository);
