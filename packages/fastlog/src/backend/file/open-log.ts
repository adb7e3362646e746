import fs from "node:fs";
import { dirname } from "node:path";
import type { FileOptions } from "./file-options.ts";
import { makeFolder } from "./make-folder.ts";

const DEFAULT_MODE = 0o640;

/** Opens a path for appending, without blocking, and makes missing folders. */
export function openLog(
  path: string,
  { mode = DEFAULT_MODE, symlink }: FileOptions,
): { fd: number; stats: fs.Stats } {
  const { O_RDWR, O_WRONLY, O_APPEND, O_CREAT, O_NOFOLLOW, O_NONBLOCK, O_NOCTTY } = fs.constants;
  const common = O_APPEND | O_NOCTTY | (symlink === "refuse" ? O_NOFOLLOW : 0);
  const there = fs.statSync(path, { throwIfNoEntry: false });
  if (there === undefined) makeFolder(dirname(path));
  const isRegular = there === undefined || there.isFile();
  let fd: number;
  if (isRegular) {
    // O_NONBLOCK has no effect on regular files, and a named pipe may have replaced the file.
    const flags = common | O_CREAT | O_NONBLOCK;
    try {
      // Readable, too: for its last byte, and to take back a torn record.
      fd = fs.openSync(path, flags | O_RDWR, mode);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EACCES") throw error;
      fd = fs.openSync(path, flags | O_WRONLY, mode);
    }
  } else {
    // Without O_NONBLOCK, opening a named pipe that nobody reads waits for a reader.
    fd = fs.openSync(path, common | O_WRONLY | (there.isFIFO() ? O_NONBLOCK : 0));
  }
  return { fd, stats: fs.fstatSync(fd) };
}
