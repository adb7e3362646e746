import { once } from "node:events";
import { createServer, get, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { http } from "../http.ts";
import { configure, flushSync, keepRecords, logger, memory, stats } from "../index.ts";

const backend = memory();
configure({ backend, format: { template: "{level} {message}" }, fields: {} });
const log = logger("app");

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function serve(): Promise<(path: string) => Promise<void>> {
  let closed = 0;
  const logging = http({ recorder: "64kb", reqId: () => "r1" });
  ends.push(() => logging.stop());
  const server = createServer(async (request, response) => {
    response.once("close", () => setImmediate(() => closed++));
    log.debug("checking {}", request.url);
    await Promise.resolve();
    log.trace("checked {}", request.url);
    if (request.url === "/kept") keepRecords();
    response.statusCode = request.url === "/fails" ? 500 : 200;
    response.end("done");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  ends.push(() => new Promise((resolve) => server.close(resolve)));
  const { port } = server.address() as AddressInfo;
  return async (path) => {
    const before = closed;
    const request = get({ port, path, agent: false });
    const [response] = (await once(request, "response")) as [IncomingMessage];
    response.resume();
    await once(response, "close");
    while (closed === before) await new Promise(setImmediate);
  };
}

test("http({ recorder }) writes the records of the requests that fail, or ask for it, ahead of their own", async () => {
  const ask = await serve();
  for (const path of ["/works", "/fails", "/kept", "/works"]) await ask(path);
  flushSync();
  const messages = backend.lines.map((line) => line.replace(/ of the last.*| [a-zA-Z]+=.*/, ""));
  const kept = (path: string) => [
    ...["WARN recorder of a request: 2 records", `DEBUG checking ${path}`],
    ...[`TRACE checked ${path}`, "WARN recorder of a request: end of 2 records"],
  ];
  expect(messages).toEqual([
    "INFO GET /works 200",
    ...[...kept("/fails"), "ERROR GET /fails 500"],
    ...[...kept("/kept"), "INFO GET /kept 200"],
    "INFO GET /works 200",
  ]);
  expect(backend.lines.every((line) => line.includes("reqId=r1"))).toBe(true);
  expect(stats().recorder).toMatchObject({ kept: 8, dumped: 4, forgotten: 4 });
  expect(log.isEnabled("debug")).toBe(false);
});

test("an invalid size is refused, and the server is logged as before", () => {
  expect(() => http({ recorder: "1kb" })).toThrow(
    'invalid option recorder="1kb": expected a size from 8192 to 16777216 bytes',
  );
});
