import { setTimeout } from "../../time/timers.ts";
import { type CompressFailed, compressEach, type Slow, type Work } from "./compress-each.ts";
import { COMPRESS_THREAD } from "./compress-thread.ts";

/**
 * Compresses settled files one after the other, each to `….gz`, and removes them. It runs in a thread or, where threads
 * are forbidden, in this one, block by block. It keeps the process alive only for the milliseconds that a block takes.
 * `done` is called if the process still runs then.
 *
 * Whoever may write to the folder may replace a file by a link, a named pipe or a file of another user. So only regular
 * files of the `owners` are read, and the `.gz` is readable only to those who could read the file.
 *
 * Several processes may compress the same files at the same time: `….gz.tmp` belongs to the one that has made it. A
 * process that ends before leaves the file unchanged, and the `….gz.tmp`.
 */
export function compress(
  paths: readonly string[],
  owners: readonly number[],
  failed: CompressFailed,
  done: () => void,
): void {
  try {
    const { Worker } = process.getBuiltinModule("node:worker_threads");
    // With streams of its own, the worker does not touch the descriptors of this process.
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

/** Uses the thread pool, and lets the process end after each block. */
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
        // The permission model may forbid it. Then the system writes the file when it likes.
        if ((error as NodeJS.ErrnoException).code !== "ERR_ACCESS_DENIED") throw error;
      }
    },
  };
}
