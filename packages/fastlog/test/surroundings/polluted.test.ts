import { join } from "node:path";
import { expect, test } from "vitest";
import { program, run } from "../child.ts";
import { folder } from "../folder.ts";

/** Names of options, of members that backends and encoders may have, and of levels. */
const NAMES = {
  "options of configure":
    "filter format color fields redact serializers tag backend flushOn flushAfter maxRecord maxDepth maxBreadth " +
    "buffer overflow exitTimeout onBackendError signals isolated",
  "options of entries, children and formats":
    "fallback level msgPrefix customProps formatters template syslog encode needs paths censor remove timeout end reopen " +
    "facility appName bom message error",
  "options of files":
    "mode symlink maxSize every at timeZone keep maxAge maxTotal gzip copytruncate onRotated oversized",
  "options of sockets, and members of backends":
    "delivery window retryMin retryMax connectTimeout writeTimeout framing defaultBuffer overflows defaultFlushAfter diverted",
  levels: "fatal warn info debug trace silent off",
};

test.concurrent.each(Object.entries(NAMES))(
  "%s that somebody has put on Object.prototype change nothing",
  async (_, names) => {
    const argv = program("polluted.mjs", join(folder(), "app.log"), ...names.split(" "));
    const { code, report, stderr } = await run(argv);
    expect(code, stderr).toBe(0);
    expect(report).toEqual([]);
  },
);
