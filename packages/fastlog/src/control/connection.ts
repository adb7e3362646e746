import type { Buffer } from "node:buffer";
import type { Socket } from "node:net";
import { messageOf } from "../diagnostics/error-message.ts";
import { FastlogError } from "../errors.ts";
import { clearTimeout, setTimeout, type Timer } from "../time/timers.ts";
import type { Client, Stream } from "./command.ts";
import { COMMANDS } from "./commands.ts";
import type { Controlled } from "./controlled.ts";
import { LineSplitter } from "./line-splitter.ts";
import { checkMembers, invalidRequest, readRequest } from "./request.ts";

/** Longest line of a client, in bytes. */
const MOST_LINE = 65_536;

/** A client that says nothing for so long is disconnected, in milliseconds. */
const IDLE = 60_000;

/** Time for a client that is refused to read why, in milliseconds. */
const LAST = 1000;

/** Bytes of answers that a client may leave unread before its next line is taken. */
const MOST_UNREAD = 262_144;

/** Lines that wait while one is answered, before no more are read. */
const MOST_WAITING = 64;

/** A client of the control socket. Its lines are answered one after the other. It keeps nothing alive. */
export class Connection implements Client {
  readonly #socket: Socket;
  readonly #of: Controlled;
  readonly #lines = new LineSplitter(MOST_LINE);
  readonly #waiting: string[] = [];
  #isBusy = false;
  #hasEnded = false;
  #stream: Stream | undefined;
  #idle: Timer | undefined;
  /** Called when the client has read what it got, or is gone. */
  #onRoom: () => void = () => {};

  constructor(socket: Socket, of: Controlled) {
    this.#socket = socket;
    this.#of = of;
    socket.unref();
    socket.on("error", () => socket.destroy());
    socket.once("close", () => this.#closed());
    socket.on("drain", () => this.#onRoom());
    socket.on("data", (bytes) => this.#read(bytes));
    socket.once("end", () => this.#ended());
    this.#rest();
  }

  send(lines: string | Uint8Array): void {
    if (this.#socket.writable) this.#socket.write(lines);
  }

  get waiting(): number {
    return this.#socket.writableLength;
  }

  stream(begin: (onEnd: () => void) => Stream): void {
    if (this.#stream !== undefined) {
      throw invalidRequest("this connection has a tail already; stop ends it");
    }
    this.#stream = begin(() => {
      this.#stream = undefined;
      if (!this.#isBusy) this.#pause();
    });
  }

  endStream(): void {
    if (this.#stream === undefined) throw invalidRequest("this connection has no tail");
    this.#stream.end();
  }

  /** Sends an object as a line. */
  say(answer: object): void {
    this.send(`${JSON.stringify(answer)}\n`);
  }

  /** Says why, and disconnects. */
  refuse(error: FastlogError): void {
    this.say(failure(error));
    this.#socket.end();
    // Further lines of the client do not matter.
    this.#socket.removeAllListeners("data").resume();
    this.#rest(LAST);
  }

  destroy(): void {
    this.#socket.destroy();
  }

  /**
   * The client says nothing more, and still gets its answers: `printf … | nc -N -U …`. A stream ends, because nobody could
   * tell this client from one that is gone.
   */
  #ended(): void {
    this.#hasEnded = true;
    this.#stream?.end();
    if (!this.#isBusy) this.#pause();
  }

  #closed(): void {
    clearTimeout(this.#idle);
    this.#stream?.cancel();
    this.#onRoom();
  }

  #read(bytes: Buffer): void {
    const lines = this.#lines.take(bytes);
    if (lines === undefined) {
      this.refuse(invalidRequest(`a line is longer than ${MOST_LINE} bytes`));
      return;
    }
    this.#waiting.push(...lines);
    if (this.#waiting.length > MOST_WAITING) this.#socket.pause();
    if (!this.#isBusy) this.#answerAll();
  }

  async #answerAll(): Promise<void> {
    this.#isBusy = true;
    clearTimeout(this.#idle);
    for (;;) {
      const line = this.#waiting.shift();
      if (line === undefined || this.#socket.destroyed) break;
      if (line.trim() === "") continue;
      this.say(await this.#answer(line));
      await this.#drained();
    }
    this.#isBusy = false;
    this.#socket.resume();
    this.#pause();
  }

  /** Nothing is to be answered now. */
  #pause(): void {
    if (this.#stream !== undefined) clearTimeout(this.#idle);
    else if (this.#hasEnded) this.#socket.end();
    else this.#rest();
  }

  async #answer(line: string): Promise<object> {
    try {
      const request = readRequest(line, Object.keys(COMMANDS));
      const command = COMMANDS[request.do];
      if (command === undefined) throw invalidRequest("unknown command");
      checkMembers(request, Object.keys(command.members));
      return { ok: true, ...(await command.run(this.#of, request, this)) };
    } catch (error) {
      return failure(error);
    }
  }

  /** Waits until the client has read enough of its answers. */
  async #drained(): Promise<void> {
    const socket = this.#socket;
    if (socket.writableLength <= MOST_UNREAD) return;
    this.#rest();
    await new Promise<void>((resolve) => {
      this.#onRoom = resolve;
    });
    clearTimeout(this.#idle);
  }

  /** Disconnects the client if it says or reads nothing from now on. */
  #rest(ms: number = IDLE): void {
    clearTimeout(this.#idle);
    if (this.#socket.destroyed) return;
    this.#idle = setTimeout(() => this.destroy(), ms).unref();
  }
}

function failure(error: unknown): object {
  const code = error instanceof FastlogError ? error.code : "ERR_FASTLOG_INVALID_REQUEST";
  return { ok: false, code, message: messageOf(error) };
}
