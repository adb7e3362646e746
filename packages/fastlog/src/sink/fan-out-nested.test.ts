import { expect, test } from "vitest";
import { atEndOfStack } from "../../test/fixtures/unit/deep.ts";
import { memory } from "../backend/memory.ts";
import { Runtime } from "../lifecycle/runtime.ts";

// Each runtime watches for the end of the process.
process.setMaxListeners(0);

/** Two backends of different formats. */
function make() {
  const [text, json] = [memory(), memory()];
  const runtime = new Runtime({});
  const backend = [
    { backend: text, format: { template: "{message}" } },
    { backend: json, format: "json" as const },
  ];
  runtime.configure({ backend });
  const messages = () => json.lines.map((line) => (JSON.parse(line) as { msg: string }).msg);
  return { runtime, app: runtime.logger("app"), text, json, messages };
}

test("a record that is logged inside of another follows it in every format", () => {
  const { runtime, app, text, messages } = make();
  let isFirst = true;
  const value = {
    toJSON() {
      if (isFirst) app.info("inside");
      isFirst = false;
      return 1;
    },
  };
  app.info("outer", { value });
  runtime.flushSync();
  expect(text.lines).toEqual(["outer value=1", "inside"]);
  expect(messages()).toEqual(["outer", "inside"]);
});

test.each([
  ["configures another backend", (runtime: Runtime) => runtime.configure({ backend: memory() })],
  ["closes", (runtime: Runtime) => void runtime.close()],
])("a record is written for every format though a toJSON %s", async (_, act) => {
  const { runtime, app, text, messages } = make();
  const value = {
    toJSON() {
      act(runtime);
      return 1;
    },
  };
  app.info("before");
  app.info("outer", { value });
  await runtime.flush();
  await new Promise((resolve) => setImmediate(resolve));
  expect(text.lines).toEqual(["before", "outer value=1"]);
  expect(messages()).toEqual(["before", "outer"]);
});

test("a value that cannot be asked for a sink's pattern keeps no group waiting", () => {
  const { runtime, app, text } = make();
  const hostile = {
    toString() {
      throw new Error("no text");
    },
  };
  app.info("a {}", hostile as never);
  for (let i = 0; i < 10; i++) app.info("after {}", i);
  runtime.flushSync();
  expect(text.lines.slice(-10)).toEqual(Array.from({ length: 10 }, (_, i) => `after ${i}`));
});

test("logs at the end of the stack keep no group waiting", async () => {
  const { runtime, app, text, messages } = make();
  // V8 has the functions use less of the stack as they get warm.
  for (let i = 0; i < 5; i++) atEndOfStack(200, () => app.info("deep"));
  app.info("after");
  await runtime.flush();
  expect(text.lines.at(-1)).toBe("after");
  expect(messages().at(-1)).toBe("after");
});
