import { setTimeout } from "../../time/timers.ts";
import { type CompressFailed, compressEach, type Slow, type Work } from "./compress-each.ts";
import { COMPRESS_THREAD } from "./compress-thread.ts";

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
    const worker = new Worker(COMPRESS_THREAD, {
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
