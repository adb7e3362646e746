import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { start } from "../child.ts";
import { freePort } from "../sockets/peer.ts";
import { until } from "../until.ts";

const EXAMPLE = join(import.meta.dirname, "../../../../examples/google-functions");
const FRAMEWORK = join(EXAMPLE, "node_modules/@google-cloud/functions-framework/build/src/main.js");

const TRACE = "logging.googleapis.com/trace";
const LABELS = "logging.googleapis.com/labels";

interface Line {
  readonly message: string;
  readonly [TRACE]: string;
  readonly [LABELS]?: { readonly execution_id: string };
}

/** Starts the example under the Functions Framework. */
async function serve(env: Readonly<Record<string, string>> = {}) {
  const port = await freePort();
  const argv = [process.execPath, FRAMEWORK, "--target=order", `--port=${port}`];
  const child = start(argv, {
    cwd: EXAMPLE,
    env: { NODE_ENV: "production", GOOGLE_CLOUD_PROJECT: "shop", ...env },
  });
  let text = "";
  child.process.stdout?.on("data", (chunk) => {
    text += chunk;
  });
  const ask = (order: number) =>
    fetch(`http://127.0.0.1:${port}/?order=${order}`, {
      headers: {
        "x-cloud-trace-context": `trace-${order}/1`,
        "function-execution-id": `execution-${order}`,
      },
    });
  const isUp = () =>
    ask(0).then(
      ({ ok }) => ok,
      () => false,
    );
  await until(isUp);
  const lines = () =>
    text
      .split("\n")
      .slice(0, -1)
      .map((line) => JSON.parse(line) as Line);
  return { process: child.process, ask, lines, stop: () => stop(child) };
}

async function stop({ process, ended }: ReturnType<typeof start>): Promise<void> {
  process.kill("SIGKILL");
  await ended;
}

test("a function has printed the records of a request when its response is sent", async () => {
  const { process: child, ask, lines, stop } = await serve();
  const pid = child.pid as number;
  const orders = Array.from({ length: 50 }, (_, i) => i + 1);
  const responses = await Promise.all(orders.map(ask));
  // It gets no processor time any more.
  process.kill(pid, "SIGSTOP");
  await until(() => /^\d+ \(.*\) T/.test(readFileSync(`/proc/${pid}/stat`, "latin1")));
  await until(() => lines().length >= 1 + orders.length);
  expect(responses.every(({ ok }) => ok)).toBe(true);
  const printed = new Map(lines().map((line) => [line.message, line[TRACE]]));
  for (const order of orders) {
    expect(printed.get(`order ${order} received`)).toBe(`projects/shop/traces/trace-${order}`);
  }
  await stop();
});

test("each record has the id of its execution, although the framework does not see the descriptor", async () => {
  const { ask, lines, stop } = await serve({ LOG_EXECUTION_ID: "true" });
  const orders = Array.from({ length: 20 }, (_, i) => i + 1);
  await Promise.all(orders.map(ask));
  await until(() => lines().length >= 1 + orders.length);
  const labels = new Map(lines().map((line) => [line.message, line[LABELS]]));
  for (const order of orders) {
    expect(labels.get(`order ${order} received`)).toEqual({ execution_id: `execution-${order}` });
  }
  await stop();
});
