import { Buffer } from "node:buffer";
import type { Agent, ClientRequest, IncomingMessage, OutgoingHttpHeaders } from "node:http";
import type { Socket } from "node:net";
import { clearTimeout, setTimeout, type Timer } from "../../time/timers.ts";
import type { HttpAnswer } from "./otlp-answer.ts";
import { readAnswer } from "./read-answer.ts";

/** Most bytes of an answer that are read. */
const MOST_ANSWER = 4 * 1024 * 1024;

/** Where and how requests are sent. It can be cloned. */
export interface HttpTarget {
  readonly isSecure: boolean;
  /** Options of `http.request` or `https.request`: host, port, path, certificates. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string>>;
  /** In milliseconds. */
  readonly timeout: number;
}

/** Called once for each request: with an answer, or with the error that kept it from one. */
export type OnAnswer = (error: Error | undefined, answer?: HttpAnswer) => void;

/** A request that waits for its answer. */
export interface Pending {
  /** Whether the request keeps the process alive. */
  hold(isHeld: boolean): void;
  /** Ends it. `OnAnswer` is not called any more. */
  cancel(): void;
  /**
   * Its answer, which is waited for without the event loop until `deadline` by `uptime()`; `undefined` if there is none by
   * then, or none can be read. Only for a process that exits.
   */
  answerAtExit(deadline: number): HttpAnswer | undefined;
}

/** Sends requests over connections that are kept open. */
export class HttpClient {
  readonly #target: HttpTarget;
  readonly #agent: Agent;

  constructor(target: HttpTarget) {
    this.#target = target;
    const options = { keepAlive: true, maxSockets: 1 };
    this.#agent = target.isSecure
      ? new (process.getBuiltinModule("node:https").Agent)(options)
      : new (process.getBuiltinModule("node:http").Agent)(options);
  }

  /** Sends a body, whose bytes must not change until the answer. */
  post(
    parts: readonly Uint8Array[],
    headers: OutgoingHttpHeaders,
    isHeld: boolean,
    onAnswer: OnAnswer,
  ): Pending {
    return new Post(this.#target, this.#agent, parts, headers, isHeld, onAnswer);
  }

  /** Closes the connections. */
  close(): void {
    this.#agent.destroy();
  }
}

class Post implements Pending {
  readonly #target: HttpTarget;
  readonly #agent: Agent;
  readonly #parts: readonly Uint8Array[];
  readonly #headers: OutgoingHttpHeaders;
  readonly #timer: Timer;
  #onAnswer: OnAnswer | undefined;
  #request: ClientRequest | undefined;
  #isHeld: boolean;
  /** Bytes that the connection had written before this request. */
  #before = 0;
  #socket: Socket | undefined;
  /** Returns what has come of the answer, once its head has come. */
  #answer: (() => HttpAnswer) | undefined;

  constructor(
    target: HttpTarget,
    agent: Agent,
    parts: readonly Uint8Array[],
    headers: OutgoingHttpHeaders,
    isHeld: boolean,
    onAnswer: OnAnswer,
  ) {
    this.#target = target;
    this.#agent = agent;
    this.#parts = parts;
    const length = parts.reduce((sum, part) => sum + part.length, 0);
    this.#headers = { ...target.headers, ...headers, "content-length": length };
    this.#isHeld = isHeld;
    this.#onAnswer = onAnswer;
    const { timeout } = target;
    this.#timer = setTimeout(() => this.#timedOut(timeout), timeout).unref();
    this.#send(false);
  }

  answerAtExit(deadline: number): HttpAnswer | undefined {
    const socket = this.#socket;
    if (this.#answer !== undefined) return this.#answer();
    const isTouched = socket !== undefined && socket.bytesWritten > this.#before;
    return isTouched ? readAnswer(socket, deadline) : undefined;
  }

  hold(isHeld: boolean): void {
    this.#isHeld = isHeld;
    if (isHeld) this.#socket?.ref();
    else this.#socket?.unref();
  }

  cancel(): void {
    this.#onAnswer = undefined;
    this.#end();
  }

  #send(isAgain: boolean): void {
    const { isSecure, options } = this.#target;
    const { request: open } = process.getBuiltinModule(isSecure ? "node:https" : "node:http");
    const headers = this.#headers;
    const request = open({ ...options, agent: this.#agent, method: "POST", headers });
    this.#request = request;
    request.once("socket", (socket) => this.#connected(request, socket));
    request.once("response", (response) => this.#answered(request, response));
    request.on("error", (error) => {
      if (request !== this.#request) return;
      // The peer has closed the connection while nothing was asked of it.
      if (request.reusedSocket && !isAgain) this.#send(true);
      else this.#done(error);
    });
    for (const part of this.#parts) request.write(part);
    request.end();
  }

  #connected(request: ClientRequest, socket: Socket): void {
    if (request !== this.#request) return;
    this.#socket = socket;
    this.#before = socket.bytesWritten;
    this.hold(this.#isHeld);
  }

  #answered(request: ClientRequest, response: IncomingMessage): void {
    const { statusCode: status = 0, headers } = response;
    const parts: Buffer[] = [];
    let length = 0;
    const answer = () => ({ status, headers, body: Buffer.concat(parts) });
    this.#answer = answer;
    const done = () => {
      if (request === this.#request) this.#done(undefined, answer());
    };
    response.on("data", (part: Buffer) => {
      length += part.length;
      if (length <= MOST_ANSWER) {
        parts.push(part);
        return;
      }
      // The status tells enough.
      done();
      response.destroy();
    });
    response.once("end", done);
    // The connection was lost within the body: the status is known.
    response.once("error", done);
    response.once("close", done);
  }

  #timedOut(timeout: number): void {
    const message = `no answer within ${timeout} ms`;
    const request = this.#request;
    // An answer that does not end has a status, too: records that the peer has taken are not sent again.
    if (this.#answer !== undefined) this.#done(undefined, this.#answer());
    else this.#done(Object.assign(new Error(message), { code: "ETIMEDOUT" }));
    request?.destroy();
  }

  #done(error: Error | undefined, answer?: HttpAnswer): void {
    const onAnswer = this.#onAnswer;
    if (onAnswer === undefined) return;
    this.#onAnswer = undefined;
    clearTimeout(this.#timer);
    this.#request = undefined;
    onAnswer(error, answer);
  }

  #end(): void {
    clearTimeout(this.#timer);
    const request = this.#request;
    this.#request = undefined;
    request?.destroy();
  }
}
