import { isUsableTag } from "./tag.ts";

/** Node's name for a worker that was started without one. */
const UNNAMED = "WorkerThread";

/** Default tag of a thread. */
export function threadTag(): string {
  const threads: typeof import("node:worker_threads") & { readonly threadName?: string } =
    process.getBuiltinModule("node:worker_threads");
  const { isMainThread, threadId, threadName = "" } = threads;
  if (isMainThread) return "main";
  const isNamed = threadName !== "" && threadName !== UNNAMED && isUsableTag(threadName);
  return isNamed ? threadName : `worker-${threadId}`;
}
