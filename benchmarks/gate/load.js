import { spawn } from "node:child_process";

/**
 * Keeps a machine busy: some processes that only compute.
 *
 * @param {number} processes
 * @returns {() => void} Ends them.
 */
export function busy(processes) {
  const args = ["-e", "for (;;);"];
  const all = Array.from({ length: processes }, () =>
    spawn(process.execPath, args, { stdio: "ignore" }),
  );
  const stop = () => {
    for (const one of all) one.kill("SIGKILL");
  };
  process.once("exit", stop);
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => process.exit(1));
  return stop;
}
