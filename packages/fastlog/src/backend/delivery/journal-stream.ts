import fs from "node:fs";
import { isWorker } from "../../is-worker.ts";

/** Longest record in bytes: with its level, the journal splits longer lines (journald.conf(5), `LineMax=`). */
export const JOURNAL_RECORD: number = 48 * 1024 - "<n>".length;

/**
 * Whether a descriptor is connected to systemd's journal: `JOURNAL_STREAM` has its device and inode (systemd.exec(5)).
 * The numbers decide, because children inherit the variable even if their output goes elsewhere.
 */
export function isJournal(stats: Pick<fs.BigIntStats, "dev" | "ino" | "isSocket">): boolean {
  return stats.isSocket() && journalStream() === `${stats.dev}:${stats.ino}`;
}

function journalStream(): string | undefined {
  const { JOURNAL_STREAM } = process.env;
  return JOURNAL_STREAM === undefined && isWorker ? startedWith() : JOURNAL_STREAM;
}

/** The value that the process was started with: a worker can have an environment without it. */
function startedWith(): string | undefined {
  const name = "JOURNAL_STREAM=";
  try {
    const environment = fs.readFileSync("/proc/self/environ", "latin1").split("\0");
    return environment.find((line) => line.startsWith(name))?.slice(name.length);
  } catch {
    return undefined;
  }
}
