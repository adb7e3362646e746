import { threadTag } from "../config/thread-tag.ts";
import { messageOf } from "../diagnostics/error-message.ts";
import type { Stats } from "../sink/stats.ts";
import type { Question } from "../threads/question.ts";
import type { Controlled } from "./controlled.ts";
import { pointsHere } from "./point-changes.ts";
import { DUMP, FLUSH, POINTS, REPORT } from "./questions.ts";

/** State of one thread. */
export interface ThreadReport {
  /** 0 is the main thread. */
  readonly thread: number;
  readonly tag: string;
  /** The filter under all leases. */
  readonly filter: string;
  readonly isolated: boolean;
  readonly stats: Omit<Stats, "toPrometheus">;
}

/** Answers another thread. Returns `undefined` for a question that this version does not know. */
export function answerOf(of: Controlled, { what, timeout, change }: Question): Promise<unknown> {
  if (what === POINTS) return Promise.resolve(pointsHere(change));
  if (what === FLUSH) return flushedOf(of, timeout);
  if (what === DUMP) return Promise.resolve(dumpedOf(of, change));
  return Promise.resolve(what === REPORT ? reportOf(of) : undefined);
}

/** The state of this thread. */
export function reportOf(of: Controlled): ThreadReport {
  const { toPrometheus, ...stats } = of.stats();
  const { threadId } = process.getBuiltinModule("node:worker_threads");
  const { filter, options } = of;
  const isolated = options.isolated === true;
  return { thread: threadId, tag: options.tag ?? threadTag(), filter, isolated, stats };
}

/** Longest reason of a dump that is told, in characters. */
const MOST_REASON = 32;

/** Writes what the recorder of this thread keeps. Returns the number of records; `undefined` without a recorder. */
export function dumpedOf(of: Controlled, reason: unknown): number | undefined {
  const { recorder = false } = of.options;
  if (recorder === false) return undefined;
  const isReason = typeof reason === "string" && reason.length <= MOST_REASON;
  return of.dumpRecorder(isReason ? reason : DUMP);
}

/** Flushes this thread. Returns the reason if that fails. */
export async function flushedOf(of: Controlled, timeout: number): Promise<string | undefined> {
  try {
    await of.flush(timeout);
    return undefined;
  } catch (error) {
    return messageOf(error);
  }
}
