import fs from "node:fs";
import { basename, dirname, join, parse, sep } from "node:path";
import { systemTime, uptime } from "../../time/system-time.ts";
import { hasTokens, replaceTokens, resolveTokens } from "./path-tokens.ts";
import { type RotatedFile, STAMPED, timeOf } from "./rotated-files.ts";
import { isRunning } from "./rotation-lock.ts";

/** Number of names that are examined in one step. */
const BATCH = 256;

/** Largest pid of Linux (proc(5), `pid_max`): longer numbers are dates. */
const MAX_PID = 4_194_304;

/** Work in steps, so that other work can run between them. */
export type Steps<T> = Generator<void, T, void>;

/** The rotated files of a log file, and log files that ended processes have left under the same pattern. */
export interface Series {
  /** Rotated files, including those of ended processes. */
  readonly rotated: readonly RotatedFile[];
  /** Log files of ended processes and threads. */
  readonly left: readonly string[];
}

/** Values of the tokens in a name. */
interface Values {
  readonly pid?: string | undefined;
  readonly thread?: string | undefined;
  readonly tag?: string | undefined;
}

/** A folder that may contain files of the series. */
interface Folder {
  readonly path: string;
  readonly values: Values;
}

/**
 * Finds the files of a log file by their names, in time linear in the size of the folder. `path` is resolved, and
 * `pattern` has the tokens. Files with other names are ignored.
 */
export function* findSeries(path: string, pattern: string): Steps<Series> {
  const rotated: RotatedFile[] = [];
  const left: string[] = [];
  const add = (folder: string, log: string, name: string, groups: Record<string, string>) => {
    const { stamp = "", suffix } = groups;
    const time = timeOf(stamp);
    // A stamp that is not a date was not made here.
    if (Number.isNaN(time)) return;
    rotated.push({
      path: join(folder, name),
      log: join(folder, log),
      stamp,
      time,
      suffix: suffix as RotatedFile["suffix"],
    });
  };

  const own = basename(path);
  const ownStamped = new RegExp(`^\\.${STAMPED}$`);
  const takeOwn = (folder: string, name: string): boolean => {
    const groups = name.startsWith(own) ? ownStamped.exec(name.slice(own.length))?.groups : null;
    if (groups) add(folder, own, name, groups);
    return Boolean(groups) || name === own;
  };
  if (!hasTokens(pattern)) {
    yield* eachName(dirname(path), (name) => takeOwn(dirname(path), name));
    return { rotated, left };
  }

  const isLeft = leftBy(systemTime() - uptime());
  const expression = new RegExp(`^(?<log>${expressionOf(basename(pattern))})(?:\\.${STAMPED})?$`);
  const ownFolder: Folder = { path: dirname(path), values: {} };
  const others = hasTokens(dirname(pattern)) ? yield* foldersOf(dirname(pattern)) : [];
  const ownTwin = dirname(resolveTokens(pattern, "main"));
  for (const folder of [ownFolder, ...others.filter(({ path }) => path !== ownTwin)]) {
    const isOwn = folder === ownFolder;
    const take = (name: string) => {
      if (isOwn && takeOwn(folder.path, name)) return;
      if (isOwn && others.length > 0) return;
      const { groups } = expression.exec(name) ?? {};
      if (groups === undefined) return;
      const { log = "", stamp } = groups;
      const values = merged(folder.values, groups);
      if (values === undefined || !isLeft(values, join(folder.path, log))) return;
      if (stamp === undefined) left.push(join(folder.path, log));
      else add(folder.path, log, name, groups);
    };
    yield* eachName(folder.path, take);
  }
  return { rotated, left };
}

/**
 * Returns whether the writer of a log file has ended: its process does not run; or, for a thread, the file was not
 * written to since this process began.
 */
function leftBy(began: number): (values: Values, log: string) => boolean {
  const running = new Map<string, boolean>();
  return ({ pid }, log) => {
    if (pid !== undefined && Number(pid) !== process.pid) {
      if (Number(pid) > MAX_PID) return false;
      const known = running.get(pid) ?? isRunning(Number(pid));
      running.set(pid, known);
      return !known;
    }
    const stats = fs.lstatSync(log, { throwIfNoEntry: false });
    return stats === undefined || stats.mtimeMs < began;
  };
}

/** The existing folders that match a pattern. */
function* foldersOf(pattern: string): Steps<Folder[]> {
  const { root } = parse(pattern);
  let found: Folder[] = [{ path: root, values: {} }];
  for (const part of pattern.slice(root.length).split(sep)) {
    const next: Folder[] = [];
    const expression = new RegExp(`^${expressionOf(part)}$`);
    for (const { path, values } of found) {
      if (!hasTokens(part)) {
        next.push({ path: join(path, resolveTokens(part, "")), values });
        continue;
      }
      const take = (name: string) => {
        const { groups } = expression.exec(name) ?? {};
        const both = groups === undefined ? undefined : merged(values, groups);
        if (both !== undefined) next.push({ path: join(path, name), values: both });
      };
      yield* eachName(path, take);
    }
    found = next;
  }
  return found;
}

/** Merges two sets of values; `undefined` if they contradict each other. */
function merged(a: Values, b: Values): Values | undefined {
  const names = ["pid", "thread", "tag"] as const;
  const isSame = names.every(
    (name) => a[name] === undefined || b[name] === undefined || a[name] === b[name],
  );
  if (!isSame) return undefined;
  return Object.fromEntries(names.map((name) => [name, a[name] ?? b[name]]));
}

function* eachName(folder: string, take: (name: string) => void): Steps<void> {
  let entries: fs.Dir;
  try {
    entries = fs.opendirSync(folder, { bufferSize: BATCH });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // It was removed, or it is a file that is named like a folder.
    if (code === "ENOENT" || code === "ENOTDIR") return;
    throw error;
  }
  try {
    let count = 0;
    for (let entry = entries.readSync(); entry !== null; entry = entries.readSync()) {
      take(entry.name);
      if (++count % BATCH === 0) yield;
    }
  } finally {
    entries.closeSync();
  }
}

/**
 * Source of a regular expression for the names that other threads and processes, including earlier ones, have for a part
 * of the pattern. It knows the tags that threads get by default.
 */
function expressionOf(part: string): string {
  const seen = new Set<string>();
  const once = (name: string, source: string) => () => {
    if (seen.has(name)) return `\\k<${name}>`;
    seen.add(name);
    return `(?<${name}>${source})`;
  };
  return replaceTokens(part, (text) => text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&"), {
    pid: once("pid", "[1-9]\\d{0,6}"),
    thread: once("thread", "0|[1-9]\\d{0,9}"),
    tag: once("tag", "main|worker-\\d{1,10}"),
  });
}
