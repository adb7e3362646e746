import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { program, run } from "../child.ts";
import { folder } from "../folder.ts";
import { Peer } from "../sockets/peer.ts";

describe.each(["mocked", "frozen", "deleted"])("in a program whose timers are %s", (how) => {
  test.each(["before", "after"])("%s fastlog is loaded, every turn ends", async (when) => {
    const path = join(folder(), "app.log");
    const ended = await run(program("replaced.mjs", how, when, path));
    expect(ended.stderr.replace(/^.*(?:Warning|--trace-warnings).*\n/gm, "")).toBe("");
    expect(ended).toMatchObject({ code: 0, report: ['["turn 0","turn 1","turn 2"]'] });
  });
});

test("a program that exits ends within exitTimeout where no time passes, though its peer takes nothing", async () => {
  const peer = await Peer.listen({ isStalled: true });
  const backend = `tcp://127.0.0.1:${peer.port}?buffer=64mb`;
  const { code, report } = await run(program("replaced-exit.mjs", backend));
  expect(code).toBe(0);
  expect(report[0]).toBe("ERR_FASTLOG_BACKEND_UNAVAILABLE");
  expect(report).toHaveLength(2);
});
