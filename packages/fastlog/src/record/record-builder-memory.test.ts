import { describe, expect, test } from "vitest";
import { collectGarbage } from "../../test/fixtures/unit/garbage.ts";
import { Recording } from "../../test/fixtures/unit/recording.ts";

/** How many bytes more are held after something was logged than before. */
async function growth(log: (recording: Recording) => void): Promise<number> {
  const recording = new Recording({ buffer: 0 });
  const held = async () => {
    recording.lines();
    await collectGarbage();
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    return heapUsed + arrayBuffers;
  };
  recording.app.info("first {}", 1);
  const before = await held();
  log(recording);
  const after = await held();
  // So that it cannot be collected before it was looked at.
  recording.app.info("last");
  return after - before;
}

const MEBIBYTE = 2 ** 20;

describe("values that are logged once are not retained:", () => {
  test("long messages", async () => {
    const grown = await growth((recording) => {
      for (let i = 0; i < 5_000; i++) {
        recording.app.info("x".repeat(60_000 + (i % 256)) + i);
        recording.lines();
      }
    });
    expect(grown).toBeLessThan(8 * MEBIBYTE);
  });

  test("long templates", async () => {
    const grown = await growth((recording) => {
      for (let i = 0; i < 500; i++) {
        recording.app.info(`${"x".repeat(60_000)}${i} {}`, 1);
        recording.lines();
      }
    });
    expect(grown).toBeLessThan(8 * MEBIBYTE);
  });

  test("new messages, templates and keys in each record", async () => {
    const grown = await growth((recording) => {
      for (let i = 0; i < 100_000; i++) {
        recording.app.info(`message ${i} {}`, 1, { [`key${i}`]: 1 });
        recording.app.info(`message ${i}`);
        if (i % 1_000 === 0) recording.lines();
      }
    });
    expect(grown).toBeLessThan(4 * MEBIBYTE);
  });
});
