import { setTimeout as pause } from "node:timers/promises";

const POLL = 5;

/** Waits until something is so. A test for which that never comes runs into its time limit. */
export async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await pause(POLL);
}
