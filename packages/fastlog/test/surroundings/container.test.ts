import { Buffer } from "node:buffer";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { start } from "../child.ts";
import { folder } from "../folder.ts";
import { freePort } from "../sockets/peer.ts";
import { tool } from "../tools.ts";
import { until } from "../until.ts";

const EXAMPLES = join(import.meta.dirname, "../../../../examples");
/** Longest line that containerd and Docker keep in one piece, in bytes. */
const PIECE = 16_384;

const unshare = tool("unshare", "util-linux");

interface Container {
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** The command of the Dockerfile, with the variables that it sets. */
function ofDockerfile(): Container {
  const text = readFileSync(join(EXAMPLES, "docker/Dockerfile"), "utf8");
  const [, command = "[]"] = /^CMD (.*)$/m.exec(text) ?? [];
  const [, assignments = ""] = /^ENV (.*)$/m.exec(text) ?? [];
  const env = Object.fromEntries(assignments.split(" ").map((pair) => pair.split(/=(.*)/s)));
  return { command: JSON.parse(command), env };
}

interface Variable {
  readonly name: string;
  readonly value?: string;
  readonly valueFrom?: { readonly fieldRef: { readonly fieldPath: string } };
}

/** The command of the deployment's container, which its image names, with the variables of the manifest. */
function ofDeployment(): Container {
  const { spec } = parse(readFileSync(join(EXAMPLES, "kubernetes/deployment.yaml"), "utf8"));
  const [{ env }] = spec.template.spec.containers as [{ env: readonly Variable[] }];
  const pod: Readonly<Record<string, string>> = {
    "metadata.name": "shop-7d4b",
    "metadata.namespace": "prod",
  };
  const pairs = env.map(({ name, value, valueFrom }) => {
    return [name, value ?? pod[valueFrom?.fieldRef.fieldPath ?? ""] ?? ""];
  });
  return { command: ofDockerfile().command, env: Object.fromEntries(pairs) };
}

/** Runs a container's command as the first process of a pid namespace, ends it by SIGTERM, and returns its stdout. */
async function linesOf(example: string, { command, env }: Container, agent: string) {
  const port = await freePort();
  const [node, ...args] = command;
  expect(node).toBe("node");
  const container = [unshare as string, "--map-root-user", "--pid", "--fork", "--kill-child"];
  const child = start([...container, process.execPath, ...args], {
    cwd: join(EXAMPLES, example),
    env: { ...env, PORT: String(port), XDG_RUNTIME_DIR: folder() },
  });
  let text = "";
  child.process.stdout?.on("data", (chunk) => {
    text += chunk;
  });
  await until(() => text.includes("listening") || child.process.exitCode !== null);
  const long = `http://127.0.0.1:${port}/${"x".repeat(6_000)}`;
  const headers = { "user-agent": agent, connection: "close" };
  for (const url of [long, `http://127.0.0.1:${port}/health`]) {
    await (await fetch(url, { headers })).text();
  }
  const { pid } = child.process;
  process.kill(Number(readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8")), "SIGTERM");
  const { code, stdout, stderr } = await child.ended;
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  return stdout.split("\n").slice(0, -1);
}

describe.skipIf(unshare === undefined)("the first process of a container", () => {
  test("has lines that no runtime cuts, and ends by SIGTERM, as the Dockerfile runs it", async () => {
    // Each quotation mark takes two bytes in JSON.
    const lines = await linesOf("docker", ofDockerfile(), '"'.repeat(6_000));
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { msg: expect.stringMatching(/^listening on \d+$/), pid: 1 },
      { msg: "request", truncated: expect.any(Number) },
      { msg: "request", url: "/health" },
      { msg: "stopped" },
    ]);
    for (const line of lines) expect(Buffer.byteLength(line)).toBeLessThan(PIECE);
  });

  test("has the names of the pod in every record, as the deployment runs it", async () => {
    const lines = await linesOf("kubernetes", ofDeployment(), "probe");
    const names = { pod: "shop-7d4b", namespace: "prod" };
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { msg: expect.stringMatching(/^listening on \d+$/), pid: 1, ...names },
      { msg: expect.stringMatching(/^GET \/x+… 200$/), target: "http", ...names },
      { msg: "stopped", ...names },
    ]);
  });
});

test("the ports of the manifests are those of the image", () => {
  const compose = parse(readFileSync(join(EXAMPLES, "docker/compose.yaml"), "utf8"));
  expect(compose.services.shop.ports).toEqual(["3000:3000"]);
  expect(readFileSync(join(EXAMPLES, "docker/Dockerfile"), "utf8")).toContain("\nEXPOSE 3000\n");
  const deployment = parse(readFileSync(join(EXAMPLES, "kubernetes/deployment.yaml"), "utf8"));
  const [{ ports, readinessProbe }] = deployment.spec.template.spec.containers;
  expect(ports).toEqual([{ containerPort: 3000 }]);
  expect(readinessProbe.httpGet.port).toBe(3000);
});
