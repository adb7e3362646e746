import fc from "fast-check";
import { expect, test } from "vitest";
import { Blocks, type LineSink } from "./blocks.ts";
import type { Source } from "./source.ts";

/** Gives bytes in pieces of these lengths, in turn. */
function sourceOf(bytes: Buffer, lengths: readonly number[]): Source {
  let at = 0;
  let turn = 0;
  return {
    isLive: false,
    read(into, start, length) {
      const piece = Math.min(length, lengths[turn++ % lengths.length] ?? 1, bytes.length - at);
      bytes.copy(into, start, at, at + piece);
      at += piece;
      return turn % 3 === 0 ? Promise.resolve(piece) : piece;
    },
    close() {},
  };
}

/** Collects lines; long ones with a mark where their parts meet. */
class Collector implements LineSink {
  text = "";
  lines(bytes: Buffer, from: number, to: number): boolean {
    this.text += bytes.toString("latin1", from, to);
    return true;
  }
  part(bytes: Buffer, from: number, to: number, isFirst: boolean, isLast: boolean): boolean {
    this.text += `${isFirst ? "<" : ""}${bytes.toString("latin1", from, to)}${isLast ? ">\n" : ""}`;
    return true;
  }
  idle(): void {}
}

test("all lines come whole and in order, however the source is cut", async () => {
  const text = fc
    .array(fc.constantFrom("a", "\n", "long line ", "\r\n", "x".repeat(500)))
    .map((parts) => parts.join(""));
  const lengths = fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 1 });
  await fc.assert(
    fc.asyncProperty(text, lengths, async (log, cuts) => {
      const sink = new Collector();
      const blocks: string[] = [];
      const lines = sink.lines.bind(sink);
      sink.lines = (bytes, from, to) => {
        blocks.push(bytes.toString("latin1", from, to));
        return lines(bytes, from, to);
      };
      await new Blocks(sink).all(sourceOf(Buffer.from(log), cuts));
      expect(sink.text).toBe(log);
      for (const block of blocks.slice(0, -1)) expect(block).toMatch(/\n$/);
    }),
  );
});

test("a line that is longer than what is kept comes in parts, and the lines around it whole", async () => {
  const long = "x".repeat(3_000_000);
  const sink = new Collector();
  await new Blocks(sink, 1_000_000).all(sourceOf(Buffer.from(`a\n${long}\nb\n${long}`), [100_000]));
  expect(sink.text).toBe(`a\n<${long}>\nb\n<${long}>\n`);
});

test("zeros in front of a line, as in a file that was cut under its writer, are left out", async () => {
  const sink = new Collector();
  const zeros = Buffer.alloc(5_000_000);
  await new Blocks(sink, 1_000_000).all(
    sourceOf(Buffer.concat([zeros, Buffer.from("a\n")]), [65_536]),
  );
  expect(sink.text.replaceAll("\0", "")).toBe("a\n");
  expect(sink.text.length).toBeLessThan(70_000);
});

test("a sink that wants no more gets no more", async () => {
  const sink = new Collector();
  sink.lines = () => false;
  expect(await new Blocks(sink).all(sourceOf(Buffer.from("a\nb\n"), [2]))).toBe(false);
});
