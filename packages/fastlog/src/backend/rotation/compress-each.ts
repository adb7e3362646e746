import type { Buffer } from "node:buffer";

/** How a file that cannot be compressed is told of. */
export type CompressFailed = (path: string, message: string) => void;

/** The two slow operations: in a thread of its own it may wait for them. */
export interface Slow {
  gzip(block: Buffer): Buffer | Promise<Buffer>;
  fsync(fd: number): void | Promise<void>;
}

/** The files, and by uid to whom they must belong. */
export interface Work {
  readonly paths: readonly string[];
  readonly owners: readonly number[];
}

/**
 * Compresses files one after the other. A thread has nothing but the text of this function, so it refers to nothing
 * outside of it.
 */
export async function compressEach(
  { paths, owners }: Work,
  failed: CompressFailed,
  slow: Slow,
): Promise<void> {
  const fs = process.getBuiltinModule("node:fs");
  const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = fs.constants;
  // A thread cannot be ended within a block: this one takes some 10 ms.
  const { Buffer } = process.getBuiltinModule("node:buffer");
  const block = Buffer.allocUnsafeSlow(262_144);
  for (const path of paths) {
    const made = `${path}.gz.tmp`;
    const fds: number[] = [];
    try {
      const from = fs.openSync(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
      fds.push(from);
      const stats = fs.fstatSync(from);
      const { mode, atime, mtime, uid, gid } = stats;
      if (!stats.isFile() || !owners.includes(uid)) {
        throw new Error("it is no regular file of the log's owner");
      }
      // Until it is known to whom it belongs, nobody else may read it.
      const to = fs.openSync(made, "wx", mode & 0o700);
      fds.push(to);
      // Block by block, each a gzip member of its own, which together are one file for all that read
      // gzip: so it goes on wherever it was when there is more.
      const rest = async () => {
        let isMore = false;
        for (let size = 1; size > 0; ) {
          size = fs.readSync(from, block);
          if (size === 0) continue;
          isMore = true;
          fs.writeFileSync(to, await slow.gzip(block.subarray(0, size)));
        }
        if (isMore) await slow.fsync(to);
        return isMore;
      };
      while (await rest());
      try {
        fs.futimesSync(to, atime, mtime);
        const own = fs.fstatSync(to);
        if (own.uid !== uid || own.gid !== gid) fs.fchownSync(to, uid, gid);
        fs.fchmodSync(to, mode & 0o777);
      } catch {
        // It may not, or Node's permissions forbid it: then its owner alone may read it.
      }
      // It may have been taken for one that was left, and be somebody else's by now.
      if (fs.lstatSync(made).ino !== fs.fstatSync(to).ino) continue;
      fs.renameSync(made, `${path}.gz`);
      while (await rest());
      if (fs.lstatSync(path).ino === stats.ino) fs.unlinkSync(path);
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      // Somebody else is at it, or was; or it was removed, being one too many.
      if (code === "EEXIST" || code === "ENOENT") continue;
      failed(path, code === "ELOOP" ? "it is a symbolic link" : message);
      if (fds.length > 1) fs.rmSync(made, { force: true });
    } finally {
      for (const fd of fds) fs.closeSync(fd);
    }
  }
}
