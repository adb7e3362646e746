import { Buffer } from "node:buffer";
import fs from "node:fs";
import { isTerminal } from "../backend/fd/terminal.ts";
import type { OptionSpec } from "./arguments.ts";

/** The option of commands whose output a pager shows. */
export const NO_PAGER: OptionSpec = {
  name: "no-pager",
  help: "no pager, also on a terminal",
};

/** Options of `less` unless `LESS` is set: it ends at once if all fits, shows colours, and leaves the text on the screen. */
const LESS = "FRX";

/** The pager that the environment names; `undefined` if it wants none. */
export function pagerOf({ PAGER }: NodeJS.ProcessEnv): string | undefined {
  const pager = PAGER?.trim() ?? "less";
  return pager === "" || pager === "cat" ? undefined : pager;
}

/**
 * Runs this program again, with a pager that shows its output. Resolves with the program's exit code, or with `undefined` if
 * the pager cannot be started.
 */
export async function paged(
  pager: string,
  argv: readonly string[],
  environment: NodeJS.ProcessEnv,
): Promise<number | undefined> {
  // Loaded here: with all that it loads itself, it takes megabytes.
  const { spawn } = process.getBuiltinModule("node:child_process");
  const { once } = process.getBuiltinModule("node:events");
  const env = { LESS, LESSCHARSET: "utf-8", ...environment };
  const shown = spawn(pager, { shell: true, stdio: ["pipe", "inherit", "inherit"], env });
  const hasEnded = once(shown, "close");
  // The terminal sends it to all; the pager decides what it means.
  const ignore = () => {};
  process.on("SIGINT", ignore);
  const [, script = ""] = process.argv;
  // Node sets a terminal among its standard streams back when it ends, while the pager still reads keys from it.
  const program = spawn(process.execPath, [...process.execArgv, script, ...argv], {
    stdio: [isTerminal(0) ? "ignore" : "inherit", shown.stdin, isTerminal(2) ? "pipe" : "inherit"],
    env: environment,
  });
  const complaints: Buffer[] = [];
  program.stderr?.on("data", (bytes: Buffer) => complaints.push(bytes));
  const exit = once(program, "close");
  // The program has the pipe; while this process has it too, the pager waits for more.
  shown.stdin.destroy();
  const [code, signal] = await exit;
  const [pagerCode] = await hasEnded;
  process.off("SIGINT", ignore);
  // A shell ends with this code if it does not find the command.
  if (pagerCode === 127) return undefined;
  // Beside the pager, they would be on its screen.
  if (complaints.length > 0) fs.writeSync(2, Buffer.concat(complaints));
  return signal === null ? code : 0;
}
