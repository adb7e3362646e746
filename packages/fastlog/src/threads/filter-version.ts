import { isFields } from "../fields/argument-kind.ts";

/** A filter that a thread has set for all threads, with its version. */
export interface AgreedFilter {
  readonly spec: string;
  /** One more than the largest number that the thread knew; 0 if no filter was set. */
  readonly version: number;
  readonly thread: number;
}

/** The version before any filter was set. */
export const NONE_AGREED: AgreedFilter = { spec: "", version: 0, thread: 0 };

/** Whether a filter replaces another. All threads decide alike, in whatever order filters arrive. */
export function isNewer(one: AgreedFilter, other: AgreedFilter): boolean {
  return (
    one.version > other.version || (one.version === other.version && one.thread > other.thread)
  );
}

/** Whether a value is a filter version. Any code that knows the name can post on a channel. */
export function isAgreedFilter(value: unknown): value is AgreedFilter {
  if (!isFields(value)) return false;
  const { spec, version, thread } = value;
  return typeof spec === "string" && Number.isInteger(version) && Number.isInteger(thread);
}
