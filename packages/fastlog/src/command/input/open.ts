import fs from "node:fs";
import { codeOf, messageOf } from "../../diagnostics/error-message.ts";
import { UsageError } from "../usage-error.ts";
import { FollowedFile } from "./followed-file.ts";
import { ChunkSource, FileSource, GzipSource, isGzip, PipeSource, type Source } from "./source.ts";

/** Opens a file for reading. A directory is an error, as if it could not be opened. */
export function openFile(file: string): number {
  const fd = fs.openSync(file, "r");
  if (!fs.fstatSync(fd).isDirectory()) return fd;
  fs.closeSync(fd);
  throw Object.assign(new Error("it is a directory"), { code: "EISDIR" });
}

/** A file of any kind, from its start. `-` is standard input. `ofFile` makes the source of a file that has places. */
export function sourceOf(
  file: string,
  ofFile: (fd: number, size: number) => Source = (fd) => new FileSource(fd),
): Source {
  if (file === "-") return new PipeSource(0);
  const fd = openFile(file);
  const state = fs.fstatSync(fd);
  if (!state.isFile()) return new PipeSource(fd);
  return isGzip(fd) ? new GzipSource(fd) : ofFile(fd, state.size);
}

/** As {@link sourceOf}, with reads that do not block the thread while nothing comes. */
export function patientSourceOf(file: string): Source {
  if (file === "-") return new ChunkSource(process.stdin);
  const state = fs.statSync(file, { throwIfNoEntry: false });
  const isStream = state !== undefined && !state.isFile() && !state.isDirectory();
  return isStream ? new ChunkSource(fs.createReadStream(file)) : sourceOf(file);
}

/**
 * A file that is followed, from where `startOf` says. One that does not exist is waited for.
 *
 * @throws UsageError if it cannot be opened.
 */
export function openFollowed(
  file: string,
  startOf: (fd: number, size: number) => number,
  complain: (message: string) => void,
): FollowedFile {
  try {
    const fd = openFile(file);
    return new FollowedFile(file, fd, startOf(fd, fs.fstatSync(fd).size));
  } catch (error) {
    if (codeOf(error) !== "ENOENT") throw new UsageError(`${file}: ${messageOf(error)}`);
    complain(`${file} does not exist yet`);
    return new FollowedFile(file, undefined, 0);
  }
}
