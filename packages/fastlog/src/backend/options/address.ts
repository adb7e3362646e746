import { show } from "../../diagnostics/show.ts";
import { FastlogError } from "../../errors.ts";
import { integer, type Kinds, text } from "./option-kinds.ts";

/** Where a peer is. */
export interface Address {
  /** A name or an address. */
  readonly host: string;
  readonly port: number;
}

/** The options that make an {@link Address}. */
export const ADDRESS_KINDS: Kinds = { host: text, port: integer(1, 65_535) };

/** An address as a URL. */
export function addressUrl(scheme: string, { host, port }: Address): string {
  return `${scheme}://${host.includes(":") ? `[${host}]` : host}:${port}`;
}

/** An option, or an argument, that a factory cannot use. */
export function unusableFor(
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

/** Throws `ERR_FASTLOG_INVALID_OPTION` for what is no path. */
export function checkPath(factory: string, path: unknown): asserts path is string {
  if (typeof path !== "string" || path === "") throw unusableFor(factory, "path", path, "a path");
}
