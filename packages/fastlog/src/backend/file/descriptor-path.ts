import fs from "node:fs";
import { dirname, resolve } from "node:path";

/** Linux follows at most this many links (path_resolution(7)). */
const MOST_LINKS = 40;

const STREAMS: Readonly<Record<string, number>> = {
  "/dev/stdin": 0,
  "/dev/stdout": 1,
  "/dev/stderr": 2,
};

/**
 * The descriptor of this process that a path names: `/dev/stdout`, `/dev/fd/3`, `/proc/self/fd/3`; `undefined` for
 * other paths. Opening such a path creates another description of the file with an offset of its own, and fails for a
 * socket.
 */
export function descriptorNamed(path: string): number | undefined {
  if (process.platform === "win32") return undefined;
  if (Object.hasOwn(STREAMS, path)) return STREAMS[path];
  const [, pid, fd] = /^\/(?:dev|proc\/(self|thread-self|\d+))\/fd\/(\d{1,9})$/.exec(path) ?? [];
  const isOurs = pid === undefined || !/^\d/.test(pid) || Number(pid) === process.pid;
  return fd !== undefined && isOurs ? Number(fd) : undefined;
}

/** Like {@link descriptorNamed}, for a path that may be a symbolic link, as in container images. */
export function descriptorBehind(path: string): number | undefined {
  let at = resolve(path);
  try {
    for (let i = 0; i < MOST_LINKS; i++) {
      const fd = descriptorNamed(at);
      if (fd !== undefined) return fd;
      if (fs.lstatSync(at, { throwIfNoEntry: false })?.isSymbolicLink() !== true) break;
      at = resolve(dirname(at), fs.readlinkSync(at));
    }
  } catch {
    // Opening the path reports the error.
  }
  return undefined;
}
