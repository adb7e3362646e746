import { execFileSync } from "node:child_process";
import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import { closeSync, constants, openSync, readFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, test, vi } from "vitest";
import { FallbackBackend } from "../../src/backend/fallback/fallback-backend.ts";
import {
  type Backend,
  type Encoder,
  file,
  journald,
  memory,
  otlp,
  processStdout,
  tcp,
  tls,
  udp,
  unix,
  unixgram,
} from "../../src/index.ts";
import {
  type BackendChecks,
  backendRules,
  type CheckedBackend,
  encoderRules,
  type StalledBackend,
} from "../../src/testing.ts";
import { start } from "../child.ts";
import { folder } from "../folder.ts";
import { RawCollector } from "../otlp/raw-collector.ts";
import { unixgramReceiver } from "../sockets/datagram-receivers.ts";
import { freePort, Peer, type PeerOptions } from "../sockets/peer.ts";
import { certified, openssl } from "../sockets/peer-certificate.ts";
import { until } from "../until.ts";

const example = (name: string) =>
  import(new URL(`../../../../examples/${name}/index.js`, import.meta.url).href);
const { gzipFile }: { gzipFile: (path: string) => Backend } = await example("custom-backend");
const { ecs }: { ecs: (service: object) => Encoder } = await example("custom-encoder");

/** Nothing is received by what cannot deliver. */
const unheard = (backend: Backend): CheckedBackend => ({ backend, received: () => "" });

/** By a connection to a receiver of this process. */
async function overPeer(
  listen: PeerOptions,
  connect: (peer: Peer) => Backend,
  textOf = (peer: Peer) => peer.text,
): Promise<StalledBackend> {
  const peer = await Peer.listen(listen);
  return {
    backend: connect(peer),
    received: () => textOf(peer),
    arrivesLater: true,
    resume: () => peer.read(),
    dispose: () => peer.close(),
  };
}

/** Working and stalled ones, which differ in what the receiver does. */
const overPeers = (
  listen: () => PeerOptions,
  connect: (peer: Peer, path: string | undefined) => Backend,
  textOf?: (peer: Peer) => string,
): Pick<BackendChecks, "working" | "stalled"> => {
  const make = (isStalled: boolean) => {
    const options = listen();
    const backend = (peer: Peer) => connect(peer, options.path);
    return overPeer({ ...options, isStalled }, backend, textOf);
  };
  return { working: () => make(false), stalled: () => make(true) };
};

const socketPath = () => ({ path: join(folder(), "socket") });

/** What the journal understands of a connection: lines behind a header, with their priorities. */
const messagesOf = (peer: Peer) =>
  peer.connections
    .flatMap(({ text }) => text.split("\n").slice(7))
    .map((line) => line.replace(/^<\d>/, ""))
    .join("\n");

/** A named pipe, read by a process that may be stopped. */
async function namedPipe(isStalled: boolean): Promise<StalledBackend> {
  const at = folder();
  const [path, out] = [join(at, "pipe"), join(at, "out")];
  execFileSync("mkfifo", [path]);
  const reader = start(["sh", "-c", 'exec cat "$0" >"$1"', path, out]);
  const backend = file(path);
  // It is read once somebody writes, and until nobody does.
  let writer: number | undefined;
  await until(() => {
    writer = opened(path);
    return writer !== undefined;
  });
  if (isStalled) reader.process.kill("SIGSTOP");
  return {
    backend,
    received: () => readFileSync(out, "utf8"),
    arrivesLater: true,
    resume: () => void reader.process.kill("SIGCONT"),
    dispose: async () => {
      if (writer !== undefined) closeSync(writer);
      await reader.ended;
    },
  };
}

/** A descriptor that writes to a named pipe; `undefined` as long as nobody reads it. */
function opened(path: string): number | undefined {
  try {
    return openSync(path, constants.O_WRONLY | constants.O_NONBLOCK);
  } catch {
    return undefined;
  }
}

/** Datagrams that this process receives, with several records in one. */
async function overUdp(): Promise<CheckedBackend> {
  const socket: Socket = createSocket("udp4");
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  let text = "";
  socket.on("message", (bytes) => {
    text += `${bytes}\n`;
  });
  const { port } = socket.address() as AddressInfo;
  return {
    backend: udp({ host: "127.0.0.1", port, pack: 1_400, maxDatagram: 1_400 }),
    received: () => text,
    arrivesLater: true,
    dispose: () => void socket.close(),
  };
}

