import { describe, expect, test } from "vitest";
import { program, run } from "../child.ts";
import { nodes } from "../tools.ts";

interface Line {
  readonly msg: string;
  readonly tag: string;
  readonly expected?: readonly string[];
  readonly trace_id?: string;
  readonly span_id?: string;
  readonly trace_flags?: string;
}

/** Records of a thread: two outside of any span, and three in each of 50 spans. */
const RECORDS = 2 + 3 * 50;

describe.concurrent.for(nodes())("on Node $major, with OpenTelemetry's own SDK", ({ path }) => {
  const here = test.skipIf(path === undefined);

  here("every record of both threads has the ids of its span, and no other has any", async () => {
    const [, ...argv] = program("traced.mjs");
    const { stdout, stderr, status } = await run([path as string, ...argv]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    const lines = stdout
      .split("\n")
      .slice(0, -1)
      .map((line): Line => JSON.parse(line));
    const of = (wanted: string) => lines.filter(({ tag }) => tag === wanted);
    expect([of("main").length, of("worker-1").length]).toEqual([RECORDS, RECORDS]);
    const outside = lines.filter(({ expected }) => expected === undefined);
    expect(outside.map(({ trace_id }) => trace_id)).toEqual(outside.map(() => undefined));
    const inside = lines.filter(({ expected }) => expected !== undefined);
    expect(
      inside.map(({ trace_id, span_id, trace_flags }) => [trace_id, span_id, trace_flags]),
    ).toEqual(inside.map(({ expected }) => expected));
  });
});
