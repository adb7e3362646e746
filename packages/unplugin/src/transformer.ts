import { readFileSync } from "node:fs";
import type { SourceMapPayload } from "node:module";
import { relative } from "node:path";
import { targetOf } from "../../fastlog/src/target.ts";
import type { Settings } from "./options.ts";
import { type Finding, linesOf, type Report, reasonsOf, reportOf, summaryOf } from "./report.ts";
import { sourcePath } from "./source-path.ts";
import { PACKAGE } from "./transform/meanings.ts";
import { type Transformed, transform } from "./transform/transform.ts";

/** Facts about a build. */
export interface Build {
  /** The bundler's root. */
  readonly root: string;
  /** It makes a program for browsers. */
  readonly isForBrowsers: boolean;
  /** The map from the code to the source on the disk, asked for where they differ. */
  readonly map?: (() => SourceMapPayload | undefined) | undefined;
}

/** Transforms the files of a build, and keeps the report. */
export class Transformer {
  readonly #settings: Settings;
  /** By file: one that is built again replaces what was found before. */
  readonly #findings = new Map<string, readonly Finding[]>();

  constructor(settings: Settings) {
    this.#settings = settings;
  }

  /** Transforms a file. Throws if the build is strict and a call is left. */
  transform(code: string, id: string, build: Build): Transformed | undefined {
    if (!code.includes(PACKAGE)) return undefined;
    // Transformed already, by a bundler or when the package was built.
    if (code.includes("__fastlog") && code.includes(`${PACKAGE}/site`)) return undefined;
    const path = sourcePath(id);
    const target = targetOf(path);
    // The package itself.
    if (target === PACKAGE || target.startsWith(`${PACKAGE}::`)) return undefined;
    const { bind, isAbsolute, root, least, dropsArguments, guards, isStrict } = this.#settings;
    const below = relative(root ?? build.root, path).replaceAll("\\", "/");
    const made = transform(code, {
      id,
      target,
      file: isAbsolute ? path : below,
      binds: bind === "auto" ? !build.isForBrowsers : bind,
      least,
      dropsArguments,
      guards,
      map: isSource(code, path) ? undefined : build.map?.(),
    });
    this.#findings.set(id, made.findings);
    if (isStrict) refuse(made.findings);
    return made;
  }

  /** Tells what became of the calls since the last report. */
  tell(): void {
    const { report } = this.#settings;
    if (report === false || this.#findings.size === 0) return;
    const made = reportOf([...this.#findings.values()].flat());
    this.#findings.clear();
    if (typeof report === "function") report(made);
    else process.stderr.write(`${textOf(made, report === "all")}\n`);
  }
}

function textOf(report: Report, all: boolean): string {
  const lines = all ? linesOf(report, true) : reasonsOf(report);
  return [`${PACKAGE}: ${summaryOf(report)}`, ...lines].join("\n  ");
}

function refuse(findings: readonly Finding[]): void {
  const report = reportOf(findings);
  if (report.left === 0) return;
  const calls = report.left === 1 ? "a call was" : `${report.left} calls were`;
  throw new Error(
    `${PACKAGE}: ${calls} left (option strict)\n  ${linesOf(report, false).join("\n  ")}`,
  );
}

/** Whether the code of a file is what is on the disk. */
function isSource(code: string, path: string): boolean {
  try {
    return readFileSync(path, "utf8") === code;
  } catch {
    return false;
  }
}
