import type { SourceMapPayload } from "node:module";
import MagicString, { type SourceMap } from "magic-string";
import type { Finding } from "../report.ts";
import { editCalls } from "./calls.ts";
import { File } from "./file.ts";
import { Meanings, PACKAGE } from "./meanings.ts";
import { textOf } from "./node.ts";
import { parse } from "./parse.ts";
import { Positions } from "./positions.ts";
import { scopesOf } from "./scopes.ts";

/** How a file is transformed. */
export interface FileOptions {
  /** Path of the file, whose extension tells its language. */
  readonly id: string;
  /** Target of its records. */
  readonly target: string;
  /** The file's name in records. */
  readonly file: string;
  /** Calls become calls of sites. */
  readonly binds: boolean;
  /** Number of the least severe level that stays. */
  readonly least: number;
  readonly dropsArguments: boolean;
  readonly guards: boolean;
  /** Leads from the code to what is on the disk, if another tool has changed it. */
  readonly map?: SourceMapPayload | undefined;
}

/** A transformed file. */
export interface Transformed {
  /** `undefined` if the code stays as it is. */
  readonly code: string | undefined;
  readonly map: SourceMap | undefined;
  readonly findings: readonly Finding[];
}

const UNCHANGED: Transformed = { code: undefined, map: undefined, findings: [] };

/** Transforms the calls of fastlog in a file. */
export function transform(code: string, options: FileOptions): Transformed {
  // Most files have none, and are not parsed.
  if (!code.includes(PACKAGE)) return UNCHANGED;
  const parsed = parse(options.id, code);
  const positions = new Positions(code, options.map);
  const whole = (reason: string): Transformed => ({
    ...UNCHANGED,
    findings: [{ kind: "left", file: options.file, ...positions.of(0), call: PACKAGE, reason }],
  });
  if ("error" in parsed) return whole(`it cannot be parsed: ${parsed.error}`);
  const scopes = scopesOf(parsed.program);
  const edited = new MagicString(code);
  if (scopes.uncertain !== undefined) {
    const isUsed = [...scopes.parents.keys()].some((node) => textOf(node) === PACKAGE);
    return isUsed ? whole(scopes.uncertain) : UNCHANGED;
  }
  const meanings = new Meanings(scopes);
  const file = new File(parsed.program, scopes, meanings, positions, edited, options);
  const findings = editCalls(file);
  if (!edited.hasChanged()) return { ...UNCHANGED, findings };
  const map = edited.generateMap({ source: options.id, includeContent: true, hires: "boundary" });
  return { code: edited.toString(), map, findings };
}
