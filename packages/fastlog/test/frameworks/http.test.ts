import { beforeAll, describe, expect, test } from "vitest";
import { program, run } from "../child.ts";
import { nodes } from "../tools.ts";

/** A record of the program. */
interface Line {
  readonly level: number;
  readonly msg: string;
  readonly target?: string;
  readonly method?: string;
  readonly path?: string;
  readonly route?: string;
  readonly status?: number;
  readonly ms?: number;
  readonly bytes?: number;
  readonly aborted?: boolean;
  readonly noticed?: boolean;
  readonly user?: string;
  readonly id?: string;
  readonly reqId?: string;
}

interface Answer {
  readonly status: number;
  readonly id?: string;
  readonly length: number;
}

/** What the client got. */
interface Report {
  readonly many: readonly Answer[];
  readonly again: readonly Answer[];
  readonly own: Answer;
  readonly hostile: Answer;
  readonly fails: Answer;
  readonly piped: number;
}

/** Frameworks, and whether they tell the route. */
const FRAMEWORKS = [
  ["http", false],
  ["http2", false],
  ["express", true],
  ["koa", true],
  ["hono", true],
  ["fastify", true],
] as const;

/** Each framework on the running Node; Node's own servers where their contexts or their channels differ. */
const CASES = nodes().flatMap(({ major, path }, i) =>
  FRAMEWORKS.filter(([name]) => {
    return i === 0 || (name === "http2" && major <= 24) || (name === "http" && major === 24);
  }).map(([name, tells]) => [name, major, path, tells] as const),
);

const COUNT = 1_300;

describe.for(CASES)("%s on Node %i", ([name, , node, tells]) => {
  const served = test.skipIf(node === undefined);
  let lines: readonly Line[] = [];
  let report: Report;
  const of = (reqId: string | undefined) => lines.filter((line) => line.reqId === reqId);
  const records = () => lines.filter(({ target }) => target === "http");
  const recordOf = (reqId: string | undefined) =>
    of(reqId).find(({ target }) => target === "http") as Line;

  beforeAll(async () => {
    if (node === undefined) return;
    const [, ...argv] = program("frameworks/canonical.mjs", name);
    const ended = await run([node, ...argv]);
    expect([ended.status, ended.stderr]).toEqual([0, ""]);
    lines = ended.stdout
      .split("\n")
      .slice(0, -1)
      .map((line) => JSON.parse(line));
    report = JSON.parse(ended.report[0] ?? "");
  });

  served("logs one record for each of the requests, 1,000 of them at once", () => {
    const ids = records().map(({ reqId }) => reqId);
    expect(new Set(ids).size).toBe(ids.length);
    // Those of the users, and a streamed, an echoed, two failed, two anonymous and an aborted one.
    expect(ids.length).toBe(COUNT + 7 + report.piped);
    const users = Array.from({ length: COUNT }, (_, i) => recordOf(`u-${i}`));
    expect(users).toMatchObject(
      Array.from({ length: COUNT }, (_, i) => ({
        level: 30,
        method: "GET",
        path: `/users/${i}`,
        status: 200,
        user: String(i),
        ...(tells && { route: "/users/:id", msg: "GET /users/:id 200" }),
      })),
    );
    expect(report.many.concat(report.again).every(({ status }) => status === 200)).toBe(true);
  });

  served("gives each record that is logged inside a request the id of that request", () => {
    const inside = lines.filter(({ msg }) => msg === "asked for" || msg === "found");
    expect(inside.length).toBe(2 * (COUNT + 2 + report.piped));
    const wrong = inside.filter(({ reqId, id }) => {
      return /^[up]-/.test(reqId ?? "") && reqId?.slice(2) !== id;
    });
    expect(wrong).toEqual([]);
    expect(inside.every(({ reqId }) => reqId !== undefined)).toBe(true);
  });

  served("times a stream to its end", () => {
    const { ms, status } = recordOf("s-1");
    expect(status).toBe(200);
    // The stream waits for 120 ms; timers may be early by one.
    expect(ms).toBeGreaterThan(118);
  });

  served("tells that the client has left, with the fields that a listener adds then", () => {
    expect(of("l-1").map(({ msg }) => msg)).toContain("left");
    expect(recordOf("l-1")).toMatchObject({ level: 40, aborted: true, noticed: true, status: 200 });
    expect(recordOf("l-1").msg).toMatch(/^GET \/left 200 aborted$/);
  });

  served("logs what the listeners of a body log in the request's context", () => {
    const messages = of("e-1").map(({ msg }) => msg);
    expect(messages).toEqual(expect.arrayContaining(["part", "read"]));
    expect(lines.filter(({ msg }) => msg === "part" || msg === "read")).toEqual(
      of("e-1").filter(({ msg }) => msg === "part" || msg === "read"),
    );
  });

  served("logs a failure at error, and a missing page at info", () => {
    expect(recordOf("f-1")).toMatchObject({ level: 50, path: "/fails", status: 500 });
    expect(recordOf("n-1")).toMatchObject({ level: 30, path: "/nowhere/17", status: 404 });
    expect(recordOf("n-1").route).toBeUndefined();
  });

  served("sends the id back, and takes over none with other characters", () => {
    expect(report.many.every(({ id }, i) => id === `u-${i}`)).toBe(true);
    for (const { id } of [report.own, report.hostile]) {
      expect(id).toMatch(/^[\da-f]{20}-\d+$/);
      expect(recordOf(id)).toMatchObject({ path: "/users/7", status: 200 });
    }
  });

  served("answers requests that came in one packet, each with its own context", () => {
    if (name === "http2") return;
    expect(report.piped).toBe(2);
    expect([recordOf("p-3").user, recordOf("p-2").user]).toEqual(["3", "2"]);
  });
});
