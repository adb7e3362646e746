import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

/**
 * Runs a script in a process of its own, and resolves with the JSON that it writes to descriptor 3: its standard output may
 * be measured.
 *
 * @param {string} script Its path in benchmarks/.
 * @param {string[]} args
 * @param {{ flags?: string[] }} [how]
 */
export async function start(script, args, { flags = [] } = {}) {
  const file = fileURLToPath(new URL(`../${script}`, import.meta.url));
  const child = spawn(process.execPath, [...flags, file, ...args], {
    env: withoutSettings(process.env),
    stdio: ["ignore", "ignore", "pipe", "pipe"],
  });
  const texts = [2, 3].map(async (fd) => (await child.stdio[fd].toArray()).join(""));
  const [[code, signal], complaints, results] = await Promise.all([once(child, "close"), ...texts]);
  if (code !== 0 || results === "") {
    throw new Error(`${script} ${args.join(" ")}: ended with ${code ?? signal}: ${complaints}`);
  }
  return JSON.parse(results);
}

/**
 * Runs a script whose standard output is a pipe to another one's standard input, as in a shell. Node itself connects
 * children by sockets.
 *
 * @param {string} script
 * @param {string[]} args
 * @param {string} reader
 * @returns {Promise<[unknown, unknown]>} What each wrote to its descriptor 3.
 */
export async function startPiped(script, args, reader) {
  const [from, to] = [script, reader].map((name) =>
    fileURLToPath(new URL(`../${name}`, import.meta.url)),
  );
  const line = 'to=$1; shift; "$0" "$@" 4>&- | "$0" "$to" 3>&4 4>&-';
  const child = spawn("bash", ["-c", line, process.execPath, to, from, ...args], {
    env: withoutSettings(process.env),
    stdio: ["ignore", "ignore", "pipe", "pipe", "pipe"],
  });
  const texts = [2, 3, 4].map(async (fd) => (await child.stdio[fd].toArray()).join(""));
  const [complaints, ...results] = await Promise.all(texts);
  if (results.includes("")) {
    throw new Error(`${script} ${args.join(" ")} | ${reader}: ${complaints}`);
  }
  return results.map((result) => JSON.parse(result));
}

/** The environment without fastlog's variables. */
function withoutSettings(env) {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !/^LOG(_|$)/.test(name)));
}
