import { existsSync } from "node:fs";

/**
 * The path of a file in the id that a bundler gives it: the id without its query (`App.vue?vue&lang.ts`). `?` and `#` may be
 * part of the path, too: the file on the disk decides.
 */
export function sourcePath(id: string): string {
  const ends = [...id.matchAll(/[?#]/g)].map(({ index }) => index);
  const [first] = ends;
  if (first === undefined) return id;
  const paths = [id, ...ends.reverse().map((end) => id.slice(0, end))];
  return paths.find((path) => existsSync(path)) ?? id.slice(0, first);
}
