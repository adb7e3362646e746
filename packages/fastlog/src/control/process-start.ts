import { readFileSync } from "node:fs";
import { systemTime, uptime } from "../time/system-time.ts";

let started: number | undefined;

/** When this process began, in milliseconds since 1970. */
export function startedAt(): number {
  started ??= Math.round(systemTime() - uptime());
  return started;
}

/**
 * A number that tells this process from a later one of the same pid: on Linux the time of its start in ticks since the
 * system's, elsewhere in seconds since 1970.
 */
export function ownStart(): string {
  return startOf(process.pid) ?? String(Math.round(startedAt() / 1000));
}

/**
 * Whether a process is there no more. On Linux it is told from a later one of the same pid; elsewhere a later one counts as
 * the process.
 */
export function isGone(pid: number, start: string): boolean {
  if (process.platform === "linux") return startOf(pid) !== start;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ESRCH";
  }
}

/** Field 22 of /proc/PID/stat (proc_pid_stat(5)); `undefined` without such a process or file. */
function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    // Field 2 is the name of the program in parentheses, which may have blanks and parentheses itself.
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
  } catch {
    return undefined;
  }
}
