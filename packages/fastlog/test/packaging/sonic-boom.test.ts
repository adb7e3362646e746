import fs from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import fc from "fast-check";
import { SonicBoom as Whole } from "sonic-boom";
import { afterEach, beforeAll, expect, test, vi } from "vitest";
import { sonicBoom, withoutUnused } from "../../bundle/sonic-boom.js";
import { WORKSPACE_PACKAGE } from "../app.ts";
import { folder } from "../folder.ts";

let Inlined: typeof Whole;

beforeAll(async () => {
  const outfile = join(folder(), "sonic-boom.mjs");
  await build({
    stdin: { contents: 'export { SonicBoom } from "sonic-boom";', resolveDir: WORKSPACE_PACKAGE },
    bundle: true,
    outfile,
    platform: "node",
    format: "esm",
    plugins: [sonicBoom],
  });
  ({ SonicBoom: Inlined } = await import(pathToFileURL(outfile).href));
});

afterEach(() => {
  vi.restoreAllMocks();
});

/** What a write comes to: how many bytes are taken, or why none are. */
const outcome = fc.oneof(
  fc.nat({ max: 40 }).map((taken) => ({ taken })),
  fc.constantFrom("EAGAIN", "EBUSY", "EIO", "ENOSPC", "EPIPE").map((code) => ({ code })),
);

/** All that is seen of a stream to which the buffers are written, where its writes come to that. */
function seen(
  Stream: typeof Whole,
  sizes: readonly number[],
  outcomes: readonly ({ readonly taken: number } | { readonly code: string })[],
): unknown[] {
  const events: unknown[] = [];
  const left = [...outcomes];
  const write = vi.spyOn(fs, "writeSync").mockImplementation((...args: unknown[]) => {
    const bytes = args[1] as Buffer;
    events.push(["write", args[0], bytes.toString()]);
    const next = left.shift() ?? { taken: bytes.length };
    if ("code" in next) throw Object.assign(new Error(next.code), next);
    return Math.min(Math.max(next.taken, 1), bytes.length);
  });
  const stream = new Stream({
    fd: 7,
    sync: true,
    contentMode: "buffer",
    maxWrite: 65_536,
    retryEAGAIN: () => false,
  });
  stream.on("error", ({ code }: NodeJS.ErrnoException) => events.push(["error", code]));
  for (const [i, size] of sizes.entries()) {
    const isRoom = stream.write(Buffer.alloc(size, 97 + (i % 26)) as never);
    events.push(["left", isRoom, (stream as unknown as { readonly _len: number })._len]);
  }
  write.mockRestore();
  return events;
}

test("what is inlined of sonic-boom writes, and fails, as the whole does", () => {
  const sizes = fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(sizes, fc.array(outcome, { maxLength: 12 }), (sizes, outcomes) => {
      expect(seen(Inlined, sizes, outcomes)).toEqual(seen(Whole, sizes, outcomes));
    }),
    { numRuns: 500 },
  );
});

test("a sonic-boom of other parts is refused", () => {
  expect(() => withoutUnused("function SonicBoom() {}\nmodule.exports = SonicBoom")).toThrow(
    "sonic-boom is another one: 1 parts are not used (expected 17)",
  );
});
