import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createSecureServer } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import { gunzipSync } from "node:zlib";
import { afterAll } from "vitest";
import type { Certified } from "../sockets/certificates.ts";
import { decodeJson, decodeProtobuf, type OtlpRecord, type OtlpRequest } from "./decode.ts";

/** What a collector does with a request. */
export type Behaviour =
  /** Takes it, but for a number of records. */
  | { readonly take: true; readonly rejected?: number; readonly words?: string }
  | {
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: string;
    }
  /** Never answers. */
  | "hang"
  /** Takes the records, and answers with a body that does not end. */
  | "endless"
  /** Closes the connection without an answer; `"lose"` after it has taken the records. */
  | "reset"
  | "lose";

/** A request as it came. */
export interface Received {
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: Buffer;
  readonly request: OtlpRequest;
  readonly behaviour: Behaviour;
}

const running = new Set<Collector>();

afterAll(async () => {
  for (const collector of running) await collector.close();
});

/** A collector in this process. It does what it is told with the next requests, and then takes all. */
export class Collector {
  readonly received: Received[] = [];
  /** What to do with the next requests, in order. */
  readonly next: Behaviour[];
  /** What to do with all others. */
  always: Behaviour = { take: true };
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #port = 0;

  static async listen(next: readonly Behaviour[] = [], certified?: Certified): Promise<Collector> {
    const collector = new Collector(next, certified);
    await collector.open();
    running.add(collector);
    return collector;
  }

  private constructor(next: readonly Behaviour[], certified: Certified | undefined) {
    this.next = [...next];
    const listen = (request: IncomingMessage, response: ServerResponse) =>
      void this.#take(request, response);
    this.#server =
      certified === undefined
        ? createServer(listen)
        : createSecureServer(
            { cert: readFileSync(certified.cert), key: readFileSync(certified.key) },
            listen,
          );
    this.#server.on("connection", (socket) => {
      this.#sockets.add(socket);
      socket.on("close", () => this.#sockets.delete(socket));
    });
  }

  get port(): number {
    return this.#port;
  }

  /** Number of connections that are open. */
  get connections(): number {
    return this.#sockets.size;
  }

  /** Listens, for the first time or again. */
  async open(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once("error", reject);
      this.#server.listen(this.#port, "127.0.0.1", resolve);
    });
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  /** Ends all connections, and listens no more. */
  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  /** The records that it has taken, the rejected ones included. */
  get records(): readonly OtlpRecord[] {
    return this.received
      .filter(({ behaviour }) =>
        typeof behaviour === "object" ? "take" in behaviour : /^(?:lose|endless)$/.test(behaviour),
      )
      .flatMap(({ request }) => request.records);
  }

  get messages(): readonly unknown[] {
    return this.records.map(({ body }) => body);
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const parts: Buffer[] = [];
    try {
      for await (const part of request) parts.push(part as Buffer);
    } catch {
      return;
    }
    const behaviour = this.next.shift() ?? this.always;
    const raw = Buffer.concat(parts);
    const body = request.headers["content-encoding"] === "gzip" ? gunzipSync(raw) : raw;
    const isJson = request.headers["content-type"] === "application/json";
    const { url: path = "", headers } = request;
    const decoded = isJson ? decodeJson(body) : decodeProtobuf(body);
    this.received.push({ path, headers, body: raw, request: decoded, behaviour });
    if (behaviour === "hang") return;
    if (behaviour === "endless") {
      response.writeHead(200).write("a");
      return;
    }
    if (behaviour === "reset" || behaviour === "lose") {
      request.socket.destroy();
    } else if ("take" in behaviour) {
      const { rejected = 0, words = "" } = behaviour;
      const answer = {
        partialSuccess: { rejectedLogRecords: String(rejected), errorMessage: words },
      };
      const isPartial = rejected > 0 || words !== "";
      response.setHeader("content-type", isJson ? "application/json" : "application/x-protobuf");
      if (isJson) response.end(JSON.stringify(isPartial ? answer : {}));
      else response.end(isPartial ? partialSuccess(rejected, words) : "");
    } else {
      response.writeHead(behaviour.status, behaviour.headers);
      response.end(behaviour.body ?? "");
    }
  }
}

/** `ExportLogsServiceResponse`, with a count below 128. */
function partialSuccess(rejected: number, words: string): Buffer {
  const text = Buffer.from(words);
  const partial = Buffer.concat([Buffer.from([0x08, rejected, 0x12, text.length]), text]);
  return Buffer.concat([Buffer.from([0x0a, partial.length]), partial]);
}
