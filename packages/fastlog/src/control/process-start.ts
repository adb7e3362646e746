import { readFileSync } from "node:fs";
import { systemTime, uptime } from "../time/system-time.ts";

/** States of a process that has ended: zombie and dead. */
const ENDED: readonly string[] = ["Z", "X"];

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

/** Whether a process of this start of the system is there. */
export function isAlive(pid: number, start: string, boot: string): boolean {
  return pid > 0 && boot === bootId() && !isGone(pid, start);
}

/** A text that tells this start of the system from others (random(4)); empty where there is none. */
export function bootId(): string {
  try {
    return readFileSync("/proc/sys/kernel/random/boot_id", "latin1").trim();
  } catch {
    return "";
  }
}

/**
 * Field 22 of /proc/PID/stat (proc_pid_stat(5)); `undefined` without such a process or file. One that has ended, and that its
 * parent has not waited for, is there no more.
 */
function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    // Field 2 is the name of the program in parentheses, which may have blanks and parentheses itself.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const [state = ""] = fields;
    return ENDED.includes(state) ? undefined : fields[19];
  } catch {
    return undefined;
  }
}
