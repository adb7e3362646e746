import { expect, test } from "vitest";
import { Sequences } from "./sequences.ts";

const sequences = new Sequences("decisions.mjs", "decisions-regressions.json");

test("in the programs that have failed once, every record that passed is written, or told as held back or repeated, and is in the tails", async () => {
  expect(await sequences.failures(sequences.kept)).toEqual([]);
});

test("in 60 random programs with filters, leases, limits, samples, repeats, bridges and tracepoints, every record that passed is written, or told as held back or repeated, and each is in the tails that asked for it, or told as dropped", async () => {
  const [failed] = await sequences.failures(0, 60);
  expect(failed && (await sequences.told(failed))).toBeUndefined();
});
