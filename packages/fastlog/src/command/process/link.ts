import { Buffer } from "node:buffer";
import type { Socket } from "node:net";
import { codeOf } from "../../diagnostics/error-message.ts";
import { clearTimeout, setImmediate, setTimeout } from "../../time/timers.ts";

const NEWLINE = 10;

/** Time for a process to greet, in milliseconds. Every process that has turns does so at once. */
const PATIENCE = 3000;

/** The first line of a control socket. */
export interface Greeting {
  readonly pid: number;
  readonly ppid: number;
  readonly started: string;
  readonly tag: string;
  readonly program: string;
  readonly threads: number;
}

/** An answer of a control socket. */
export interface Answer {
  readonly ok: boolean;
  readonly message?: string;
  readonly [member: string]: unknown;
}

/** The process does not answer: it is in a loop, or stopped. */
export class NoAnswer extends Error {}

/** Nobody listens on the socket. */
export class NobodyThere extends Error {}

/** A connection to the control socket of a process. */
export class Link {
  readonly greeting: Greeting;
  /** Of the socket. */
  readonly path: string;
  readonly #socket: Socket;
  readonly #chunks: AsyncIterator<Buffer>;
  /** Bytes that were read behind the last line. */
  #rest: Buffer = Buffer.alloc(0);

  private constructor(path: string, socket: Socket, chunks: AsyncIterator<Buffer>) {
    this.path = path;
    this.#socket = socket;
    this.#chunks = chunks;
    this.greeting = { pid: 0, ppid: 0, started: "", tag: "", program: "", threads: 0 };
  }

  /** Connects. Rejects with {@link NobodyThere}, {@link NoAnswer}, or the refusal of the process. */
  static async open(path: string): Promise<Link> {
    // Loaded here: it takes megabytes, of which commands that read files need none.
    const { connect } = process.getBuiltinModule("node:net");
    const socket = connect(path);
    // An answer that has come by then is read first, however late this process is.
    const giveUp = () => setImmediate(() => socket.destroy(new NoAnswer()));
    const timer = setTimeout(giveUp, PATIENCE);
    try {
      const link = new Link(path, socket, socket[Symbol.asyncIterator]());
      const greeting = await link.#json();
      if (greeting["ok"] === false) throw new Error(String(greeting["message"]));
      Object.assign(link.greeting, greeting);
      return link;
    } catch (error) {
      socket.destroy();
      const code = codeOf(error);
      if (code === "ECONNREFUSED" || code === "ENOENT") throw new NobodyThere();
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Sends a command, and returns its answer. */
  async ask(command: object): Promise<Answer> {
    this.#socket.write(`${JSON.stringify(command)}\n`);
    return (await this.#json()) as unknown as Answer;
  }

  /** Returns whole lines that have come, with their newlines; `undefined` at the end. */
  async lines(): Promise<Buffer | undefined> {
    for (;;) {
      const end = this.#rest.lastIndexOf(NEWLINE) + 1;
      if (end > 0) return this.#cut(end);
      const { value, done } = await this.#chunks.next();
      if (done) return undefined;
      this.#rest = Buffer.concat([this.#rest, value]);
    }
  }

  close(): void {
    this.#socket.destroy();
  }

  async #json(): Promise<Record<string, unknown>> {
    for (;;) {
      const end = this.#rest.indexOf(NEWLINE) + 1;
      if (end > 0) return JSON.parse(this.#cut(end).toString("utf8"));
      const { value, done } = await this.#chunks.next();
      if (done) throw new NoAnswer();
      this.#rest = Buffer.concat([this.#rest, value]);
    }
  }

  #cut(end: number): Buffer {
    const cut = this.#rest.subarray(0, end);
    this.#rest = this.#rest.subarray(end);
    return cut;
  }
}
