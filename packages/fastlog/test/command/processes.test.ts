import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { WORKSPACE_PACKAGE } from "../app.ts";
import { program, run, start } from "../child.ts";
import { folder } from "../folder.ts";
import { until } from "../until.ts";

const FASTLOG = [process.execPath, join(WORKSPACE_PACKAGE, "bin/fastlog.cjs")];

test("a command that does not say which process it is for ends, although processes answer", async () => {
  const at = folder();
  const env = { XDG_RUNTIME_DIR: at };
  const programs = [1, 2].map(() =>
    start(program("controlled.mjs", "exit"), { env: { ...env, LOG_CONTROL: "1" } }),
  );
  const sockets = join(at, "fastlog");
  await until(() => existsSync(sockets) && readdirSync(sockets).length === 2);
  const [first = ""] = readdirSync(sockets);
  for (const [argv, message] of [
    [["stats"], /^fastlog: there are 2 processes \(--pid, --all or a name\):\n/],
    [["stats", "nobody"], /^fastlog: no process "nobody"; there are:\n/],
    [
      ["stats", "--socket", join(sockets, first), "--socket", join(at, "none")],
      /^fastlog: --socket \S+\/none: nobody listens there\n$/,
    ],
  ] as const) {
    const { status, stdout, stderr } = await run([...FASTLOG, ...argv], { env });
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toMatch(message);
  }
  for (const one of programs) one.process.kill("SIGHUP");
  for (const one of programs) await one.ended;
});
