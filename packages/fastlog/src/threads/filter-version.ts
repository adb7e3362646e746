import { isFields } from "../fields/argument-kind.ts";

/** A filter that some thread has set for all, and when: with which number, and by which thread. */
export interface AgreedFilter {
  readonly spec: string;
  /** One more than that of every one its thread knew. 0 where none was ever set. */
  readonly version: number;
  readonly thread: number;
}

/** Where no filter was ever set. */
export const NONE_AGREED: AgreedFilter = { spec: "", version: 0, thread: 0 };

/** Whether a filter is to replace another: all threads answer alike, whatever reaches them first. */
export function isNewer(one: AgreedFilter, other: AgreedFilter): boolean {
  return (
    one.version > other.version || (one.version === other.version && one.thread > other.thread)
  );
}

/** Whether this is one. Anybody can post on a channel whose name they know. */
export function isAgreedFilter(value: unknown): value is AgreedFilter {
  if (!isFields(value)) return false;
  const { spec, version, thread } = value;
  return typeof spec === "string" && Number.isInteger(version) && Number.isInteger(thread);
}
