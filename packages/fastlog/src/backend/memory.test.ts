import { expect, expectTypeOf, test } from "vitest";
import { Recording } from "../../test/fixtures/unit/recording.ts";
import type { Backend } from "./backend.ts";
import { type MemoryBackend, memory } from "./memory.ts";

function logged(): { backend: MemoryBackend; recording: Recording } {
  const backend = memory();
  const recording = new Recording({ backend });
  recording.app.info("one");
  recording.app.info("zwölf\n");
  recording.app.info("");
  recording.pipeline.flushSync();
  return { backend, recording };
}

test("the memory backend keeps every record, as text and by lines", () => {
  const { backend } = logged();
  expect(backend.text).toBe("one\nzwölf\\n\n\n");
  expect(backend.lines).toEqual(["one", "zwölf\\n", ""]);
  expect(backend.name).toBe("memory:");
});

test("what the memory backend keeps is there before its chunk is written over", () => {
  const { backend, recording } = logged();
  for (let i = 0; i < 5_000; i++) recording.app.info("x");
  recording.pipeline.flushSync();
  expect(backend.lines.slice(0, 4)).toEqual(["one", "zwölf\\n", "", "x"]);
  expect(backend.lines).toHaveLength(5_003);
});

test("the memory backend gives every chunk back as delivered", () => {
  const { backend, recording } = logged();
  const { counters, buffered } = recording.pipeline.batch;
  expect(counters).toEqual({ records: 3, bytes: backend.text.length + 1, dropped: 0 });
  expect(buffered).toBe(0);
});

test("the memory backend forgets what it has when it is cleared, and goes on", () => {
  const { backend, recording } = logged();
  const { lines } = backend;
  backend.clear();
  expect([backend.text, backend.lines]).toEqual(["", []]);
  expect(lines).toHaveLength(3);
  recording.app.info("later");
  recording.pipeline.flushSync();
  expect(backend.text).toBe("later\n");
});

test("the memory backend is never behind and closes at once", async () => {
  const { backend } = logged();
  await backend.flush();
  await backend.close();
  expect(backend.lines).toHaveLength(3);
});

test("the memory backend is a backend", () => {
  expectTypeOf<MemoryBackend>().toExtend<Backend>();
  expectTypeOf(memory).returns.toEqualTypeOf<MemoryBackend>();
  expectTypeOf<MemoryBackend["lines"]>().toEqualTypeOf<readonly string[]>();
});