async function overUnixgram(isStalled: boolean): Promise<StalledBackend> {
  const path = join(folder(), "socket");
  const receiver = await unixgramReceiver(path);
  let text = "";
  receiver.child
    .reported((line) => {
      if (line.startsWith('"')) text += `${JSON.parse(line)}\n`;
      return false;
    })
    .catch(() => {});
  const { process: reader } = receiver.child;
  if (isStalled) reader.kill("SIGSTOP");
  return {
    backend: unixgram(path),
    received: () => text,
    arrivesLater: true,
    resume: () => void reader.kill("SIGCONT"),
    dispose: () => receiver.kill(),
  };
}

/** A collector whose requests have the lines of the rules in place of records. */
async function overOtlp(isStalled: boolean): Promise<StalledBackend> {
  const collector = await RawCollector.listen(isStalled);
  return {
    backend: otlp(`otlp://127.0.0.1:${collector.port}`, { retryMin: 1, retryMax: 5 }),
    received: () => collector.text,
    resume: () => collector.resume(),
    dispose: () => collector.close(),
  };
}

function overProcessStdout(): CheckedBackend {
  let text = "";
  const write = (chunk: string, callback: () => void) => {
    text += chunk;
    setImmediate(callback);
    return true;
  };
  const spy = vi.spyOn(process.stdout, "write").mockImplementation(write as never);
  const length = vi.spyOn(process.stdout, "writableLength", "get").mockReturnValue(0);
  return {
    backend: processStdout(),
    received: () => text,
    dispose: () => {
      spy.mockRestore();
      length.mockRestore();
    },
  };
}

const inFile = (make: (path: string) => Backend, read = (path: string) => readFileSync(path)) => {
  const path = join(folder(), "app.log");
  return { backend: make(path), received: () => read(path).toString() };
};

const BACKENDS: Readonly<Record<string, BackendChecks | undefined>> = {
  "memory()": {
    working: () => {
      const backend = memory();
      return { backend, received: () => backend.text };
    },
  },
  "file()": {
    working: () => inFile(file),
    failing: () => unheard(file("/dev/full")),
  },
  "file() to a named pipe": {
    working: () => namedPipe(false),
    stalled: () => namedPipe(true),
  },
  "tcp()": {
    ...overPeers(
      () => ({}),
      ({ port }) => tcp({ host: "127.0.0.1", port }),
    ),
    failing: async () => unheard(tcp({ host: "127.0.0.1", port: await freePort() })),
  },
  "tcp() that delivers at least once": overPeers(
    () => ({}),
    ({ port }) => tcp({ host: "127.0.0.1", port, delivery: "at-least-once" }),
  ),
  "tls()":
    openssl === undefined
      ? undefined
      : {
          ...overPeers(
            () => ({ tls: certified() }),
            ({ port }) => tls({ host: "localhost", port, ca: certified().ca }),
          ),
          failing: async () => unheard(tls({ host: "localhost", port: await freePort() })),
        },
  "unix()": {
    ...overPeers(socketPath, (_, path = "") => unix(path)),
    failing: () => unheard(unix(socketPath().path)),
  },
  "journald()": overPeers(socketPath, (_, path = "") => journald({ path }), messagesOf),
  "udp()": { working: overUdp },
  "unixgram()": {
    working: () => overUnixgram(false),
    stalled: () => overUnixgram(true),
    failing: () => unheard(unixgram(socketPath().path)),
  },
  "otlp()": {
    working: () => overOtlp(false),
    stalled: () => overOtlp(true),
    failing: async () => unheard(otlp(`otlp://127.0.0.1:${await freePort()}`)),
  },
  "processStdout()": { working: overProcessStdout },
  "a fallback of a file() that is full": {
    working: () => {
      const fallback = memory();
      const backend = new FallbackBackend(file("/dev/full"), fallback);
      return { backend, received: () => fallback.text };
    },
  },
  "a fallback that is not needed": {
    working: () => {
      const { backend, received } = inFile(file);
      return { backend: new FallbackBackend(backend, memory()), received };
    },
  },
  "the example of a backend": {
    working: () => inFile(gzipFile, (path) => gunzipSync(readFileSync(path))),
  },
};

for (const [name, checks] of Object.entries(BACKENDS)) {
  describe.skipIf(checks === undefined)(name, () => {
    for (const { name, check } of checks === undefined ? [] : backendRules(checks)) {
      test(name, check);
    }
  });
}

describe("the example of an encoder", () => {
  const rules = encoderRules(ecs({ name: "shop", version: "1.2.0" }), { parse: JSON.parse });
  for (const { name, check } of rules) test(name, check);
});
