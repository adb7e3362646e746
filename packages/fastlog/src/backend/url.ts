import { fileURLToPath } from "node:url";
import type { Backend } from "./backend.ts";
import { type DatagramOptions, UDP_KINDS, UNIXGRAM_KINDS } from "./datagram-options.ts";
import { type FileOptions, file } from "./file.ts";
import { messageOf } from "./message.ts";
import { bytes, choice, fileMode, invalidBackend, type Kinds, parseParameters } from "./options.ts";
import {
  JOURNALD_KINDS,
  type SocketOptions,
  TCP_KINDS,
  TLS_KINDS,
  UNIX_KINDS,
} from "./socket-options.ts";
import { stderr, stdout } from "./standard.ts";
import { journald, tcp, tls, unix } from "./stream.ts";
import { udp } from "./udp.ts";
import { unixgram } from "./unixgram.ts";

const FD_KINDS: Kinds = {
  buffer: bytes(0, 2 ** 40),
  overflow: choice("block", "drop-newest", "drop-oldest"),
};

/** What follows the scheme of each kind of backend. */
const OPENERS: Readonly<Record<string, (url: string) => Backend>> = {
  stdout: (url) => stdout(parametersOf(url, FD_KINDS)),
  stderr: (url) => stderr(parametersOf(url, FD_KINDS)),
  file: (url) => file(pathOf(url), parametersOf<FileOptions>(url, { ...FD_KINDS, mode: fileMode })),
  unix: (url) => unix(pathOf(url), parametersOf(url, UNIX_KINDS)),
  unixgram: (url) => unixgram(pathOf(url), parametersOf(url, UNIXGRAM_KINDS)),
  udp: (url) => udp({ ...addressOf(url), ...parametersOf<DatagramOptions>(url, UDP_KINDS) }),
  tcp: (url) => tcp({ ...addressOf(url), ...parametersOf<SocketOptions>(url, TCP_KINDS) }),
  tls: (url) => tls({ ...addressOf(url), ...parametersOf<SocketOptions>(url, TLS_KINDS) }),
  journald: (url) => journald(parametersOf(url, JOURNALD_KINDS)),
};

const EXPECTED =
  '"stdout", "stderr", "journald:", or a file:, unix:, unixgram:, tcp:, tls: or udp: URL ' +
  'such as "file:///var/log/app.log" or "tcp://127.0.0.1:5140"';

/** Opens the backend that a URL names. Throws `ERR_FASTLOG_INVALID_BACKEND`. */
export function openBackend(url: string): Backend {
  const [scheme = ""] = /^[a-z]+(?=:|\?|$)/.exec(url) ?? [];
  const open = Object.hasOwn(OPENERS, scheme) ? OPENERS[scheme] : undefined;
  if (open === undefined) throw invalidBackend(url, `expected ${EXPECTED}`);
  return open(url);
}

function parametersOf<T extends object>(url: string, kinds: Kinds): T {
  const at = url.indexOf("?");
  const parameters = new URLSearchParams(at === -1 ? "" : url.slice(at + 1));
  return parseParameters<T>(url, parameters, kinds);
}

/** The path of a URL that has no host. */
function pathOf(url: string): string {
  let path: string;
  try {
    path = fileURLToPath(url.replace(/^[a-z]+:/, "file:"));
  } catch (error) {
    throw invalidBackend(url, messageOf(error).toLowerCase(), error);
  }
  if (!/^[a-z]+:\/\//.test(url)) throw invalidBackend(url, 'expected "//" and an absolute path');
  if (path.endsWith("/")) throw invalidBackend(url, "it names a folder (expected a file)");
  return path;
}

/** The host and port of a URL. */
function addressOf(url: string): { readonly host: string; readonly port: number } {
  const expected = 'expected a host and a port, such as "tcp://127.0.0.1:5140"';
  let parsed: URL;
  try {
    // As a scheme that URL knows no default port of.
    parsed = new URL(url);
  } catch (error) {
    throw invalidBackend(url, expected, error);
  }
  const { hostname, port, pathname, username, hash } = parsed;
  if (hostname === "" || port === "" || !["", "/"].includes(pathname) || username || hash) {
    throw invalidBackend(url, expected);
  }
  return { host: hostname.replace(/^\[|\]$/g, ""), port: Number(port) };
}
