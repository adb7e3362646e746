import { expect, test } from "vitest";
import { Sequences } from "./sequences.ts";

const sequences = new Sequences("run.mjs", "model-regressions.json");

test("in the sequences that have failed once, every record is written once, in order and whole, or counted", async () => {
  expect(await sequences.failures(sequences.kept)).toEqual([]);
});

test.each([0, 125, 250, 375])(
  "in 125 random sequences of calls, faults and places from seed %i on, every record is written once, in order and whole, or counted, and the next ones are written",
  async (from) => {
    const [failed] = await sequences.failures(from, from + 125);
    expect(failed && (await sequences.told(failed))).toBeUndefined();
  },
);
