import { isUsableTag } from "./tag.ts";

/** The name that Node gives a worker that was given none. */
const UNNAMED = "WorkerThread";

/** What names a thread in its lines, unless the program or `LOG_TAG` does. */
export function threadTag(): string {
  const threads: typeof import("node:worker_threads") & { readonly threadName?: string } =
    process.getBuiltinModule("node:worker_threads");
  const { isMainThread, threadId, threadName = "" } = threads;
  if (isMainThread) return "main";
  const isNamed = threadName !== "" && threadName !== UNNAMED && isUsableTag(threadName);
  return isNamed ? threadName : `worker-${threadId}`;
}
