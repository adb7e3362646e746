import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, test } from "vitest";
import { ALL, DEP1_DEBUG, INFO, makeApp, WORKSPACE_PACKAGE } from "../app.ts";
import { type Ended, run } from "../child.ts";
import { folder } from "../folder.ts";
import { messagesIn } from "../lines.ts";

const APP = makeApp({ fastlog: WORKSPACE_PACKAGE });

/** What the application is to do: see programs/app.mjs. */
interface Plan {
  readonly options?: Readonly<Record<string, string>>;
  readonly filter?: string;
}

function runApp(env: Record<string, string>, plan: Plan = {}): Promise<Ended> {
  return run([process.execPath, "index.mjs", JSON.stringify(plan)], { cwd: APP, env });
}

describe("LOG", () => {
  test.concurrent.for<[log: string, passes: readonly string[]]>([
    ["info", INFO],
    ["debug", ALL],
    ["warn", []],
    ["off", []],
    ["info,dep1=debug", DEP1_DEBUG],
    [" info , dep1 = debug ", DEP1_DEBUG],
    ["dep1=debug", DEP1_DEBUG.filter((message) => message.startsWith("dep1"))],
    ["info,dep1=off", INFO.filter((message) => message.startsWith("app"))],
    ["debug,app=info", DEP1_DEBUG],
    ["debug/1$", ALL.filter((message) => message.endsWith("1"))],
    ["info,dep1=debug/(debug|done) [12]", DEP1_DEBUG.filter((m) => /debug|done/.test(m))],
  ])("set to %j decides what passes", async ([log, passes]) => {
    const { stdout, stderr, status } = await runApp({ LOG: log });
    expect(messagesIn(stdout)).toEqual(passes);
    expect({ stderr, status }).toEqual({ stderr: "", status: 0 });
  });

  test.concurrent.for([{}, { LOG: "" }, { LOG: "  \t" }])(
    "unset or blank (%j) means info, or what the application says",
    async (env) => {
      const plain = await runApp(env);
      expect(messagesIn(plain.stdout)).toEqual(INFO);
      expect(plain.stderr).toBe("");
      const configured = await runApp(env, { options: { filter: "debug" } });
      expect(messagesIn(configured.stdout)).toEqual(ALL);
    },
  );

  test.concurrent("wins over the application's filter", async () => {
    const { stdout } = await runApp({ LOG: "info" }, { options: { filter: "trace" } });
    expect(messagesIn(stdout)).toEqual(INFO);
  });

  test.concurrent("gives way to setFilter at run time", async () => {
    const { stdout } = await runApp({ LOG: "info" }, { filter: "info,dep1=debug" });
    expect(messagesIn(stdout)).toEqual(DEP1_DEBUG.filter((message) => message !== "dep1 debug 1"));
  });

  test.concurrent.for<[log: string, named: string, passes: readonly string[]]>([
    ["dep1=loud,info", '"dep1=loud"', INFO],
    ["info,dep1=debgu", '"debug"', INFO],
    ["dep1=debug,info,a=b=c", '"a=b=c"', DEP1_DEBUG],
    ["dep1=loud", '"dep1=loud"', []],
    ["info/(", '"("', INFO],
    ["debug,inof", '"info"', ALL],
  ])("set to %j has %s named once, and the rest counts", async ([log, named, passes]) => {
    const { stdout, stderr, status } = await runApp({ LOG: log });
    expect(stderr).toMatch(/^fastlog: LOG: [^\n]*\n$/);
    expect(stderr).toContain(named);
    expect(messagesIn(stdout)).toEqual(passes);
    expect(status).toBe(0);
  });
});

/** Something that a file backend cannot open. */
const OBSTACLE = join(folder(), "file");
writeFileSync(OBSTACLE, "");

const LINE = /^\d{4}-\d\d-\d\dT[\d:.]+Z\t\d+\t\d+\tINFO\tmain\tapp info 1$/;

