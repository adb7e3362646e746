import { type CompressFailed, compressEach, type Work } from "./compress-each.ts";

/**
 * The program of a thread that compresses the files of its `workerData`. The build puts the text in the place of this
 * module: whoever bundles a function may have it refer to something that the thread does not have.
 */
export const COMPRESS_THREAD: string = `(${inThread})(${compressEach})`;

function inThread(each: typeof compressEach): void {
  const { workerData, parentPort } = process.getBuiltinModule("node:worker_threads");
  const { gzipSync } = process.getBuiltinModule("node:zlib");
  const { fsyncSync } = process.getBuiltinModule("node:fs");
  const failed: CompressFailed = (...what) => parentPort?.postMessage(what);
  each(workerData as Work, failed, { gzip: gzipSync, fsync: fsyncSync });
}
