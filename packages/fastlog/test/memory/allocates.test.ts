import { describe, expect, test } from "vitest";
import { PROGRAMS, run } from "../child.ts";

const MEBIBYTE = 2 ** 20;
const KINDS = ["text", "json", "controls", "braces", "emoji", "numbers", "rows", "lists", "error"];

describe.each(["json", "text", "logfmt", "syslog", "encoder"])("in %s", (format) => {
  test.concurrent.each(KINDS)(
    "a call that logs 4 MiB of %s allocates less than that, whatever is made of it on the way",
    async (kind) => {
      const flags = ["--expose-gc", "--max-semi-space-size=64"];
      const program = [`${PROGRAMS}/allocates.mjs`, kind, format];
      const { code, stdout, stderr } = await run([process.execPath, ...flags, ...program]);
      expect(code, stderr).toBe(0);
      expect(Number(stdout)).toBeGreaterThan(0);
      expect(Number(stdout)).toBeLessThan(4 * MEBIBYTE);
    },
  );
});
