import { expect, test } from "vitest";
import { program, start } from "../child.ts";

const framed = (tag: string, message: string, on: string) => [
  `WARN ${tag} recorder: 1 record of the last T recorded=true records=1 on=${on}`,
  `TRACE ${tag} ${message}`,
  `WARN ${tag} recorder: end of 1 record recorded=true`,
];

test.each(["throw", "reject"])(
  "a signal has each thread write what it keeps, and an error that nobody handles (%s) what was kept since",
  async (ending) => {
    const child = start(program("recorder.mjs", ending));
    await child.reported((line) => line === "ready");
    child.process.kill("SIGUSR2");
    const { code, stdout, stderr } = await child.ended;
    expect([code, stderr]).toEqual([1, expect.stringContaining("on purpose")]);
    const lines = stdout
      .replaceAll(/last [\d.]+ s/g, "last T")
      .trimEnd()
      .split("\n");
    const of = (tag: string) => lines.filter((line) => line.split(" ")[1] === tag);
    expect(of("main")).toEqual([
      "INFO main runs",
      ...framed("main", "kept 1", "SIGUSR2"),
      ...framed("main", "kept 2", "uncaught"),
    ]);
    expect(of("worker-1")).toEqual(framed("worker-1", "kept", "SIGUSR2"));
  },
);
