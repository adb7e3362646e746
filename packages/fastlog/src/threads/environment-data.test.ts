import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { expect, test } from "vitest";
import { type Published, publishInheritedState } from "./environment-data.ts";

const answers = `
  const { getEnvironmentData, parentPort } = require("node:worker_threads");
  parentPort.postMessage(getEnvironmentData("fastlog/1"));
`;

test("a worker inherits the state of its creator at that moment, which is not read before", async () => {
  let asked = 0;
  publishInheritedState(() => ({ filter: String(++asked) }) as Published);
  expect(asked).toBe(0);
  for (const filter of ["1", "2"]) {
    const [data] = await once(new Worker(answers, { eval: true }), "message");
    expect(data).toEqual({ published: { filter } });
  }
  publishInheritedState(() => undefined);
});
