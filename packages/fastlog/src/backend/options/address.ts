import { show } from "../../diagnostics/show.ts";
import { FastlogError } from "../../errors.ts";
import { integer, type Kinds, text } from "./option-kinds.ts";

/** Address of a peer. */
export interface Address {
  /** Host name or IP address. */
  readonly host: string;
  readonly port: number;
}

/** The options of an {@link Address}. */
export const ADDRESS_KINDS: Kinds = { host: text, port: integer(1, 65_535) };

/** Formats an address as a URL. */
export function addressUrl(scheme: string, { host, port }: Address): string {
  return `${scheme}://${host.includes(":") ? `[${host}]` : host}:${port}`;
}

/** Makes the error of an unusable option or argument of a factory. */
export function invalidOptionFor(
  factory: string,
  name: string,
  value: unknown,
  expected: string,
): FastlogError {
  return new FastlogError(
    "ERR_FASTLOG_INVALID_OPTION",
    `invalid option ${name}=${show(value)} of ${factory}(): expected ${expected}`,
  );
}

/** Checks a path. Throws `ERR_FASTLOG_INVALID_OPTION`. */
export function checkPath(factory: string, path: unknown): asserts path is string {
  if (typeof path !== "string" || path === "")
    throw invalidOptionFor(factory, "path", path, "a path");
}
