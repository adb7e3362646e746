import fs from "node:fs";
import { resolve } from "node:path";
import { codeOf, messageOf } from "../../diagnostics/error-message.ts";
import { FastlogError } from "../../errors.ts";
import { ownOptions } from "../../own-members.ts";
import type { Backend } from "../backend.ts";
import { FdBackend } from "../fd/fd-backend.ts";
import { StandardStream } from "../fd/standard-stream.ts";
import { checkPath } from "../options/address.ts";
import { checkGiven } from "../options/option-kinds.ts";
import { checkTokens, hasTag, resolveTokens } from "../rotation/path-tokens.ts";
import { descriptorBehind, descriptorNamed } from "./descriptor-path.ts";
import { checkRotation, type FileOptions, fileOptionKinds } from "./file-options.ts";
import { LogFile } from "./log-file.ts";

/** Errors that may pass by themselves: the file is opened later. */
const PASSING = new Set(["EMFILE", "ENFILE", "ENOSPC", "EDQUOT", "EIO", "ESTALE", "ENXIO"]);

/** Options that have no meaning for a descriptor. */
const FOR_FILES = ["maxSize", "every", "at", "copytruncate"] as const;

/**
 * Appends to a file (`O_APPEND`), and makes missing folders. The path may contain `{pid}`, `{thread}` and `{tag}`, for a
 * file each; `{{` and `}}` are braces. A path such as `/dev/stdout` or `/proc/self/fd/3`, or a link to it, is that
 * descriptor of the process. If the path gets another file, or none, the backend notices within a second; `reopen()`
 * opens the path at once.
 *
 * Throws `ERR_FASTLOG_BACKEND_UNAVAILABLE` if the file cannot be opened, unless the error may pass (`EMFILE`, `ENOSPC`,
 * …): then it tries again. A path with a tag is opened at the start. Throws `ERR_FASTLOG_INVALID_OPTION`.
 */
export function file(path: string, given: FileOptions = {}): Backend {
  checkPath("file", path);
  checkGiven("file", given, fileOptionKinds());
  const options = ownOptions<FileOptions>(given);
  checkRotation(options);
  checkTokens(path);
  // A function cannot be cloned to a worker. `onRotated` is called once for each file, in this thread.
  const { onRotated: _, ...inherited } = options;
  const recipe = { factory: "file", args: [path, inherited] };
  const fd = hasTag(path) ? undefined : descriptorAt(path, options);
  if (fd !== undefined) return new FdBackend(openDescriptor(fd, path, options), options, recipe);
  const outlet = new LogFile(path, options);
  try {
    if (!hasTag(path)) outlet.open();
  } catch (error) {
    if (!PASSING.has(codeOf(error))) throw unavailable(outlet.path, error);
  }
  return new FdBackend(outlet, options, recipe);
}

/** The descriptor that a path leads to; `undefined` for a file, and for a link that is refused. */
function descriptorAt(path: string, options: FileOptions): number | undefined {
  const resolved = resolve(resolveTokens(path, ""));
  const named = descriptorNamed(resolved);
  if (named === undefined) {
    return options.symlink === "refuse" ? undefined : descriptorBehind(resolved);
  }
  const given = FOR_FILES.find((name) => options[name] !== undefined && options[name] !== false);
  if (given === undefined) return named;
  throw new FastlogError(
    "ERR_FASTLOG_INVALID_OPTION",
    `option ${given} of file() is for files ("${resolved}" is a descriptor of the process)`,
  );
}

function openDescriptor(fd: number, path: string, options: FileOptions): StandardStream {
  try {
    fs.fstatSync(fd);
  } catch (error) {
    // A closed standard stream fails when it is written to.
    if (fd !== 1 && fd !== 2) throw unavailable(path, error);
  }
  return new StandardStream(fd, options);
}

function unavailable(path: string, error: unknown): FastlogError {
  return new FastlogError(
    "ERR_FASTLOG_BACKEND_UNAVAILABLE",
    `cannot open the log file "${path}": ${messageOf(error)}`,
    { cause: error },
  );
}
