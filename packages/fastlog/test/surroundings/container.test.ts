import { Buffer } from "node:buffer";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { start } from "../child.ts";
import { freePort } from "../sockets/peer.ts";
import { tool } from "../tools.ts";
import { until } from "../until.ts";

const EXAMPLE = join(import.meta.dirname, "../../../../examples/container");
const DOCKERFILE = readFileSync(join(EXAMPLE, "Dockerfile"), "utf8");
/** What containerd and Docker keep in one piece, in bytes. */
const PIECE = 16_384;

const unshare = tool("unshare", "util-linux");

/** The variables that the Dockerfile sets. */
function environment(): Readonly<Record<string, string>> {
  const [, assignments = ""] = /^ENV (.*)$/m.exec(DOCKERFILE) ?? [];
  return Object.fromEntries(assignments.split(" ").map((pair) => pair.split(/=(.*)/s)));
}

/** The command that the Dockerfile runs. */
function command(): string[] {
  const [, list = "[]"] = /^CMD (.*)$/m.exec(DOCKERFILE) ?? [];
  const [node, ...args] = JSON.parse(list) as string[];
  expect(node).toBe("node");
  return [process.execPath, ...args];
}

test.skipIf(unshare === undefined)(
  "the example, run as its Dockerfile says, has lines that no runtime cuts, and ends by SIGTERM",
  async () => {
    const port = await freePort();
    const container = [unshare as string, "--map-root-user", "--pid", "--fork", "--kill-child"];
    const child = start([...container, ...command()], {
      cwd: EXAMPLE,
      env: { ...environment(), POD: "shop-7d4b", NAMESPACE: "prod", PORT: String(port) },
    });
    let text = "";
    child.process.stdout?.on("data", (chunk) => {
      text += chunk;
    });
    await until(() => text.includes("listening"));
    // Each quotation mark takes two bytes in JSON.
    const headers = { "user-agent": '"'.repeat(6_000) };
    await (await fetch(`http://127.0.0.1:${port}/${"x".repeat(6_000)}`, { headers })).text();
    const { pid } = child.process;
    process.kill(Number(readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8")), "SIGTERM");
    const { code, stdout } = await child.ended;
    expect(code).toBe(143);
    const lines = stdout.split("\n").slice(0, -1);
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { msg: `listening on ${port}`, pid: 1, pod: "shop-7d4b", namespace: "prod" },
      { msg: "request", truncated: expect.any(Number), pod: "shop-7d4b", namespace: "prod" },
    ]);
    for (const line of lines) expect(Buffer.byteLength(line)).toBeLessThan(PIECE);
  },
);
