import type { Buffer } from "node:buffer";
import { setTimeout } from "../timers.ts";
/** How a file that cannot be compressed is told of. */
export type CompressFailed = (path: string, message: string) => void;

/** The two slow operations: in a thread of its own it may wait for them. */
interface Slow {
  gzip(block: Buffer): Buffer | Promise<Buffer>;
  fsync(fd: number): void | Promise<void>;
}

/** The files, and by uid to whom they must belong. */
interface Work {
  readonly paths: readonly string[];
  readonly owners: readonly number[];
}

/**
 * Compresses files that nobody is to write to any more, one after the other, each to `….gz`, and removes
 * them; in a thread, and where threads are forbidden, in this one, bit by bit. Keeps no process alive, but
 * for the milliseconds that a bit takes. `done` is called if the process is there then.
 *
 * Whoever may write to the folder may put anything in the place of a file: a link, a named pipe, a file of
 * somebody else. Only regular files of the `owners` are read, and the `.gz` lets nobody read it who might not read
 * the file.
 *
 * Several may do this with the same files at the same time: `….gz.tmp` belongs to who has made it. A
 * process that ends before leaves the file as it was, and that.
 */
export function compress(
  paths: readonly string[],
  owners: readonly number[],
  failed: CompressFailed,
  done: () => void,
): void {
  try {
    const { Worker } = process.getBuiltinModule("node:worker_threads");
    // Without streams of its own it does not touch the descriptors of this process.
    const worker = new Worker(`(${inThread})(${compressEach})`, {
      eval: true,
      workerData: { paths, owners } satisfies Work,
      stdout: true,
      stderr: true,
      execArgv: [],
      env: {},
    });
    worker.on("message", ([path, message]: [string, string]) => failed(path, message));
    worker.on("error", () => {});
    worker.on("exit", done);
    worker.unref();
  } catch {
    compressEach({ paths, owners }, failed, inTurns()).then(done, done);
  }
}

/** What the thread runs: its text is all that it has, so it refers to nothing outside of it. */
function inThread(each: typeof compressEach): void {
  const { workerData, parentPort } = process.getBuiltinModule("node:worker_threads");
  const { gzipSync } = process.getBuiltinModule("node:zlib");
  const { fsyncSync } = process.getBuiltinModule("node:fs");
  const failed: CompressFailed = (...what) => parentPort?.postMessage(what);
  each(workerData as Work, failed, { gzip: gzipSync, fsync: fsyncSync });
}

/** Of the same kind. */
async function compressEach(
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

/** By the system's threads, with a moment after each block in which the process may end. */
function inTurns(): Slow {
  const fs = process.getBuiltinModule("node:fs");
  const zlib = process.getBuiltinModule("node:zlib");
  const { promisify } = process.getBuiltinModule("node:util");
  const gzip = promisify(zlib.gzip);
  const fsync = promisify(fs.fsync);
  return {
    async gzip(block) {
      await new Promise<void>((resolve) => setTimeout(resolve, 1).unref());
      return await gzip(block);
    },
    async fsync(fd) {
      try {
        await fsync(fd);
      } catch (error) {
        // With Node's permissions it may not: then this is for the system to do in its time.
        if ((error as NodeJS.ErrnoException).code !== "ERR_ACCESS_DENIED") throw error;
      }
    },
  };
}
