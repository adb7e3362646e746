import { beforeAll, describe, expect, test } from "vitest";
import { program, run } from "../child.ts";
import { nodes } from "../tools.ts";

interface Line {
  readonly msg: string;
  readonly target: string;
  readonly level: number;
  readonly ms?: number;
  readonly url?: string;
  readonly isOpen?: boolean;
  readonly err?: { readonly type: string; readonly message: string; readonly code: string };
}

interface Report {
  readonly calls: Readonly<Record<"json" | "request" | "failed" | "attached", number>>;
  readonly attachedHits: number;
  readonly answers: number;
  readonly taken: readonly string[];
  readonly isRestored: boolean;
  readonly isOriginal: boolean;
  readonly names: readonly string[];
  readonly dropped: unknown;
}

/** The oldest and the newest Node: channels and promises differ most between them. */
const CASES = nodes()
  .filter((_, i, all) => i === 0 || i === all.length - 1)
  .map(({ major, path }) => [major, path] as const);

describe.for(CASES)("a service of express and axios under load, on Node %i", ([, node]) => {
  const served = test.skipIf(node === undefined);
  let lines: readonly Line[] = [];
  let report: Report;
  const of = (target: string) => lines.filter((line) => line.target === target);

  beforeAll(async () => {
    if (node === undefined) return;
    const [, ...argv] = program("frameworks/instrumented.mjs");
    const ended = await run([node, ...argv], { env: { LOG: "info,probe=trace" } });
    expect([ended.status, ended.stderr]).toEqual([0, ""]);
    lines = ended.stdout
      .split("\n")
      .slice(0, -1)
      .map((line) => JSON.parse(line));
    report = JSON.parse(ended.report[0] ?? "");
  });

  served("answers every request while methods are instrumented and taken away", () => {
    expect(report.answers).toBe(640);
    expect(report.taken).toEqual(["instrument", "attach", "detach", "remove"]);
  });

  served("logs one record for each call of a method between the two", () => {
    expect(report.calls.json).toBeGreaterThan(100);
    expect(of("probe::json")).toHaveLength(report.calls.json);
    expect(report.dropped).toBe(0);
  });

  served("logs one record for each call of an async method, and for each that fails", () => {
    const requests = of("probe::request");
    expect(requests).toHaveLength(report.calls.request);
    const failed = requests.filter(({ err }) => err !== undefined);
    expect(failed).toHaveLength(report.calls.failed);
    for (const { err } of failed) {
      expect(err).toEqual({
        type: "AxiosError",
        message: "Request failed with status code 404",
        code: "ERR_BAD_REQUEST",
      });
    }
    for (const { ms } of requests) expect(ms).toBeGreaterThan(0);
  });

  served("calls an attached function for each hit until it is detached", () => {
    expect(report.calls.attached).toBeGreaterThan(50);
    expect(report.attachedHits).toBe(report.calls.attached);
    expect(of("service::handled")).toEqual([]);
  });

  served("has its methods back as they were", () => {
    expect([report.isRestored, report.isOriginal]).toEqual([true, true]);
  });

  served("has one list of tracepoints for `import` and `require`", () => {
    expect(report.names).toEqual(["service::handled", "service::copy"]);
  });

  served("opens tracepoints of other threads by the filter", () => {
    expect(of("service::thread")).toMatchObject([{ isOpen: true }]);
  });
});
