import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { program, run, runShell } from "../child.ts";
import { folder } from "../folder.ts";

const PRESETS = ["pino", "ecs", "gcp", "datadog", "loki", "otel", "bunyan"];
const BUNYAN = join(import.meta.dirname, "../../node_modules/.bin/bunyan");

type Data = Readonly<Record<string, unknown>>;

describe("a program with a preset for each of its backends, and its worker,", () => {
  const cwd = folder();

  beforeAll(async () => {
    const ended = await run(program("json-presets.mjs", cwd, ...PRESETS));
    expect(ended.stderr).toBe("");
    expect(ended.code).toBe(0);
  });

  const linesOf = (name: string) =>
    readFileSync(join(cwd, `${name}.log`), "utf8")
      .split("\n")
      .slice(0, -1);

  test.each([
    ["pino", { msg: "GET /a", level: 30, tag: "worker-1" }],
    ["ecs", { message: "GET /a", "log.level": "info", "process.thread.name": "worker-1" }],
    ["gcp", { message: "GET /a", severity: "INFO", tag: "worker-1" }],
    ["datadog", { message: "GET /a", status: "info", logger: { thread_name: "worker-1" } }],
    ["loki", { msg: "GET /a", level: "info", tag: "worker-1" }],
    ["otel", { Body: "GET /a", SeverityNumber: 9, Attributes: { "thread.name": "worker-1" } }],
    ["bunyan", { msg: "GET /a", level: 30, tag: "worker-1" }],
    ["own", { text: "GET /a", severity: "I", tag: "worker-1" }],
  ])("write the preset %s", (preset, expected) => {
    const records = linesOf(preset).map((line) => JSON.parse(line) as Data);
    expect(records).toHaveLength(4);
    expect(records.filter((record) => matches(record, expected))).toHaveLength(1);
  });

  test("colour the backend that has colours", () => {
    expect(linesOf("text")[0]).toContain("\u001b[");
  });

  test("are read by bunyan's own tool", async () => {
    const read = await runShell('"$BUNYAN" --no-color -o short bunyan.log', [], {
      cwd,
      env: { BUNYAN },
    });
    expect(read.stderr).toBe("");
    expect(read.stdout).toMatch(
      /^\d\d:\d\d:\d\d\.\d{3}Z +INFO \w+\/app::http: GET \/a \(.*reqId=r1.*path=\/a|path=\/a.*reqId=r1/m,
    );
    expect(read.stdout).toMatch(/ERROR \w+: failed/);
    expect(read.stdout).toMatch(/^ {4}RangeError: too far\n +at .*json-presets\.mjs/m);
  });
});

test("LOG_FORMAT names a preset, which replaces the program's format", async () => {
  const env = { LOG_FORMAT: "json:gcp" };
  const ended = await run(program("pretty.mjs"), { env });
  const records = ended.stdout
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Data);
  expect(records).toHaveLength(20);
  expect(records[0]).toMatchObject({ severity: "CRITICAL", message: "at fatal" });
});

test("LOG_FORMAT with an unknown preset is reported, and the program keeps its own format", async () => {
  const ended = await run(program("pretty.mjs"), { env: { LOG_FORMAT: "json:stackdriver" } });
  expect(ended.stderr).toContain('did you mean "gcp"?');
  expect(JSON.parse(ended.stdout.split("\n")[0] as string)).toMatchObject({ msg: "at fatal" });
});

function matches(record: Data, expected: Data): boolean {
  return Object.entries(expected).every(([name, value]) => {
    const own = record[name];
    return typeof value === "object" ? matches((own ?? {}) as Data, value as Data) : own === value;
  });
}
