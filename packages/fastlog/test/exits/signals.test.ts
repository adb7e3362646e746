import { readFileSync } from "node:fs";
import { constants } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, test } from "vitest";
import { type Ended, program, start } from "../child.ts";
import { folder } from "../folder.ts";
import { type Records, recordsIn } from "../lines.ts";
import { Peer } from "../sockets/peer.ts";
import { tool } from "../tools.ts";

/** What programs/signalled.mjs logs in a turn of the event loop. */
const TURN = 500;
const TURNS_BEFORE = 20;

interface Plan {
  readonly signal: NodeJS.Signals;
  readonly signals: boolean;
  /** The application's own listener: how and when it is added, and what it does. */
  readonly add?: "on" | "once";
  readonly when?: "before" | "after";
  readonly act?: "end" | "die";
}

interface Signalled extends Ended {
  readonly records: Records;
  /** How many records had been logged at the end of the last turn. */
  readonly logged: number;
}

/** Sends a signal to a program that has logged for some turns and goes on. */
async function signalled(plan: Plan): Promise<Signalled> {
  const path = join(folder(), "app.log");
  const env = { LOG_BACKEND: pathToFileURL(path).href };
  const child = start(program("signalled.mjs", JSON.stringify(plan)), { env });
  await child.reported((logged) => Number(logged) >= TURN * TURNS_BEFORE);
  child.process.kill(plan.signal);
  const ended = await child.ended;
  return {
    ...ended,
    records: recordsIn(readFileSync(path, "utf8")),
    logged: Number(ended.report.at(-1)),
  };
}

describe.for<NodeJS.Signals>(["SIGTERM", "SIGINT", "SIGHUP"])("%s", (signal) => {
  test.concurrent("with signals: true, ends the process as ever and nothing is lost", async () => {
    const ended = await signalled({ signal, signals: true });
    expect(ended.records).toEqual({ count: ended.logged, rest: "" });
    expect(ended.signal).toBe(signal);
    expect(ended.stderr).toBe("");
  });

  test.concurrent("without the option, ends the process and one turn at most is lost", async () => {
    const ended = await signalled({ signal, signals: false });
    expect(ended.records.count).toBeGreaterThanOrEqual(ended.logged - TURN);
    // The kernel may end a process within a write, and so within a line: at most the last one.
    expect(ended.records.rest).not.toContain("\n");
    expect(ended.signal).toBe(signal);
  });

  const listeners = [
    ["on", "before"],
    ["on", "after"],
    ["once", "before"],
    ["once", "after"],
  ] as const;

  test.concurrent.for(listeners)(
    "is the application's to decide about if it listens by process.%s, %s the option is set",
    async ([add, when]) => {
      const ended = await signalled({ signal, signals: true, add, when, act: "end" });
      expect({ code: ended.code, signal: ended.signal }).toEqual({ code: 9, signal: null });
      expect(ended.records).toEqual({ count: ended.logged, rest: "" });
    },
  );

  test.concurrent.for(listeners)(
    "has everything written even if the application listens by process.%s, %s the option is set",
    async ([add, when]) => {
      const ended = await signalled({ signal, signals: true, add, when, act: "die" });
      expect(ended.signal).toBe("SIGKILL");
      expect(ended.records).toEqual({ count: ended.logged, rest: "" });
    },
  );
});

const unshare = tool("unshare", "util-linux");

describe.skipIf(unshare === undefined)("the first process of a container", () => {
  test.each(["SIGTERM", "SIGINT"] as const)("ends by %s, and nothing is lost", async (signal) => {
    const path = join(folder(), "app.log");
    const plan = JSON.stringify({ signal, signals: true });
    const container = [unshare as string, "--map-root-user", "--pid", "--fork", "--kill-child"];
    const child = start([...container, ...program("signalled.mjs", plan)], {
      env: { LOG_BACKEND: pathToFileURL(path).href },
    });
    await child.reported((logged) => Number(logged) >= TURN * TURNS_BEFORE);
    const { pid } = child.process;
    process.kill(Number(readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8")), signal);
    const { code, report } = await child.ended;
    expect(code).toBe(128 + constants.signals[signal]);
    expect(recordsIn(readFileSync(path, "utf8"))).toEqual({
      count: Number(report.at(-1)),
      rest: "",
    });
  });
});

describe("with signals: true and a socket,", () => {
  async function terminated(url: string): Promise<Ended> {
    const plan = JSON.stringify({ signal: "SIGTERM", signals: true });
    const child = start(program("signalled.mjs", plan), { env: { LOG_BACKEND: url } });
    await child.reported((logged) => Number(logged) >= TURN * TURNS_BEFORE);
    child.process.kill("SIGTERM");
    return await child.ended;
  }

  test.concurrent("SIGTERM has the peer get all that was logged", async () => {
    const peer = await Peer.listen();
    const ended = await terminated(`tcp://127.0.0.1:${peer.port}?buffer=64mb`);
    await peer.settled();
    expect(ended.signal).toBe("SIGTERM");
    expect(recordsIn(peer.text)).toEqual({ count: Number(ended.report.at(-1)), rest: "" });
  });

  test.concurrent("SIGTERM says how many records are lost where there is no peer", async () => {
    const peer = await Peer.listen();
    const { port } = peer;
    await peer.close();
    const ended = await terminated(`tcp://127.0.0.1:${port}?buffer=64mb`);
    const [, left] =
      /: (\d+) records could not be delivered \(ECONNREFUSED\)\n$/.exec(ended.stderr) ?? [];
    expect(Number(left)).toBe(Number(ended.report.at(-1)));
    expect(ended.signal).toBe("SIGTERM");
  });
});
