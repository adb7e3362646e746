import fs from "node:fs";
import { FileSource, GzipSource, isGzip, PipeSource, type Source } from "./source.ts";

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
