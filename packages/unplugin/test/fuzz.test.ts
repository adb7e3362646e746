import { expect, test } from "vitest";
import { Grammar, randomFrom } from "./grammar.ts";
import { type Outcome, outcomesOf, type Setting, transformed } from "./programs.ts";

/** `FASTLOG_FUZZ=7` begins at another program, and `FASTLOG_FUZZ=7,20000` makes so many. */
const [first = 1, count = 2_000] = (process.env["FASTLOG_FUZZ"] ?? "")
  .split(",")
  .filter(Boolean)
  .map(Number);

/** Settings whose programs must do the same. */
const SETTINGS: readonly (readonly [name: string, plain: Setting, other: Setting])[] = [
  ["bound", {}, { transformed: {} }],
  ["without debug", { filter: "info" }, { filter: "info", transformed: { maxLevel: "info" } }],
  ["lazy", {}, { transformed: { guard: true } }],
  ["bound, JSON", { format: "json" }, { format: "json", transformed: {} }],
];

test(`${count} programs of calls do the same when they are transformed`, () => {
  const programs = Array.from({ length: count }, (_, i) => {
    const seed = first + i;
    const modules = new Grammar(randomFrom(seed)).program();
    const [name, plain, other] = SETTINGS[seed % SETTINGS.length] ?? ["", {}, {}];
    return { seed, name, modules, plain, other };
  });
  const outcomes = outcomesOf(
    programs.flatMap(({ modules, plain, other }) => [
      { modules, ...plain },
      { modules, ...other },
    ]),
  );
  const failed = programs.flatMap(({ seed, name, modules }, i) => {
    const [plain, other] = [outcomes[2 * i], outcomes[2 * i + 1]].map(comparable);
    if (JSON.stringify(plain) === JSON.stringify(other)) return [];
    return [{ seed, name, code: modules.at(-1)?.code, plain, other }];
  });
  expect(failed.slice(0, 3)).toEqual([]);
  // Programs that throw at once would prove nothing.
  const records = outcomes.reduce((sum, { lines }) => sum + lines.length, 0);
  const thrown = outcomes.filter(({ error }) => error !== undefined);
  expect(thrown.length / outcomes.length).toBeLessThan(0.05);
  expect(records / outcomes.length).toBeGreaterThan(5);
});

test("programs of which the report leaves nothing log nothing once all calls are removed", () => {
  const how = { maxLevel: "off" } as const;
  const removed = Array.from({ length: count / 4 }, (_, i) =>
    new Grammar(randomFrom(first + i)).program(),
  ).filter((modules) => {
    const findings = modules.flatMap((module) => transformed(module, how).findings);
    return findings.every(({ kind }) => kind !== "left");
  });
  const outcomes = outcomesOf(removed.map((modules) => ({ modules, transformed: how })));
  const failed = removed.flatMap((modules, i) => {
    const lines = outcomes[i]?.lines ?? [];
    return lines.length === 0 ? [] : [{ code: modules.at(-1)?.code, lines }];
  });
  expect(failed.slice(0, 3)).toEqual([]);
  expect(removed.length).toBeGreaterThan(count / 100);
});

/**
 * Parts that the plugin may change are left out: times, the target of plain calls in JSON, and that of a function which
 * fastlog itself calls as a message.
 */
function comparable(outcome: Outcome | undefined): unknown {
  const lines = outcome?.lines.map((line) =>
    line
      .replaceAll(/"(?:time|hrtime|target)":[^,]*,/g, "")
      .replace(/^(\w+) \S+ (\S*\/fastlog\/dist\/)/, "$1 $2"),
  );
  // Messages of errors quote the code.
  return { ...outcome, lines, error: outcome?.error?.split(":")[0] };
}
