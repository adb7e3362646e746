import { describe, expect, test } from "vitest";
import { told } from "../../test/fixtures/unit/told.ts";
import type { Trouble } from "../backend/backend.ts";
import { memory } from "../backend/memory.ts";
import { Runtime } from "../lifecycle/runtime.ts";
import type { BackendOption } from "./backend-option.ts";

process.setMaxListeners(0);

const FORMAT = { template: "{message}" } as const;

/** A backend that says that it cannot deliver, as often as it is asked. */
function failing() {
  return Object.assign(told(), {
    counters: () => ({ errors: { EIO: 1 }, state: "gone" as const }),
  });
}

describe("a fallback", () => {
  test("has what its backend cannot deliver", () => {
    const fallback = memory();
    const runtime = new Runtime({});
    const troubles: Trouble[] = [];
    runtime.configure({
      backend: { backend: failing(), fallback },
      format: FORMAT,
      onBackendError: (trouble) => void troubles.push(trouble),
    });
    runtime.logger("app").info("one");
    runtime.flushSync();
    expect(fallback.lines).toEqual(["one"]);
    const message = "nobody reads it any more; logging to memory: meanwhile";
    expect(troubles).toEqual([{ backend: "told:", code: "FALLBACK", message }]);
    expect(runtime.stats().backends).toMatchObject([
      { name: "told:", records: 1, diverted: 1, state: "gone", errors: { EIO: 1 } },
    ]);
  });

  test("is there for one backend of several", () => {
    const [first, second] = [memory(), memory()];
    const runtime = new Runtime({});
    const backend = [first, { backend: failing(), fallback: second, filter: "warn" }];
    runtime.configure({ backend, format: FORMAT, onBackendError() {} });
    runtime.logger("app").info("one");
    runtime.logger("app").warn("two");
    runtime.flushSync();
    expect([first.lines, second.lines]).toEqual([["one", "two"], ["two"]]);
    expect(runtime.stats().backends.map(({ diverted }) => diverted)).toEqual([undefined, 1]);
  });

  test("that is given again with the same backend goes on with it", () => {
    const [backend, fallback] = [told(), told()];
    const runtime = new Runtime({});
    const configure = () => runtime.configure({ backend: { backend, fallback }, format: FORMAT });
    configure();
    runtime.logger("app").info("one");
    configure();
    runtime.logger("app").info("two");
    runtime.flushSync();
    expect(backend.lines).toEqual(["one", "two"]);
    expect([...backend.done, ...fallback.done]).not.toContain("close");
  });

  test("is closed with its backend", async () => {
    const [backend, fallback] = [told(), told()];
    const runtime = new Runtime({});
    runtime.configure({ backend: { backend, fallback } });
    await runtime.close();
    expect([backend.done.at(-1), fallback.done.at(-1)]).toEqual(["close", "close"]);
  });

  test("is closed at once where LOG_BACKEND stands in the place of both", () => {
    const [backend, fallback] = [told(), told()];
    new Runtime({ LOG_BACKEND: "stderr" }).configure({ backend: { backend, fallback } });
    expect([backend.done, fallback.done]).toEqual([["close"], ["close"]]);
  });

  test("leaves its backend the policy for a full buffer", () => {
    const runtime = new Runtime({});
    const entry = { backend: "tcp://127.0.0.1:9", fallback: memory(), overflow: "block" } as const;
    expect(() => runtime.configure({ backend: entry })).toThrow(
      'invalid option overflow="block": tcp://127.0.0.1:9 can have drop-newest or drop-oldest only',
    );
  });

  const own = memory();
  test.each<[fallback: unknown, message: string]>([
    [
      5,
      "invalid option backend.fallback=5: expected a URL or a backend; it has no method submit()",
    ],
    [own, "expected another one than the backend"],
    ["ftp://x", 'invalid backend "ftp://x"'],
  ])("that is %s is an error", (fallback, message) => {
    const backend = { backend: own, fallback } as BackendOption;
    expect(() => new Runtime({}).configure({ backend })).toThrow(message);
  });

  test("that is the backend of another sink is an error", () => {
    const shared = memory();
    const backend = [shared, { backend: "stdout", fallback: shared }];
    expect(() => new Runtime({}).configure({ backend })).toThrow("expected each backend once");
  });
});
