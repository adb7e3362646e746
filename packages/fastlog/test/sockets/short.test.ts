import { expect, test } from "vitest";
import { program, run } from "../child.ts";
import { freePort, Peer } from "./peer.ts";
import { certified, openssl } from "./peer-certificate.ts";

const EXITS = program("ends.mjs", 2, "busy", "exit");

test("a program that exits before TCP has refused it says why its records are lost", async () => {
  const url = `tcp://127.0.0.1:${await freePort()}`;
  const { stderr } = await run(EXITS, { env: { LOG_BACKEND: url } });
  expect(stderr.split("\n")).toEqual([
    expect.stringMatching(/connect ECONNREFUSED .*; the program ends$/),
    `fastlog: ${url}: 2 records could not be delivered (ECONNREFUSED)`,
    "",
  ]);
});

test.skipIf(openssl === undefined)(
  "a program that ends before TLS has refused the certificate says why its records are lost",
  async () => {
    const peer = await Peer.listen({ tls: certified() });
    const url = `tls://localhost:${peer.port}`;
    const { stderr } = await run(EXITS, { env: { LOG_BACKEND: url } });
    expect(stderr.split("\n")).toEqual([
      expect.stringMatching(/^fastlog: tls:.*; the program ends$/),
      expect.stringMatching(/: 2 records could not be delivered \([A-Z_]+\)$/),
      "",
    ]);
  },
);
