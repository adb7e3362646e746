import { describe, expect, test } from "vitest";
import { FastlogError } from "../../errors.ts";
import { appNameOf } from "./app-name.ts";
import { checkSyslog, type SyslogOptions, syslogSettings } from "./syslog-options.ts";

const FACILITIES =
  "kern, user, mail, daemon, auth, syslog, lpr, news, uucp, cron, authpriv, ftp, ntp, audit, alert, clock, local0, local1, local2, local3, local4, local5, local6, local7";

describe("syslog options", () => {
  test("have defaults for all that is not given", () => {
    const appName = appNameOf(process.argv[1]);
    const defaults = { facility: 1, appName, id: "fastlog@32473", bom: false };
    expect(syslogSettings({})).toEqual(defaults);
    const undefinedOptions = { facility: undefined, appName: undefined, id: undefined };
    checkSyslog(undefinedOptions);
    expect(syslogSettings(undefinedOptions)).toEqual(defaults);
  });

  test.each<SyslogOptions>([
    { facility: "kern" },
    { facility: 23 },
    { facility: 0 },
    { appName: "a" },
    { appName: "~".repeat(48) },
    { id: "a@1" },
    { id: "shop.v2@32473.1.2" },
    { id: `${"x".repeat(26)}@32473` },
    { bom: true },
  ])("such as %j are taken as they are", (options) => {
    expect(() => checkSyslog(options)).not.toThrow();
    expect(syslogSettings(options)).toMatchObject(
      options.facility === "kern" ? { facility: 0 } : options,
    );
  });

  test.each<[options: object, message: string]>([
    [{ host: "h" }, 'unknown option "format.syslog.host" (expected facility, appName, id, bom)'],
    [
      { facility: "local8" },
      `invalid option format.syslog.facility="local8": expected ${FACILITIES} or a number from 0 to 23`,
    ],
    [{ facility: "toString" }, expect.stringContaining('facility="toString": expected kern, ')],
    [{ facility: 24 }, expect.stringContaining("facility=24: expected kern, ")],
    [{ facility: -1 }, expect.stringContaining("facility=-1: expected kern, ")],
    [{ facility: 1.5 }, expect.stringContaining("facility=1.5: expected kern, ")],
    [
      { appName: "" },
      'invalid option format.syslog.appName="": expected 1 to 48 printable ASCII characters',
    ],
    [{ appName: "a b" }, expect.stringContaining('appName="a b": expected 1 to 48 printable')],
    [{ appName: "~".repeat(49) }, expect.stringContaining("expected 1 to 48 printable")],
    [
      { id: "fastlog" },
      'invalid option format.syslog.id="fastlog": expected a name, "@" and a private enterprise number, at most 32 characters',
    ],
    [{ id: "a=b@1" }, expect.stringContaining("expected a name")],
    [{ id: "a@b@1" }, expect.stringContaining("expected a name")],
    [{ id: "a]@1" }, expect.stringContaining("expected a name")],
    [{ id: "a@x" }, expect.stringContaining("expected a name")],
    [{ id: `${"x".repeat(27)}@32473` }, expect.stringContaining("expected a name")],
    [{ bom: 1 }, "invalid option format.syslog.bom=1: expected true or false"],
  ])("such as %j are refused", (options, message) => {
    const check = () => checkSyslog(options);
    expect(check).toThrow(FastlogError);
    expect(check).toThrow(expect.objectContaining({ code: "ERR_FASTLOG_INVALID_OPTION", message }));
  });
});
