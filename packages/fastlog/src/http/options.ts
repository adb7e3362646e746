import type { Logger } from "../call/logger.ts";
import type { Fields } from "../call/signatures.ts";
import { invalidOption } from "../diagnostics/invalid-option.ts";
import { nearName } from "../diagnostics/option-suggestions.ts";
import { show } from "../diagnostics/show.ts";
import { FastlogError } from "../errors.ts";
import type { RecordLevel } from "../level.ts";
import { ownOptions } from "../own-members.ts";
import type { HttpRequest } from "./http-request.ts";

/** Options for the ids of requests: see {@link HttpOptions.reqId}. */
export interface RequestIdOptions {
  /**
   * Header that a request's id comes in; `false` takes none over. An id of more than 128 characters, or of others than
   * letters, digits, `_`, `.` and `-`, is not taken over. Default `"x-request-id"`.
   */
  readonly header?: string | false | undefined;
  /** Header that the id is sent back in; `false` sends none. Default: that of `header`, or `"x-request-id"`. */
  readonly send?: string | false | undefined;
  /** Makes the id of a request that came without a usable one. Default: random digits of the thread and a number. */
  readonly generate?: ((request: HttpRequest) => string) | undefined;
}

/** Options of `http()`. A function among them that throws is reported once on stderr, and its default takes effect. */
export interface HttpOptions {
  /** Logs the records of requests. Default: `logger("http")`. */
  readonly logger?: Logger | undefined;
  /**
   * Level of a request's record; `"silent"` writes none. Default: `error` for a status of 500 or more, `warn` for a
   * request that was aborted, `info` for all others.
   */
  readonly level?: ((request: HttpRequest) => RecordLevel | "silent") | undefined;
  /**
   * Requests without a record: a list of paths (`/assets/*` is every path that begins with `/assets/`), or a function
   * that is called when the response is closed. Records inside such a request still have its id. Default: none.
   */
  readonly skip?: string | readonly string[] | ((request: HttpRequest) => boolean) | undefined;
  /**
   * Share of the requests that get a record, more than 0 and up to 1. A record of `warn` or above is always written. A
   * record that stands for others has the share as its field `sampled`: the sum of `1 / sampled` is the number of
   * requests. If the request came with a `traceparent`, its trace id decides, in all services alike. Default 1.
   */
  readonly sample?: number | ((request: HttpRequest) => number) | undefined;
  /**
   * Ids of requests, which every record inside a request has as `reqId`: a function that makes them, or the headers that
   * they come in and are sent back in. `false` makes none. Default `true`.
   */
  readonly reqId?: boolean | RequestIdOptions | ((request: HttpRequest) => string) | undefined;
  /** Returns further fields of every record that is logged inside a request. Called when the request comes. */
  readonly fields?: ((request: HttpRequest) => Fields) | undefined;
  /** Returns the route, such as `/users/:id`, where fastlog does not find it. */
  readonly route?: ((request: HttpRequest) => string | undefined) | undefined;
  /** Whether the record has the field `query`, without the question mark. Secrets may be in it. Default `false`. */
  readonly query?: boolean | undefined;
  /** Whether the record has the field `userAgent`, of up to 256 characters. Default `false`. */
  readonly userAgent?: boolean | undefined;
  /** Whether the record has the client's address as `ip`. Default `false`. */
  readonly ip?: boolean | undefined;
  /**
   * Number of proxies before the server whose `x-forwarded-for` tells the client's address; `true` trusts the whole
   * header, which any client can send. Default `false`: the address of the connection.
   */
  readonly trustProxy?: boolean | number | undefined;
  /**
   * Keeps the records of a request that the filter does not let pass, in so much memory: bytes from 8,192 to 16,777,216, or as
   * text: `"64kb"`. They are written if an error is logged inside, such as the record of a status of 500, or by
   * `keepRecords()`, and are forgotten otherwise. See `withContext`. Default: they are not kept.
   */
  readonly recorder?: number | string | undefined;
}

/** Checked options. */
export interface HttpSettings extends Omit<HttpOptions, "reqId" | "skip"> {
  /** In lower case; `undefined` if ids of requests are not taken over. */
  readonly idHeader: string | undefined;
  /** `undefined` if ids are not sent back. */
  readonly sentHeader: string | undefined;
  /** `undefined` for an id of fastlog's. */
  readonly generate: ((request: HttpRequest) => string) | undefined;
  readonly hasIds: boolean;
  readonly skip: ((request: HttpRequest) => boolean) | undefined;
}

const ID_HEADER = "x-request-id";
const MAX_PROXIES = 100;

