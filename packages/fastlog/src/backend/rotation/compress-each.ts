import type { Buffer } from "node:buffer";

/** Reports a file that cannot be compressed. */
export type CompressFailed = (path: string, message: string) => void;

/** The slow operations. In a thread of their own they may block. */
export interface Slow {
  gzip(block: Buffer): Buffer | Promise<Buffer>;
  fsync(fd: number): void | Promise<void>;
}

/** The files to compress, and the uids that they must belong to. */
export interface Work {
  readonly paths: readonly string[];
  readonly owners: readonly number[];
}

/**
 * Compresses files one after the other. A thread gets only the source text of this function, so it must not refer to
 * anything outside of itself.
 */
export async function compressEach(
  { paths, owners }: Work,
  failed: CompressFailed,
  slow: Slow,
): Promise<void> {
  const fs = process.getBuiltinModule("node:fs");
  const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = fs.constants;
  // A thread cannot be terminated within a block, which takes some 10 ms.
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
      // Private until the owner and mode of the source are applied.
      const to = fs.openSync(made, "wx", mode & 0o700);
      fds.push(to);
      // Each block becomes a gzip member; concatenated members are one valid file (RFC 1952, section 2.2). So
      // compression can go on if the file has grown.
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
        // Missing rights, or Node's permission model. Then only its owner may read it.
      }
      // Another process may have taken it for abandoned, and made its own.
      if (fs.lstatSync(made).ino !== fs.fstatSync(to).ino) continue;
      fs.renameSync(made, `${path}.gz`);
      while (await rest());
      if (fs.lstatSync(path).ino === stats.ino) fs.unlinkSync(path);
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      // Another process compresses it, or has done so; or it was removed as surplus.
      if (code === "EEXIST" || code === "ENOENT") continue;
      failed(path, code === "ELOOP" ? "it is a symbolic link" : message);
      if (fds.length > 1) fs.rmSync(made, { force: true });
    } finally {
      for (const fd of fds) fs.closeSync(fd);
    }
  }
}
