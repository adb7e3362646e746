import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { WORKSPACE_PACKAGE } from "../app.ts";
import { program, run, start } from "../child.ts";
import { folder } from "../folder.ts";
import { until } from "../until.ts";

const FASTLOG = [process.execPath, join(WORKSPACE_PACKAGE, "bin/fastlog.cjs")];

interface Line {
  readonly level: string;
  /** In milliseconds since 1970. */
  readonly time: number;
  readonly tag: string;
  readonly message: string;
}

function linesOf(path: string): Line[] {
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, "utf8").split("\n").slice(0, -1);
  return lines.map((line) => {
    const [level = "", date = "", tag = "", ...message] = line.split(" ");
    return { level, time: Date.parse(date), tag, message: message.join(" ") };
  });
}

test("fastlog level reaches four workers within a turn, and each is back after the time although the main thread is in a loop", async () => {
  const at = folder();
  const log = join(at, "app.log");
  const env = { XDG_RUNTIME_DIR: at };
  const service = start(program("threads-leases.mjs"), {
    env: {
      ...env,
      ...{ LOG_CONTROL: "1", LOG_BACKEND: pathToFileURL(log).href },
      LOG_FORMAT: "{level} {date} {tag} {message}",
    },
  });
  await until(() => linesOf(log).some(({ message }) => message === "ready"));
  const before = Date.now();
  // So long that each thread has a turn meanwhile on a busy machine, too.
  const command = await run([...FASTLOG, "level", "dep1=debug", "--for", "2s"], { env });
  expect(command).toMatchObject({ status: 0, stderr: "" });
  expect(command.stdout).toMatch(/^filter info\nlease {2}dep1=debug, for \S+\n$/);
  const { status, stderr } = await service.ended;
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });

  const lines = linesOf(log);
  const own = lines.filter(({ message }) => message.startsWith("lease "));
  // Each change is one record of the main thread, although all five threads have made it.
  expect(own).toMatchObject([
    {
      level: "WARN",
      tag: "main",
      message: expect.stringContaining('lease begun lease="dep1=debug"'),
    },
    { level: "WARN", tag: "main", message: 'lease expired lease="dep1=debug" filter="dep1=debug"' },
  ]);
  const [begun, expired] = own as [Line, Line];
  const deadline = Date.parse(/until=(\S+)$/.exec(begun.message)?.[1] ?? "");
  expect(deadline).toBeGreaterThanOrEqual(before + 1999);
  expect(deadline).toBeLessThanOrEqual(begun.time + 2001);
  expect(expired.time).toBeGreaterThanOrEqual(deadline - 1);
  const late = lines.find(({ message }) => message.startsWith("late "));
  expect(late?.message).toMatch(/^late [01]$/);
  // The main thread could only end it when all others had.
  const allBack = lines.findIndex(({ message }) => message === "all back");
  expect(allBack).toBeLessThan(lines.indexOf(expired));

  for (let worker = 0; worker < 4; worker++) {
    const of = lines.filter(
      ({ tag, message }) => tag !== "main" && message.endsWith(` of ${worker}`),
    );
    const numbered = (level: string) =>
      of
        .filter((line) => line.level === level)
        .map((line) => ({ ...line, n: Number.parseInt(line.message, 10) }));
    const [infos, debugs] = [numbered("INFO"), numbered("DEBUG")];
    // Nothing is lost, and what the lease has opened is one piece, with an end.
    expect(infos.map(({ n }) => n)).toEqual(infos.map((_, i) => i));
    const [first] = debugs;
    expect(debugs.map(({ n }) => n)).toEqual(debugs.map((_, i) => (first?.n ?? Number.NaN) + i));
    const last = debugs.at(-1)?.n ?? Number.NaN;
    const next = infos.find(({ n }) => n === last + 1);
    // The first record that the lease no longer lets pass was not logged before its end.
    expect(next?.time).toBeGreaterThanOrEqual(deadline - 1);
    // Timers are due in whole milliseconds, and a turn takes one at least.
    expect(debugs.filter(({ time }) => time > deadline).length).toBeLessThanOrEqual(4);
  }
});
