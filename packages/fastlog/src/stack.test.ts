import { describe, expect, test } from "vitest";
import { hasLittleStack, hasStack, needStack } from "./stack.ts";

/** Whether so many bytes of arguments fit onto the stack. */
function fit(bytes: number): boolean {
  try {
    Reflect.apply(() => {}, undefined, new Array<undefined>(bytes / 8).fill(undefined));
    return true;
  } catch {
    return false;
  }
}

/** What is asked in each frame of an endless recursion, to its end. */
function toTheEnd<T>(ask: () => T): T[] {
  const seen: T[] = [];
  const descend = (): void => {
    seen.push(ask());
    descend();
  };
  expect(descend).toThrow(RangeError);
  return seen;
}

/** Has V8 compile a function as it does what is called often. */
function warmed<T>(ask: () => T): () => T {
  for (let i = 0; i < 50_000; i++) ask();
  return ask;
}

describe.each([
  ["not compiled yet", <T>(ask: () => T) => ask],
  ["compiled", warmed],
])("where it is %s", (_, prepared) => {
  test("the stack has room at its start, and not at its end", () => {
    const seen = toTheEnd(prepared(hasStack));
    expect(seen[0]).toBe(true);
    expect(seen.at(-1)).toBe(false);
    // Once there is not, there is not any deeper either.
    expect(seen.lastIndexOf(true)).toBeLessThan(seen.indexOf(false));
  });

  test.each([
    ["enough", hasStack, 44_000],
    ["a little", hasLittleStack, 4_000],
  ])("there is %s only where that many bytes fit", (_, has, bytes) => {
    const ask = prepared(has);
    const seen = toTheEnd(() => [ask(), fit(bytes)]);
    expect(seen.filter(([has, fits]) => has === true && fits === false)).toEqual([]);
    expect(seen.filter(([has]) => has === false).length).toBeGreaterThan(0);
  });

  test("there is little room before there is none", () => {
    const [ask, askLittle] = [prepared(hasStack), prepared(hasLittleStack)];
    const seen = toTheEnd(() => `${ask()} ${askLittle()}`);
    expect(new Set(seen)).toEqual(new Set(["true true", "false true", "false false"]));
  });
});

test("calls that need the stack throw before they change anything", () => {
  const seen: [boolean, unknown][] = [];
  const descend = (): void => {
    const has = hasStack();
    let thrown: unknown;
    try {
      needStack();
    } catch (error) {
      thrown = error;
    }
    seen.push([has, thrown]);
    descend();
  };
  expect(descend).toThrow(RangeError);
  expect(seen[0]).toEqual([true, undefined]);
  expect(seen.filter(([has, thrown]) => has === thrown instanceof RangeError)).toEqual([]);
});
