import { channel } from "node:diagnostics_channel";
import { once } from "node:events";
import { createServer, request } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, test, vi } from "vitest";
import type { Backend, BackendContext, SealedChunk, Trouble } from "../backend/backend.ts";
import type { Options } from "../config/options.ts";
import type { EncoderRecord } from "../encode/format/custom.ts";
import { Runtime } from "../lifecycle/runtime.ts";
import { Bridges } from "./bridges.ts";
import type { CreateDebug } from "./create-debug.ts";
import { type BridgeOptions, bridgeSettings } from "./options.ts";

process.setMaxListeners(0);

const createDebug = createRequire(import.meta.url)("debug") as CreateDebug;

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
  vi.restoreAllMocks();
});

/** A backend of a program, which runs an action for each chunk. */
class Talking implements Backend {
  readonly name = "talking:";
  readonly defaultFlushAfter = 0;
  /** Messages of all records. */
  readonly records: string[] = [];
  report: ((trouble: Trouble) => void) | undefined;
  readonly #onChunk: () => void | Promise<void>;

  constructor(onChunk: () => void | Promise<void> = () => {}) {
    this.#onChunk = onChunk;
  }

  start({ report }: BackendContext): void {
    this.report = report;
  }

  submit(chunk: SealedChunk): void {
    for (let i = 0; i < chunk.records; i++) this.records.push(String(chunk.record(i)).trimEnd());
    const done = this.#onChunk();
    if (done === undefined) chunk.release();
    else void done.then(() => chunk.release());
  }

  async flush(): Promise<void> {}
  flushSync(): void {}
  async close(): Promise<void> {}
}

function bridged(
  options: Options,
  channels: Record<string, () => object> = {},
  debug: BridgeOptions["debug"] = true,
): Runtime {
  const runtime = new Runtime({});
  runtime.configure({ filter: "trace", format: { template: "{message}" }, ...options });
  const bridges = new Bridges(runtime);
  const parts = { console: true, debug, debuglog: true, warnings: true, channels };
  bridges.start(bridgeSettings(parts), {});
  ends.push(() => {
    bridges.stop();
    return runtime.close();
  });
  return runtime;
}

/** Lets everything that was started go on, until many turns have passed. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 30; turn++) await new Promise((resolve) => setImmediate(resolve));
}

const WAYS: Record<string, () => void> = {
  "console.error": () => console.error("said"),
  debug: () => createDebug("app")("said"),
  "process.emitWarning": () => process.emitWarning("said"),
};

interface Place {
  readonly options: (say: () => void) => Options;
  readonly backend?: (say: () => void) => Talking;
  readonly value?: unknown;
}

const PLACES: Record<string, Place> = {
  "a serializer": {
    options: (say) => ({ serializers: { user: say } }),
  },
  "an encoder": {
    options: (say) => {
      const encode = ({ message }: EncoderRecord): string => {
        say();
        return message;
      };
      return { format: { encode } };
    },
  },
  "a backend": { options: () => ({}), backend: (say) => new Talking(say) },
  "a backend, after an await": {
    options: () => ({}),
    backend: (say) =>
      new Talking(async () => {
        await new Promise((resolve) => setImmediate(resolve));
        say();
      }),
  },
  onBackendError: {
    options: (say) => ({ onBackendError: say }),
    backend: () => {
      const trouble = { backend: "talking:", code: "BROKEN", message: "broken" };
      const backend = new Talking(() => backend.report?.(trouble));
      return backend;
    },
  },
};

describe.each(Object.entries(WAYS))("%s", (_way, say) => {
  test.each(Object.entries(PLACES))("inside %s does not log for ever", async (_place, place) => {
    vi.spyOn(console, "error").mockImplementation(() => {});
    vi.spyOn(process.stderr, "write").mockReturnValue(true);
    const backend = place.backend?.(say) ?? new Talking();
    const runtime = bridged({ backend, ...place.options(say) });
    runtime.logger("app").info("first", { user: 1 });
    await settle();
    const [first, ...said] = [...backend.records];
    expect(first).toMatch(/^first/);
    // Of what is logged while fastlog writes or delivers, only the first can be a record.
    expect(said.length).toBeLessThanOrEqual(1);
    await settle();
    expect(backend.records).toEqual([first, ...said]);
  });
});

test("console inside of a backend prints as without a bridge, across awaits", async () => {
  const error = vi.spyOn(console, "error").mockImplementation(() => {});
  const backend = new Talking(async () => {
    await new Promise((resolve) => setImmediate(resolve));
    console.error("sent");
  });
  const runtime = bridged({ backend });
  runtime.logger("app").info("one");
  await settle();
  expect(backend.records).toEqual(["one"]);
  expect(error.mock.calls).toEqual([["sent"]]);
  // Outside it is bridged.
  console.error("program's");
  await settle();
  expect(backend.records).toEqual(["one", "program's"]);
});

test("an inspection that logs is no loop", async () => {
  const log = vi.spyOn(console, "log").mockImplementation(() => {});
  const backend = new Talking();
  bridged({ backend });
  const value = {
    [Symbol.for("nodejs.util.inspect.custom")]: () => {
      console.log("inspected %o", value);
      return "shown";
    },
  };
  console.log("%o", value);
  await settle();
  expect(backend.records).toEqual(["shown"]);
  expect(log.mock.calls).toEqual([["inspected %o", value]]);
});

test("a target function that logs by what it names is no loop", async () => {
  const backend = new Talking();
  const target = (namespace: string): string => {
    createDebug(namespace)("asked");
    return `lib::${namespace}`;
  };
  bridged({ backend, format: { template: "{target} {message}" } }, {}, { target });
  createDebug("app:db")("said");
  await settle();
  expect(backend.records).toEqual(["app::db asked", "lib::app:db said"]);
});

test("a channel's function that publishes on its channel, and logs, is no loop", async () => {
  const log = vi.spyOn(console, "log").mockImplementation(() => {});
  const backend = new Talking();
  const own = channel("own");
  const toRecord = (): object => {
    own.publish({});
    console.log("asked");
    return { a: 1 };
  };
  bridged({ backend }, { own: toRecord });
  own.publish({});
  await settle();
  expect(backend.records).toEqual(["own a=1"]);
  expect(log.mock.calls).toEqual([["asked"]]);
});

test("requests of a backend on a channel make no records for it to send", async () => {
  const server = createServer((_, response) => response.end("{}"));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  ends.push(() => server.close());
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  let sent = 0;
  server.on("request", () => sent++);
  const seen: string[] = [];
  const channels = Object.fromEntries(
    ["http.client.request.start", "http.client.response.finish"].map((name) => [
      name,
      () => ({ number: seen.push(name) }),
    ]),
  );
  const runtime = bridged({ backend: `otlp://127.0.0.1:${port}` }, channels);
  runtime.logger("app").info("one");
  await runtime.flush();
  await settle();
  expect(sent).toBe(1);
  expect(seen).toEqual([]);
  // A request of the program's is seen.
  const [response] = await once(request(url).end(), "response");
  await once(response.resume(), "end");
  await runtime.flush();
  await settle();
  expect(seen).toEqual(["http.client.request.start", "http.client.response.finish"]);
});
