import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { sealed } from "../../../test/fixtures/unit/sealed.ts";
import type { Trouble } from "../trouble.ts";
import { ChunkQueue } from "./chunk-queue.ts";
import { Health } from "./health.ts";

vi.mock("../../time/system-time.ts", () => import("../../../test/fixtures/unit/global-time.ts"));

const refused = Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" });

function make() {
  const told: Trouble[] = [];
  const health = new Health({ name: "tcp://h:1" });
  health.begin((trouble) => told.push(trouble));
  return { health, told };
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["performance"] });
});
afterEach(() => {
  vi.useRealTimers();
});

test("failures are counted by their code, and told with what follows from them", () => {
  const { health, told } = make();
  health.failed(refused, "connecting again");
  health.failed(refused, "connecting again");
  health.failed(new Error("odd"), "dropped");
  expect(health.counters().errors).toEqual({ ECONNREFUSED: 2, UNKNOWN: 1 });
  const backend = "tcp://h:1";
  expect(told[0]).toEqual({
    backend,
    code: "ECONNREFUSED",
    message: "connect ECONNREFUSED; connecting again",
    cause: refused,
  });
  expect(told[2]).toMatchObject({ backend, code: "UNKNOWN", message: "odd; dropped" });
});

test("after its end a backend still counts its failures, and tells of none", () => {
  const { health, told } = make();
  health.end();
  health.failed(refused, "connecting again");
  expect(health.counters().errors).toEqual({ ECONNREFUSED: 1 });
  expect(told).toEqual([]);
});

test("an outage is as long as nothing can be delivered, and the last one is known until the next", () => {
  const { health } = make();
  vi.advanceTimersByTime(1_000);
  expect(health.counters().outage).toBe(1_000);
  health.down();
  vi.advanceTimersByTime(500);
  health.up();
  vi.advanceTimersByTime(9_000);
  expect(health.counters().outage).toBe(1_500);
  health.down();
  vi.advanceTimersByTime(20);
  expect(health.counters().outage).toBe(20);
});

test("the error of a timed-out flush names what was not taken, and the last failure unless the backend has recovered", () => {
  const { health } = make();
  const queue = new ChunkQueue();
  queue.push(sealed("one\n", "two\n").chunk, 0);
  health.failed(refused, "connecting again");
  expect(health.notTaken(queue, 50)).toMatchObject({
    code: "ERR_FASTLOG_BACKEND_UNAVAILABLE",
    message: "tcp://h:1 has not taken 2 records (8 bytes) within 50 ms: connect ECONNREFUSED",
    cause: refused,
  });
  health.up();
  expect(health.notTaken(queue, 50).message).toBe(
    "tcp://h:1 has not taken 2 records (8 bytes) within 50 ms",
  );
});

test("a bounded number of codes is counted separately, and further ones together", () => {
  const { health } = make();
  for (let i = 0; i < 1_000; i++) health.count(Object.assign(new Error("odd"), { code: `E${i}` }));
  const { errors } = health.counters();
  expect(errors).toMatchObject({ E0: 1, E63: 1, OTHER: 1_000 - 64 });
  expect(Object.keys(errors)).toHaveLength(65);
});
