import { cpSync, readFileSync, renameSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { folder } from "./folder.ts";

const SOURCES = join(import.meta.dirname, "fixtures/sources-app");

/** The environment in which the application logs everything, and each record shows where it is from. */
export const SOURCES_ENVIRONMENT = {
  LOG: "trace",
  LOG_FORMAT: "{level} {target} {file}:{line} {message}",
} as const;

/** The records of the application, in the order of their texts, with paths inside of the application. */
export const SOURCES_RECORDS: readonly string[] = readFileSync(join(SOURCES, "records.txt"), "utf8")
  .trimEnd()
  .split("\n");

/**
 * A copy of the application of fixtures/sources-app: an ES module with a TypeScript module and a worker, and a dependency of
 * CommonJS and a scoped one. Its main module is `src/main.js`. `fastlog` is the folder of the package. Returns the folder.
 */
export function makeSourcesApp(fastlog: string): string {
  const app = folder();
  cpSync(SOURCES, app, { recursive: true });
  const modules = join(app, "node_modules");
  renameSync(join(app, "packages"), modules);
  symlinkSync(fastlog, join(modules, "fastlog"));
  return app;
}

/** Records that the application has written, in the form of {@link SOURCES_RECORDS}. */
export function sourcesRecords(stdout: string, app: string): string[] {
  return stdout.replaceAll(`${app}/`, "").trimEnd().split("\n").sort();
}
