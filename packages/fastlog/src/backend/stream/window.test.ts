import { expect, test } from "vitest";
import { sealed } from "../../../test/fixtures/unit/sealed.ts";
import { Window } from "./window.ts";

const line = (length: number) => `${"x".repeat(length - 1)}\n`;

test("at most once: a chunk that was handed over is given back at once", () => {
  const window = new Window("at-most-once", 100);
  const { chunk, fate } = sealed(line(10));
  window.add(chunk);
  expect(fate()).toBe("delivered");
});

test("at most once: the records of the last bytes are uncertain once the connection breaks", () => {
  const window = new Window("at-most-once", 100);
  for (let i = 0; i < 10; i++) window.add(sealed(line(15), line(15)).chunk);
  expect(window.uncertain).toBe(0);
  expect(window.broken()).toEqual([]);
  // Three chunks of 30 bytes are less than the window, so a fourth may be in it.
  expect(window.uncertain).toBe(8);
  expect(window.broken()).toEqual([]);
  expect(window.uncertain).toBe(8);
});

test.each([
  [29, 1],
  [30, 1],
  [31, 2],
])(
  "with a window of %i bytes, chunks of 30 bytes are settled once those after them fill it",
  (size, kept) => {
    const window = new Window("at-least-once", size);
    const chunks = Array.from({ length: 5 }, () => sealed(line(30)));
    for (const { chunk } of chunks) window.add(chunk);
    expect(chunks.filter(({ fate }) => fate() === "kept")).toHaveLength(kept);
  },
);

test("at most once: a chunk that is larger than the window is uncertain as a whole", () => {
  const window = new Window("at-most-once", 10);
  window.add(sealed(line(50), line(50)).chunk);
  window.broken();
  expect(window.uncertain).toBe(2);
});

test("at least once: what was handed over last is kept, and comes back when the connection breaks", () => {
  const window = new Window("at-least-once", 100);
  const chunks = Array.from({ length: 10 }, () => sealed(line(30)));
  for (const { chunk } of chunks) window.add(chunk);
  const fates = chunks.map(({ fate }) => fate());
  expect(fates).toEqual([...Array(6).fill("delivered"), ...Array(4).fill("kept")]);
  expect(window.broken()).toEqual(chunks.slice(6).map(({ chunk }) => chunk));
  expect(window.broken()).toEqual([]);
  expect(window.uncertain).toBe(0);
});

test("at least once: what is kept counts as delivered when the connection ends as it should", () => {
  const window = new Window("at-least-once", 100);
  const { chunk, fate } = sealed(line(30));
  window.add(chunk);
  expect(fate()).toBe("kept");
  window.settle();
  expect(fate()).toBe("delivered");
  expect(window.broken()).toEqual([]);
});
