import fc from "fast-check";
import { afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { Runtime } from "../../src/lifecycle/runtime.ts";
import { hostile, visible } from "../fixtures/unit/hostile.ts";
import { type Certified, certify, openssl } from "./certificates.ts";
import { Rsyslogd, rsyslogd, rsyslogTls } from "./rsyslogd.ts";

const COUNT = 2_000;

/** As many records as a socket of the receiver holds, however long they are. */
const BURST = 20;

/** What is longer takes long to send, and may be cut. */
const texts = hostile.filter((text) => text.length < 300);
const keys = fc.stringMatching(/^x[a-z0-9._-]{0,9}$/);

/** The fields of each record. */
const fields = fc
  .sample(fc.dictionary(keys, texts, { maxKeys: 4 }), COUNT)
  .map((fields, number) => ({ number: String(number), ...fields }));

/** What a receiver is to have of them. */
const expected = fields.map((own, i) => ({
  message: `record ${i}`,
  fields: Object.fromEntries(Object.entries(own).map(([key, text]) => [key, visible(text)])),
}));

const hasTls = rsyslogTls !== undefined && openssl !== undefined;

/** How each of them is sent, and the part of rsyslogd that takes it. */
interface Way {
  readonly name: string;
  readonly input: string;
  backend(daemon: Rsyslogd, tls: Certified | undefined): string;
  /** After so many records the next one waits until they have arrived. */
  readonly burst?: number;
  readonly isMissing?: boolean;
}

const WAYS: readonly Way[] = [
  {
    name: "TCP, with a newline behind each record",
    input: "imptcp",
    backend: ({ tcp }) => `tcp://127.0.0.1:${tcp}?framing=newline`,
  },
  {
    name: "TCP, with the length before each record",
    input: "imptcp",
    backend: ({ tcp }) => `tcp://127.0.0.1:${tcp}?framing=octet-counting`,
  },
  {
    name: "TLS, from a server that proves by a certificate who it is",
    input: "imtcp",
    backend: ({ tls }, certified) => `tls://localhost:${tls}?ca=${certified?.ca}`,
    isMissing: !hasTls,
  },
  {
    name: "UDP, each in a datagram",
    input: "imudp",
    backend: ({ udp }) => `udp://127.0.0.1:${udp}`,
    // The kernel drops what a receiver has no room for.
    burst: BURST,
  },
  {
    name: "a Unix socket, each in a datagram",
    input: "imuxsock",
    backend: ({ socket }) => `unixgram://${socket}`,
  },
];

describe.skipIf(rsyslogd === undefined)("rsyslogd gets 2,000 hostile records", () => {
  let daemon: Rsyslogd;
  let certified: Certified | undefined;

  beforeAll(() => {
    certified = hasTls ? certify("IP:127.0.0.1", "DNS:localhost") : undefined;
  });

  beforeEach(async () => {
    daemon = await Rsyslogd.start(certified);
  });

  afterEach(() => daemon.stop());

  for (const { name, input, isMissing = false, burst = COUNT, backend } of WAYS) {
    test.skipIf(isMissing)(`in order and with all their fields by ${name}`, async () => {
      const runtime = new Runtime({});
      runtime.configure({ backend: backend(daemon, certified), format: "syslog" });
      const app = runtime.logger("app");
      for (const [i, own] of fields.entries()) {
        app.info("record {}", i, own);
        if ((i + 1) % burst > 0) continue;
        await runtime.flush();
        await daemon.received(i + 1);
      }
      await runtime.close();

      const received = await daemon.received(COUNT);
      expect(received.map(({ message, fields }) => ({ message, fields }))).toEqual(expected);
      expect(new Set(received.map((record) => record.input))).toEqual(new Set([input]));
      expect(runtime.stats().backends).toMatchObject([
        { records: COUNT, dropped: 0, uncertain: 0, errors: {}, reconnects: 0, buffered: 0 },
      ]);
    });
  }
});
