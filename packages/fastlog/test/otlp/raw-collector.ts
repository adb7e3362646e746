import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

const LENGTH_DELIMITED = 2;

/** A collector that does not look at the records: it keeps the bytes that come behind the scope. */
export class RawCollector {
  readonly #server: Server;
  readonly #waiting: (() => void)[] = [];
  #isStalled: boolean;
  text = "";

  static async listen(isStalled: boolean): Promise<RawCollector> {
    const collector = new RawCollector(isStalled);
    await new Promise<void>((resolve) => {
      collector.#server.listen(0, "127.0.0.1", resolve);
    });
    return collector;
  }

  private constructor(isStalled: boolean) {
    this.#isStalled = isStalled;
    this.#server = createServer((request, response) => void this.#take(request, response));
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Answers the requests that wait, and all that follow. */
  resume(): void {
    this.#isStalled = false;
    for (const answer of this.#waiting.splice(0)) answer();
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
    });
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const parts: Buffer[] = [];
    try {
      for await (const part of request) parts.push(part as Buffer);
    } catch {
      return;
    }
    const answer = () => {
      if (response.destroyed) return;
      this.text += recordsIn(Buffer.concat(parts)).toString();
      response.end();
    };
    if (this.#isStalled) this.#waiting.push(answer);
    else answer();
  }
}

/** The bytes behind the resource and the scope. */
function recordsIn(body: Buffer): Buffer {
  const [, resourceLogs] = field(body, 0);
  const [resourceEnd] = field(resourceLogs, 0);
  const [, scopeLogs] = field(resourceLogs, resourceEnd);
  const [scopeEnd] = field(scopeLogs, 0);
  return scopeLogs.subarray(scopeEnd);
}

/** The end and the content of the field at an offset. */
function field(bytes: Buffer, start: number): readonly [end: number, content: Buffer] {
  if (((bytes[start] ?? 0) & 7) !== LENGTH_DELIMITED) throw new Error("a field has no length");
  let at = start + 1;
  let length = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = bytes.readUInt8(at++);
    length |= (byte & 0x7f) << shift;
    if (byte < 0x80) break;
  }
  return [at + length, bytes.subarray(at, at + length)];
}
