import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { expect, test } from "vitest";
import { type Published, publishEstate } from "./environment-data.ts";

const answers = `
  const { getEnvironmentData, parentPort } = require("node:worker_threads");
  parentPort.postMessage(getEnvironmentData("fastlog/1"));
`;

test("a worker has what its maker has as it makes it, and nobody asks for it before", async () => {
  let asked = 0;
  publishEstate(() => ({ filter: String(++asked) }) as Published);
  expect(asked).toBe(0);
  for (const filter of ["1", "2"]) {
    const [data] = await once(new Worker(answers, { eval: true }), "message");
    expect(data).toEqual({ published: { filter } });
  }
  publishEstate(() => undefined);
});
