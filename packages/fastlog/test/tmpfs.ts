import { spawnSync } from "node:child_process";
import { folder } from "./folder.ts";
import { tool } from "./tools.ts";

const unshare = process.platform === "linux" ? tool("unshare", "util-linux") : undefined;

const PREFIX = [unshare ?? "unshare", "--map-root-user", "--mount", "sh", "-c"];

/**
 * The command line that runs another one with a file system in memory of its own at a folder, which nobody
 * else sees, and which is gone when the command has ended.
 */
export function onTmpfs(
  size: string,
  command: (at: string) => readonly string[],
): readonly string[] {
  const at = folder();
  const mount = `mount -t tmpfs -o size=${size} none "$0" && exec "$@"`;
  return [...PREFIX, mount, at, ...command(at)];
}

/** Whether this process may mount something for itself. */
export const canMount: boolean = unshare !== undefined && isAllowed();

function isAllowed(): boolean {
  const [command = "", ...args] = onTmpfs("64k", () => ["true"]);
  const { status, stderr } = spawnSync(command, args, { encoding: "utf8" });
  const { CI } = process.env;
  if (status !== 0 && CI) throw new Error(`nothing can be mounted: ${stderr}`);
  return status === 0;
}
