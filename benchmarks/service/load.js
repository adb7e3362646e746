import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import autocannon from "autocannon";

const WARM = 3_000;
const MEASURED = 10_000;
const CONNECTIONS = 20;

/**
 * How much processor time a request takes in a server, in nanoseconds: that of all its threads, over some thousand
 * requests.
 *
 * @param {string} logger
 * @param {string} framework
 * @param {{ node: string, env: Record<string, string>, flags: string[] }} how
 */
export async function measureServer(logger, framework, { node, env, flags }) {
  const script = fileURLToPath(new URL("server.js", import.meta.url));
  const server = fork(script, [logger, framework], {
    execPath: node,
    // It says where request logging is turned off in the next major version.
    execArgv: ["--disable-warning=FSTDEP023", ...flags],
    env: { ...process.env, ...env },
  });
  try {
    const [{ port }] = await Promise.race([once(server, "message"), failure(server)]);
    await request(port, WARM);
    const before = await ask(server);
    await request(port, MEASURED);
    const after = await ask(server);
    if (after.requests - before.requests !== MEASURED) {
      throw new Error(`${after.requests - before.requests} requests came, expected ${MEASURED}`);
    }
    return { request: ((after.cpu - before.cpu) * 1000) / MEASURED };
  } finally {
    server.kill("SIGKILL");
  }
}

async function failure(server) {
  const [code, signal] = await once(server, "exit");
  throw new Error(`the server ended with ${code ?? signal}`);
}

async function request(port, amount) {
  const url = `http://127.0.0.1:${port}/`;
  const { errors, non2xx } = await autocannon({ url, amount, connections: CONNECTIONS });
  if (errors + non2xx > 0) throw new Error(`${errors + non2xx} of ${amount} requests failed`);
}

async function ask(server) {
  const answer = once(server, "message");
  server.send("how much");
  const [usage] = await answer;
  return usage;
}
