import fs from "node:fs";
import { basename, dirname, join, parse, sep } from "node:path";
import { systemTime, uptime } from "../../time/system-time.ts";
import { hasTokens, replaceTokens, resolveTokens } from "./path-tokens.ts";
import { type RotatedFile, STAMPED, timeOf } from "./rotated-files.ts";
import { isRunning } from "./rotation-lock.ts";

/** So many names are looked at before others have their turn. */
const BATCH = 256;

/** The largest pid that Linux gives: longer numbers are dates. */
const MAX_PID = 4_194_304;

/** Work that is done step by step: after each one others may have their turn. */
export type Steps<T> = Generator<void, T, void>;

/** What a log file has become, and what processes have left that had one by the same pattern. */
export interface Series {
  /** The rotated files, also of those. */
  readonly rotated: readonly RotatedFile[];
  /** Log files of processes and threads that have ended. */
  readonly left: readonly string[];
}

/** What a name has in place of the tokens of its pattern. */
interface Values {
  readonly pid?: string | undefined;
  readonly thread?: string | undefined;
  readonly tag?: string | undefined;
}

/** A folder in which there may be files of the series. */
interface Folder {
  readonly path: string;
  readonly values: Values;
}

/**
 * Finds the files of a log file by their names, in time linear in how many there are in its folder. `path` is where it
 * is, without links, and `pattern` how it was given, with its tokens. Names of any other form are not ours.
 */
export function* findSeries(path: string, pattern: string): Steps<Series> {
  const rotated: RotatedFile[] = [];
  const left: string[] = [];
  const add = (folder: string, log: string, name: string, groups: Record<string, string>) => {
    const { stamp = "", suffix } = groups;
    const time = timeOf(stamp);
    // A name of this form that is no date was not made here.
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
 * Whether who had a log file has ended: its process is not there any more; or, for a thread, it was not written to
 * since this process began.
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

/** The folders that there are for a pattern of folders. */
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

/** Both, where they do not contradict each other. */
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
    // It was removed, or is a file that is called like a folder.
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
 * The source of a regular expression for the names that other threads and processes, also earlier ones, have for a
 * part of a pattern. Of tags it knows those that threads are given.
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
