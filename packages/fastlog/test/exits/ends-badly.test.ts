import { describe, expect, test } from "vitest";
import { program, run } from "../child.ts";
import { recordsIn } from "../lines.ts";
import { fileBackend } from "../sinks.ts";
import { Peer } from "../sockets/peer.ts";

const COUNT = 1_000;

describe("the last turn is written although", () => {
  test.each([
    ["an earlier exit listener throws", 1],
    ["an exit listener logs and throws", 1],
    ["an uncaughtException handler throws", 7],
    ["an uncaughtException handler logs and throws", 7],
    ["all listeners are removed, then it logs", 0],
    ["it logs, then all listeners are removed", 0],
    ["all listeners are removed between two records", 0],
    ["the exit listeners are removed between two records", 0],
    ["all listeners are removed a turn before", 0],
    ["the second exception's handler throws, and nobody hears of removed listeners", 7],
  ])("%s", async (how, status) => {
    const outcome = await fileBackend(program("ends-badly.mjs", how, COUNT));
    expect(recordsIn(outcome.text)).toEqual({ count: COUNT, rest: "" });
    expect(outcome.status).toBe(status);
  });
});

test("after an exception that was handled a record waits for the end of its turn again", async () => {
  const how = "an uncaughtException handler lets it go on";
  const { text, status } = await fileBackend(program("ends-badly.mjs", how, COUNT));
  // It is killed in the turn of the last one.
  expect(recordsIn(text)).toEqual({ count: COUNT - 1, rest: "" });
  expect(status).toBe(128 + 9);
});

test("a record that is logged in each beforeExit does not keep the process alive", async () => {
  const how = "beforeExit comes twice, and nobody hears of removed listeners";
  const { text, status } = await fileBackend(program("ends-badly.mjs", how, 2));
  expect(recordsIn(text)).toEqual({ count: 2, rest: "" });
  expect(status).toBe(0);
});

test("what waits for a peer is delivered although all listeners were removed before the last turn", async () => {
  const peer = await Peer.listen();
  const how = "all listeners are removed, then it logs";
  const argv = program("ends-badly.mjs", how, COUNT);
  await run(argv, { env: { LOG_BACKEND: `tcp://127.0.0.1:${peer.port}` } });
  await peer.settled();
  expect(recordsIn(peer.text)).toEqual({ count: COUNT, rest: "" });
});
