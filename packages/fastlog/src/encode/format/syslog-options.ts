import { show } from "../../diagnostics/show.ts";
import { FastlogError } from "../../errors.ts";
import { ownOptions } from "../../own-members.ts";
import { appNameOf } from "./app-name.ts";

/** The name of a syslog facility. */
export type SyslogFacility =
  | "kern"
  | "user"
  | "mail"
  | "daemon"
  | "auth"
  | "syslog"
  | "lpr"
  | "news"
  | "uucp"
  | "cron"
  | "authpriv"
  | "ftp"
  | "ntp"
  | "audit"
  | "alert"
  | "clock"
  | "local0"
  | "local1"
  | "local2"
  | "local3"
  | "local4"
  | "local5"
  | "local6"
  | "local7";

const FACILITIES: Readonly<Record<SyslogFacility, number>> = {
  kern: 0,
  user: 1,
  mail: 2,
  daemon: 3,
  auth: 4,
  syslog: 5,
  lpr: 6,
  news: 7,
  uucp: 8,
  cron: 9,
  authpriv: 10,
  ftp: 11,
  ntp: 12,
  audit: 13,
  alert: 14,
  clock: 15,
  local0: 16,
  local1: 17,
  local2: 18,
  local3: 19,
  local4: 20,
  local5: 21,
  local6: 22,
  local7: 23,
};

/** Options of the syslog format. */
export interface SyslogOptions {
  /** Facility of the program: a name or 0 to 23. Default `"user"`. */
  readonly facility?: SyslogFacility | number | undefined;
  /**
   * APP-NAME, 1 to 48 printable ASCII characters. Default the name of the main module's package without its scope,
   * or of its file if it is in no package.
   */
  readonly appName?: string | undefined;
  /**
   * SD-ID of the fields: a name, `@`, and the private enterprise number of the organisation that defines the
   * fields; at most 32 characters. Default `"fastlog@32473"`: RFC 5612 reserves 32473 for examples.
   */
  readonly id?: string | undefined;
  /**
   * Whether the message begins with a byte order mark, which marks it as UTF-8 in RFC 5424. It is UTF-8 either way.
   * Most receivers assume that, and show the mark or store it as part of the message. Default `false`.
   */
  readonly bom?: boolean | undefined;
}

/** Options with their defaults filled in. */
export interface SyslogSettings {
  readonly facility: number;
  readonly appName: string;
  readonly id: string;
  readonly bom: boolean;
}

const DEFAULT_ID = "fastlog@32473";

const APP_NAME = /^[!-~]{1,48}$/;
/** The number may have sub-identifiers. */
const ID = /^(?=.{1,32}$)[!#-<>?A-\\^-~]+@\d+(?:\.\d+)*$/;

const CHECKS: Readonly<
  Record<keyof SyslogOptions, readonly [accepts: (value: unknown) => boolean, expected: string]>
> = {
  facility: [
    (value) => facilityOf(value) !== undefined,
    `${Object.keys(FACILITIES).join(", ")} or a number from 0 to 23`,
  ],
  appName: [
    (value) => typeof value === "string" && APP_NAME.test(value),
    "1 to 48 printable ASCII characters",
  ],
  id: [
    (value) => typeof value === "string" && ID.test(value),
    'a name, "@" and a private enterprise number, at most 32 characters',
  ],
  bom: [(value) => typeof value === "boolean", "true or false"],
};

/** Validates the options. Throws `ERR_FASTLOG_INVALID_OPTION`. */
export function checkSyslog(options: object): void {
  for (const [name, value] of Object.entries(options)) {
    if (value === undefined) continue;
    if (!Object.hasOwn(CHECKS, name)) {
      throw invalid(
        `unknown option ${show(`format.syslog.${name}`)} (expected ${Object.keys(CHECKS).join(", ")})`,
      );
    }
    const [accepts, expected] = CHECKS[name as keyof SyslogOptions];
    if (!accepts(value)) {
      throw invalid(`invalid option format.syslog.${name}=${show(value)}: expected ${expected}`);
    }
  }
}

/** Fills the defaults into validated options. */
export function syslogSettings(given: SyslogOptions): SyslogSettings {
  const options = ownOptions<SyslogOptions>(given);
  return {
    facility: facilityOf(options.facility ?? "user") as number,
    appName: options.appName ?? appNameOf(process.argv[1]),
    id: options.id ?? DEFAULT_ID,
    bom: options.bom ?? false,
  };
}

function facilityOf(facility: unknown): number | undefined {
  if (typeof facility === "string" && Object.hasOwn(FACILITIES, facility)) {
    return FACILITIES[facility as SyslogFacility];
  }
  return Object.values<unknown>(FACILITIES).includes(facility) ? (facility as number) : undefined;
}

function invalid(message: string): FastlogError {
  return new FastlogError("ERR_FASTLOG_INVALID_OPTION", message);
}