test.concurrent.for([
  { variable: "LOG_FORMAT", value: "xml", named: '"xml"' },
  { variable: "LOG_FORMAT", value: "{level} {nonsense}{message}", named: "{nonsense}" },
  { variable: "LOG_FORMAT", value: "{level}", named: '"{level}"' },
  { variable: "LOG_TAG", value: "t".repeat(257), named: "ttt" },
  { variable: "LOG_BACKEND", value: "nowhere", named: '"nowhere"' },
  { variable: "LOG_BACKEND", value: "file:///", named: '"file:///"' },
  { variable: "LOG_BACKEND", value: "file:///tmp/app.log?mood=good", named: '"mood"' },
  { variable: "LOG_BACKEND", value: "file:///tmp/app.log?mode=0999", named: '"0999"' },
  { variable: "LOG_BACKEND", value: `file://${OBSTACLE}/app.log`, named: `${OBSTACLE}/app.log` },
])("$variable=$value is named once, and the program logs by the default", async (row) => {
  const { stdout, stderr, status } = await runApp({ [row.variable]: row.value });
  expect(stderr).toMatch(new RegExp(`^fastlog: ${row.variable}: [^\n]*\n$`));
  expect(stderr).toContain(row.named);
  expect(messagesIn(stdout)).toEqual(INFO);
  expect(stdout.split("\n")[0]).toMatch(LINE);
  expect(status).toBe(0);
});

describe("what LOG_FORMAT, LOG_TAG and LOG_BACKEND say", () => {
  const options = { format: "text", tag: "of the application", backend: "stderr" };

  test.concurrent.for<[format: string, firstLine: RegExp]>([
    ["text", LINE],
    ["{level:5} {target}: {message}", /^INFO {2}app: app info 1$/],
    ["{date:s} {{{message}}}", /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ \{app info 1\}$/],
  ])("is done for LOG_FORMAT=%s", async ([format, firstLine]) => {
    const { stdout, stderr } = await runApp({ LOG_FORMAT: format });
    expect(stdout.split("\n")[0]).toMatch(firstLine);
    expect(stderr).toBe("");
  });

  test.concurrent("wins over the application's options, each by itself", async () => {
    const forced = await runApp({ LOG_FORMAT: "{tag} {message}", LOG_TAG: "api" }, { options });
    expect(forced.stderr.split("\n")[0]).toBe("api app info 1");
    expect(forced.stdout).toBe("");
    const backend = await runApp({ LOG_BACKEND: "stdout" }, { options });
    expect(backend.stdout.split("\n")[0]).toMatch(/\tINFO\tof the application\tapp info 1$/);
    expect(backend.stderr).toBe("");
  });

  test.concurrent("is done for LOG_BACKEND=stderr", async () => {
    const { stdout, stderr } = await runApp({ LOG_BACKEND: "stderr" });
    expect(messagesIn(stderr)).toEqual(INFO);
    expect(stdout).toBe("");
  });

  test.concurrent("is done for a LOG_BACKEND that is a file, to which more is appended", async () => {
    const path = join(folder(), "a name with % and spaces.log");
    const env = { LOG_BACKEND: pathToFileURL(path).href };
    expect(existsSync(path)).toBe(false);
    for (const _run of [1, 2]) {
      const { stdout, stderr } = await runApp(env);
      expect({ stdout, stderr }).toEqual({ stdout: "", stderr: "" });
    }
    expect(messagesIn(readFileSync(path, "utf8"))).toEqual([...INFO, ...INFO]);
  });

  test.concurrent("is the default where they are empty", async () => {
    const env = { LOG_FORMAT: "", LOG_TAG: "", LOG_BACKEND: "" };
    const { stdout, stderr } = await runApp(env);
    expect(stdout.split("\n")[0]).toMatch(LINE);
    expect(messagesIn(stdout)).toEqual(INFO);
    expect(stderr).toBe("");
  });
});
