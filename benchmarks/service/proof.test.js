import { expect, test } from "vitest";
import { LOGGERS } from "./loggers.js";
import { prove } from "./proof.js";

test.each(LOGGERS)(
  "every record of a generated program is written once, in order: %s",
  async (logger) => {
    const lines = await prove(logger);
    if (logger === "nothing") expect(lines).toBe(0);
    else expect(lines).toBeGreaterThan(5_000);
  },
);