/** Characters of the name of a header (RFC 9110, token). */
const TOKEN = /^[\w!#$%&'*+.^`|~-]+$/;

type Check = (value: unknown, name: string) => void;

const CHECKS: Readonly<Record<keyof HttpOptions, Check>> = {
  logger: isLogger,
  level: isFunction,
  skip: (value, name) => {
    if (typeof value === "function" || listOf(value).every((path) => isPath(path))) return;
    const expected = 'expected paths that begin with "/" and may end with "*", or a function';
    throw invalidOption(name, value, expected);
  },
  sample: (value, name) => {
    if (typeof value === "function" || (typeof value === "number" && isShare(value))) return;
    throw invalidOption(name, value, "expected a number above 0 and up to 1, or a function");
  },
  reqId: (value, name) => {
    if (typeof value === "boolean" || typeof value === "function") return;
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      throw invalidOption(name, value, "expected true, false, a function or an object");
    }
    checkAll(value, ID_CHECKS, `${name}.`);
  },
  fields: isFunction,
  route: isFunction,
  query: isBoolean,
  userAgent: isBoolean,
  ip: isBoolean,
  trustProxy: (value, name) => {
    if (typeof value === "boolean") return;
    if (Number.isInteger(value) && (value as number) >= 0 && (value as number) <= MAX_PROXIES)
      return;
    throw invalidOption(name, value, `expected true, false or a number from 0 to ${MAX_PROXIES}`);
  },
  // The runtime checks it.
  recorder: () => {},
};

const ID_CHECKS: Readonly<Record<keyof RequestIdOptions, Check>> = {
  header: isHeader,
  send: isHeader,
  generate: isFunction,
};

/** Checks options. Throws `ERR_FASTLOG_INVALID_OPTION` for an unknown option and for an invalid value. */
export function httpSettings(given: unknown): HttpSettings {
  if (typeof given !== "object" || given === null || Array.isArray(given)) {
    throw new FastlogError(
      "ERR_FASTLOG_INVALID_OPTION",
      `invalid options ${show(given)} of http() (expected an object)`,
    );
  }
  checkAll(given, CHECKS, "");
  const options = ownOptions<HttpOptions>(given);
  const ids = typeof options.reqId === "object" ? ownOptions<RequestIdOptions>(options.reqId) : {};
  const { header = ID_HEADER, send = header === false ? ID_HEADER : header } = ids;
  const hasIds = options.reqId !== false;
  return {
    ...options,
    hasIds,
    idHeader: header === false || !hasIds ? undefined : header.toLowerCase(),
    sentHeader: send === false || !hasIds ? undefined : send.toLowerCase(),
    generate: typeof options.reqId === "function" ? options.reqId : ids.generate,
    skip: skipOf(options.skip),
  };
}

function checkAll(given: object, checks: Readonly<Record<string, Check>>, prefix: string): void {
  const names = Object.keys(checks);
  for (const [name, value] of Object.entries(given)) {
    if (!Object.hasOwn(checks, name)) {
      throw new FastlogError(
        "ERR_FASTLOG_INVALID_OPTION",
        `unknown option ${show(prefix + name)} of http() (expected ${names.join(", ")})${nearName(name, names)}`,
      );
    }
    if (value !== undefined) checks[name]?.(value, prefix + name);
  }
}

function skipOf(skip: HttpOptions["skip"]): HttpSettings["skip"] {
  if (skip === undefined || typeof skip === "function") return skip;
  const paths = listOf(skip).map(String);
  const whole = new Set(paths.filter((path) => !path.endsWith("*")));
  const starts = paths.filter((path) => path.endsWith("*")).map((path) => path.slice(0, -1));
  return ({ path }) => whole.has(path) || starts.some((start) => path.startsWith(start));
}

/** Whether a number is a share of the requests that can be sampled. */
export function isShare(value: number): boolean {
  return value > 0 && value <= 1;
}

function isPath(value: unknown): boolean {
  return typeof value === "string" && /^\/[^*]*\*?$/.test(value);
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}

function isFunction(value: unknown, name: string): void {
  if (typeof value !== "function") throw invalidOption(name, value, "expected a function");
}

function isBoolean(value: unknown, name: string): void {
  if (typeof value !== "boolean") throw invalidOption(name, value, "expected true or false");
}

function isHeader(value: unknown, name: string): void {
  if (value === false || (typeof value === "string" && TOKEN.test(value))) return;
  throw invalidOption(name, value, "expected the name of a header, or false");
}

function isLogger(value: unknown, name: string): void {
  const { info, isEnabled } = (value ?? {}) as Partial<Logger>;
  if (typeof info !== "function" || typeof isEnabled !== "function") {
    throw invalidOption(name, value, "expected a logger of fastlog");
  }
}
