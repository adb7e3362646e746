const { configure, error, FastlogError, flush, info, setFilter } = require("fastlog");
const { capture } = require("fastlog/testing");
const fs = require("node:fs");

test("a test logs", async () => {
  const captured = capture({ format: "json" });
  try {
    fs.readFileSync("/nowhere");
  } catch (cause) {
    error(cause, "failed");
  }
  info("m {}", [1], { deep: { error: new TypeError("t") } });
  captured.restore();
  expect(captured.records[0].fields.err.code).toBe("ENOENT");
  expect(captured.records[1].fields.deep.error.type).toBe("TypeError");
  expect(() => setFilter("info/(")).toThrow(FastlogError);
  configure({ backend: `file://${process.env.LOG_FILE}`, format: { template: "{message}" } });
  info("in a test");
  setTimeout(() => info("after the environment"), 50);
  await flush();
});

afterAll(() => info("at the end"));
