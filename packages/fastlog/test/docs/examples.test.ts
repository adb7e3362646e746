import { execFileSync, spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import { start } from "../child.ts";
import { tool } from "../tools.ts";
import { until } from "../until.ts";

const examples = join(import.meta.dirname, "../../../../examples");

function output(...argv: string[]): string {
  const [script = "", ...args] = argv;
  return execFileSync(process.execPath, [join(examples, script), ...args], { encoding: "utf8" });
}

test("the example of a backend delivers every record", () => {
  expect(output("custom-backend/example.js")).toBe("100000 of 100000 records\n");
});

test("the example of an encoder writes records as the Elastic Common Schema has them", () => {
  expect(output("custom-encoder/example.js").split("\n")).toEqual([
    "info custom-encoder::example listening on 8080 {} ",
    `warn shop::cart slow { ms: 1200, items: '[1,2]', req_id: 'r-1' } `,
    "error custom-encoder::example payment failed { amount: 12.5 } card declined",
    "by the bank",
    "",
  ]);
});

test("the example service logs every request under load, and loses none", () => {
  const report = output("app/demo.js", "--requests", "1000");
  expect(report).toContain("malformed: 0, repeated: 0, wrong status: 0, not filtered: 0");
  expect(report.trimEnd()).toMatch(/lost: 0$/);
});

interface Answer {
  readonly status: number;
  /** The request id that the response has. */
  readonly id: string | null;
}

/** Asks an example's server for paths, one after the other, with `r0`, `r1` … as request ids, and ends it by SIGTERM. */
async function served(example: string, paths: readonly string[]) {
  const cwd = join(examples, example);
  const env = { LOG: "debug", LOG_FORMAT: "json", PORT: "0" };
  const child = start([process.execPath, "app.js"], { cwd, env });
  let text = "";
  child.process.stdout?.on("data", (chunk) => {
    text += chunk;
  });
  await until(() => text.includes("\n") || child.process.exitCode !== null);
  const [, port] = /(?:"port":|127\.0\.0\.1:)(\d+)/.exec(text) ?? [];
  const answers: Answer[] = [];
  for (const [i, path] of paths.entries()) {
    const headers = { "x-request-id": `r${i}` };
    const response = await fetch(`http://127.0.0.1:${port}${path}`, { headers });
    await response.text();
    answers.push({ status: response.status, id: response.headers.get("x-request-id") });
  }
  child.process.kill("SIGTERM");
  const { code, stdout, stderr } = await child.ended;
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  const lines = stdout.trimEnd().split("\n").slice(1);
  return { answers, records: lines.map((line) => JSON.parse(line)) };
}

test.concurrent.each([["express"], ["fastify"], ["hono"], ["koa"]])(
  "the example for %s logs each request once, with its id, its fields and its error",
  async (example) => {
    const paths = ["/orders/17", "/orders/0", "/nowhere", "/health"];
    const { answers, records } = await served(example, paths);
    const statuses = [200, 500, 404, 200];
    expect(answers).toEqual(statuses.map((status, i) => ({ status, id: `r${i}` })));
    const order = { target: "shop::orders", order: "17", reqId: "r0" };
    const err = { type: "RangeError", message: "no order 0", stack: expect.any(String) };
    const route = "/orders/:id";
    expect(records).toMatchObject([
      { ...order, level: 30, msg: "loading" },
      { ...order, level: 20, msg: 'loaded ["pen","paper"]' },
      { target: "http", level: 30, route, path: "/orders/17", status: 200, items: 2, reqId: "r0" },
      { ...order, level: 30, msg: "loading", order: "0", reqId: "r1" },
      { target: "http", level: 50, route, path: "/orders/0", status: 500, err, reqId: "r1" },
      { target: "http", level: 30, msg: "GET /nowhere 404", status: 404, reqId: "r2" },
    ]);
  },
);

const analyze = tool("systemd-analyze", "systemd");

test.skipIf(analyze === undefined)("systemd finds nothing wrong with the example's unit", () => {
  const unit = join(examples, "systemd/shop.service");
  const { status, stderr } = spawnSync(analyze as string, ["verify", "--man=no", unit], {
    encoding: "utf8",
  });
  expect({ status }, stderr).toEqual({ status: 0 });
  expect(stderr).not.toContain("shop.service");
});
