import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, test } from "vitest";
import { type Ended, program, run } from "../child.ts";
import { folder } from "../folder.ts";
import { Peer } from "../sockets/peer.ts";

/** Since which releases Node tells a worker the name that it was given. */
const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
const hasNames = major > 24 || (major === 24 && minor >= 6) || (major === 22 && minor >= 20);

interface Inherited extends Ended {
  readonly lines: string[];
}

/** Has a worker log, and one that it makes, after the main thread was configured in one of many ways. */
async function inherited(
  way: string,
  path: string | number = "-",
  how = "",
  env: Record<string, string> = {},
): Promise<Inherited> {
  const ended = await run(program("threads-inherits.mjs", way, path, how), { env });
  expect(ended.status).toBe(0);
  return { ...ended, lines: ended.stdout.split("\n").slice(0, -1) };
}

const LINES = ["worker-1 INFO from 1 password=x", "worker-2 INFO from 2 password=x"];

describe("a worker, and one that it makes, inherit", () => {
  test.for<[way: string, lines: string[]]>([
    ["format", LINES],
    ["fields", LINES.map((line) => `${line} app=shop at=1970-01-01T00:00:00.000Z`)],
    ["redact", LINES.map((line) => line.replace("x", "[Redacted]"))],
    ["patterns", LINES.map((line) => line.replace(/from \d/, "[Redacted]"))],
    ["filter", LINES.flatMap((line, i) => [line, `worker-${i + 1} DEBUG more`])],
    ["setFilter", LINES.flatMap((line, i) => [line, `worker-${i + 1} DEBUG more`])],
  ])("%s, with no code of theirs", async ([way, lines]) => {
    const ended = await inherited(way);
    expect(ended.lines).toEqual(lines);
    expect(ended.stderr).toBe("");
  });

  test("a file, as it was made", async () => {
    const path = join(folder(), "app.log");
    const { stdout, stderr } = await inherited("file", path);
    expect([stdout, stderr]).toEqual(["", ""]);
    expect(readFileSync(path, "utf8").split("\n").slice(0, -1)).toEqual(LINES);
  });

  test("a backend's URL", async () => {
    const path = join(folder(), "app.log");
    const { stdout } = await inherited("url", pathToFileURL(path).href);
    expect(stdout).toBe("");
    expect(readFileSync(path, "utf8").split("\n").slice(0, -1)).toEqual(LINES);
  });

  test("a socket: each has a connection of its own", async () => {
    const peer = await Peer.listen();
    await inherited("tcp", peer.port);
    await peer.settled();
    expect(peer.text.split("\n").filter(Boolean).toSorted()).toEqual(LINES);
  });

  test("several backends, each with what is its own", async () => {
    const path = join(folder(), "app.log");
    const { stdout } = await inherited("several", path);
    expect(stdout).toBe("");
    const lines = readFileSync(path, "utf8").split("\n").slice(0, -1);
    expect(lines).toEqual([1, 2].map((i) => `filed worker-${i} from ${i} password=x`));
  });

  test("nothing where nothing is configured", async () => {
    const { lines } = await inherited("nothing");
    expect(lines.map((line) => line.split("\t").slice(3))).toEqual([
      ["INFO", "worker-1", "from 1 password=x"],
      ["INFO", "worker-2", "from 2 password=x"],
    ]);
  });
});

describe("what cannot be inherited", () => {
  const unclonable =
    'fields.req, fields.socket, serializers, onBackendError, backend "memory:" (only data can be)';

  test("breaks no worker, and is named once in each thread that has it not", async () => {
    const { lines, stderr } = await inherited("uncloneable");
    expect(lines).toEqual(LINES.map((line) => `${line} app=shop`));
    expect(stderr).toBe(
      ["worker-1", "worker-2"]
        .map(
          (tag) =>
            `fastlog: ${tag}: not inherited: ${unclonable}; call configure() in the worker\n`,
        )
        .join(""),
    );
  });

  test("is not named where the worker has it from its own configuration", async () => {
    const { stderr } = await inherited("uncloneable", "-", "serializers");
    expect(stderr).toBe(
      "fastlog: worker-2: not inherited: onBackendError (only data can be); call configure() in the worker\n",
    );
  });

  test("may be what censors: then it is redacted without", async () => {
    const { lines, stderr } = await inherited("censor", "-", "alone");
    expect(lines).toEqual(["worker-1 INFO from 1 password=[Redacted]"]);
    expect(stderr).toContain("fastlog: worker-1: not inherited: redact.censor (only data can be)");
  });

  test("may be an encoder: then it is text", async () => {
    const { lines, stderr } = await inherited("encoder", "-", "alone");
    expect(lines).toEqual([expect.stringMatching(/\tINFO\tworker-1\tfrom 1 password=x$/)]);
    expect(stderr).toContain("fastlog: worker-1: not inherited: format (only data can be)");
  });

  test("may be a file that is no longer to be opened: then it is stdout", async () => {
    const { lines, stderr } = await inherited("gone", join(folder(), "logs"), "alone");
    expect(lines).toEqual(LINES.slice(0, 1));
    expect(stderr).toMatch(/^fastlog: inherited backend: cannot open .*; logging to stdout\n$/);
  });
});

test("what a worker configures itself replaces that option, for those that it makes too", async () => {
  const { lines } = await inherited("fields", "-", "configured");
  const rest = "password=x app=shop at=1970-01-01T00:00:00.000Z";
  expect(lines).toEqual([`own own from 1 ${rest}`, `own worker-2 from 2 ${rest}`]);
});

describe("a worker's tag", () => {
  test("is not that of the thread that made it", async () => {
    expect((await inherited("tag")).lines).toEqual(LINES);
  });

  test("is its name, where it was given one and Node tells it", async () => {
    const [line] = (await inherited("format", "-", "named")).lines;
    expect(line).toBe(`${hasNames ? "mailer" : "worker-1"} INFO from 1 password=x`);
  });

  test("is what LOG_TAG says, in all threads", async () => {
    const { lines } = await inherited("tag", "-", "configured", { LOG_TAG: "shop" });
    expect(lines.map((line) => line.split(" ").slice(0, 2))).toEqual([
      ["own", "shop"],
      ["own", "shop"],
    ]);
  });
});

test("a worker's own LOG wins over a filter that was configured, and not over one that was set", async () => {
  expect((await inherited("filter", "-", "LOG")).lines).toEqual([]);
  expect((await inherited("setFilter", "-", "LOG")).lines).toContain("worker-1 DEBUG more");
});
