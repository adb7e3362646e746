import { readFileSync } from "node:fs";

const { exports } = JSON.parse(
  readFileSync(new URL("../../packages/fastlog/package.json", import.meta.url), "utf8"),
);

/**
 * The entries of the package that export something, as a program imports them, with the file of their types.
 *
 * @type {readonly { name: string, types: string }[]}
 */
export const ENTRIES = Object.entries(exports)
  .filter(([path, conditions]) => typeof conditions === "object" && path !== "./register")
  .map(([path, { require }]) => ({ name: path.replace(/^\./, "fastlog"), types: require.types }));

/** The name of the page of an entry. @param {string} name */
export function fileOf(name) {
  return `${name.split("/").at(-1)}.md`;
}
