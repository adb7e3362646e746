import { Buffer } from "node:buffer";
import fs from "node:fs";
import type { Socket } from "node:net";
import { codeOf } from "../../diagnostics/error-message.ts";
import { wait } from "../../time/sleep.ts";
import { uptime } from "../../time/system-time.ts";
import { descriptorOf, queuedIn } from "../delivery/node-handle.ts";
import type { HttpAnswer } from "./otlp-answer.ts";

/** Wait before an empty socket is read again, in milliseconds. */
const EMPTY_WAIT = 1;
/** Most bytes of an answer that are read. */
const MOST = 65_536;

const END_OF_HEAD = "\r\n\r\n";

/**
 * Reads the answer to a request that was sent, without the event loop, until `deadline` by `uptime()`. Only for a process
 * that exits. `undefined` if the request was not sent as a whole, the socket encrypts, or there is no answer in time.
 */
export function readAnswer(socket: Socket, deadline: number): HttpAnswer | undefined {
  const fd = descriptorOf(socket);
  if (fd === undefined || socket.writableLength > 0 || queuedIn(socket) > 0) return undefined;
  const bytes = Buffer.alloc(MOST);
  let length = 0;
  while (length < MOST) {
    try {
      const read = fs.readSync(fd, bytes, length, MOST - length, null);
      length += read;
      const answer = answerIn(bytes.subarray(0, length), read === 0);
      if (answer !== undefined || read === 0) return answer;
    } catch (error) {
      if (codeOf(error) !== "EAGAIN" || uptime() >= deadline) return undefined;
      wait(EMPTY_WAIT);
    }
  }
  return undefined;
}

/** The answer in these bytes; `undefined` if it is not whole. `isAll`: no more will follow. */
export function answerIn(bytes: Buffer, isAll: boolean): HttpAnswer | undefined {
  const text = bytes.toString("latin1");
  const end = text.indexOf(END_OF_HEAD);
  const [, digits] = /^HTTP\/1\.[01] (\d{3})/.exec(text) ?? [];
  if (end < 0 || digits === undefined) return undefined;
  const status = Number(digits);
  const start = end + END_OF_HEAD.length;
  // An interim answer comes before the real one.
  if (status < 200) return answerIn(bytes.subarray(start), isAll);
  const headers = headersIn(text.slice(0, end));
  const body = bodyIn(bytes.subarray(start), status, headers, isAll);
  return body && { status, headers, body };
}

function headersIn(head: string): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const line of head.split("\r\n").slice(1)) {
    const [, name, value] = /^([^:]+):[ \t]*(.*?)[ \t]*$/.exec(line) ?? [];
    if (name !== undefined && value !== undefined) headers[name.toLowerCase()] = value;
  }
  return headers;
}

function bodyIn(
  bytes: Buffer,
  status: number,
  headers: Readonly<Record<string, string>>,
  isAll: boolean,
): Buffer | undefined {
  if (status === 204 || status === 304) return Buffer.alloc(0);
  if (/\bchunked\b/i.test(headers["transfer-encoding"] ?? "")) return chunksIn(bytes);
  const length = headers["content-length"];
  if (length === undefined) return isAll ? bytes : undefined;
  return bytes.length < Number(length) ? undefined : bytes.subarray(0, Number(length));
}

function chunksIn(bytes: Buffer): Buffer | undefined {
  const chunks: Buffer[] = [];
  let at = 0;
  for (;;) {
    const end = bytes.indexOf("\r\n", at);
    const size = end < 0 ? Number.NaN : Number.parseInt(bytes.toString("latin1", at, end), 16);
    if (Number.isNaN(size)) return undefined;
    if (size === 0) return Buffer.concat(chunks);
    const start = end + 2;
    if (start + size > bytes.length) return undefined;
    chunks.push(bytes.subarray(start, start + size));
    at = start + size + 2;
  }
}
