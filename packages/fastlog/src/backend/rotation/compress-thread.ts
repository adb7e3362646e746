import { type CompressFailed, compressEach, type Work } from "./compress-each.ts";

/**
 * Source of the thread that compresses the files of its `workerData`. The build replaces this module by the text: a
 * bundler may make a function refer to names that do not exist in the thread.
 */
export const COMPRESS_THREAD: string = `(${inThread})(${compressEach})`;

function inThread(each: typeof compressEach): void {
  const { workerData, parentPort } = process.getBuiltinModule("node:worker_threads");
  const { gzipSync } = process.getBuiltinModule("node:zlib");
  const { fsyncSync } = process.getBuiltinModule("node:fs");
  const failed: CompressFailed = (...what) => parentPort?.postMessage(what);
  each(workerData as Work, failed, { gzip: gzipSync, fsync: fsyncSync });
}
