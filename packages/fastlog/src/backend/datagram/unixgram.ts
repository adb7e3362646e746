import { Buffer } from "node:buffer";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { Backend } from "../backend.ts";
import { invalidOptionFor } from "../options/address.ts";
import { DatagramBackend } from "./datagram-backend.ts";
import { type UnixgramOptions, unixgramSettings } from "./datagram-options.ts";
import { LONGEST_PATH, loadUnixDatagrams } from "./unix-sockets.ts";
import { UnixgramTransport } from "./unixgram-transport.ts";

/**
 * Sends each record as a datagram to a Unix socket such as `/dev/log`, or several in one (`pack`). No record is
 * lost on the way: records wait while the receiver is full or gone, and are sent to it or its successor.
 *
 * It needs the package koffi, and Linux or macOS. Throws `ERR_FASTLOG_BACKEND_UNAVAILABLE` without them, and
 * `ERR_FASTLOG_INVALID_OPTION`.
 */
export function unixgram(path: string, options: UnixgramOptions = {}): Backend {
  const absolute = typeof path === "string" && path !== "" ? resolve(path) : "";
  if (absolute === "" || absolute.includes("\0") || Buffer.byteLength(absolute) > LONGEST_PATH) {
    throw invalidOptionFor("unixgram", "path", path, `a path of at most ${LONGEST_PATH} bytes`);
  }
  const settings = unixgramSettings(options);
  const name = `unixgram://${pathToFileURL(absolute).pathname}`;
  const recipe = { factory: "unixgram", args: [absolute, { ...options }] };
  const transport = new UnixgramTransport(loadUnixDatagrams(), absolute);
  return new DatagramBackend(name, transport, settings, recipe);
}
