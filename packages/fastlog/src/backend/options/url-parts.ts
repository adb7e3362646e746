import { fileURLToPath } from "node:url";
import { messageOf } from "../../diagnostics/error-message.ts";
import type { Address } from "./address.ts";
import { backendMeant } from "./backend-suggestion.ts";
import { invalidBackend, type Kinds, parseParameters } from "./option-kinds.ts";

/** Parses the options in a URL's query. */
export function parametersOf<T extends object>(url: string, kinds: Kinds): T {
  const at = url.indexOf("?");
  const parameters = new URLSearchParams(at === -1 ? "" : url.slice(at + 1));
  return parseParameters<T>(url, parameters, kinds);
}

/** Parses the path of a URL without a host. */
export function pathOf(url: string): string {
  if (/^[^?]*#/.test(url)) {
    throw invalidBackend(url, '"#" begins a fragment (expected "%23" for one that is in the path)');
  }
  let path: string;
  try {
    path = fileURLToPath(url.replace(/^[a-z]+:/, "file:"));
  } catch (error) {
    const isMalformed = error instanceof URIError;
    const hint = isMalformed ? ' (expected "%25" for a "%" that is in the path)' : "";
    throw invalidBackend(
      url,
      `${messageOf(error).toLowerCase()}${hint}${backendMeant(url)}`,
      error,
    );
  }
  if (!/^[a-z]+:\/\//.test(url)) {
    throw invalidBackend(url, `expected "//" and an absolute path${backendMeant(url)}`);
  }
  if (path.endsWith("/")) throw invalidBackend(url, "it names a folder (expected a file)");
  return path;
}

/** Parses the host and port of a URL. */
export function addressOf(url: string): Address {
  const expected = 'expected a host and a port, such as "tcp://127.0.0.1:5140"';
  let parsed: URL;
  try {
    // None of these schemes has a default port, which URL would leave out.
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
