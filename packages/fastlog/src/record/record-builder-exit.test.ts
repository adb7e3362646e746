import { expect, test } from "vitest";
import { runProgram } from "../../test/fixtures/unit/program.ts";
import { folder } from "../../test/folder.ts";

/** Runs a program that ends while a record is made of a value. */
function run(inside: string): string[] {
  const program = `
    import { configure, fatal, info } from "./index.ts";
    configure({ format: { template: "{message}" } });
    process.on("exit", () => info("exit handler"));
    info("before {}", 1);
    info("outer {}", { toJSON() { ${inside} } });
  `;
  return runProgram(program, folder()).stdout.split("\n").slice(0, -1);
}

test("a process that exits between two records has written all of them", () => {
  expect(run('info("nested"); return "V";')).toEqual([
    "before 1",
    "outer V",
    "nested",
    "exit handler",
  ]);
});

test("a process that exits in the middle of a record has written all that was logged before", () => {
  expect(run("process.exit(0);")).toEqual(["before 1", "exit handler"]);
});

test("a process that exits in the middle of a record has written the records logged in it", () => {
  expect(run('info("nested"); process.exit(0);')).toEqual(["before 1", "nested", "exit handler"]);
});

test("a record that is flushed in the middle of another is written even if the process exits then", () => {
  expect(run('fatal("nested"); process.exit(0);')).toEqual(["before 1", "nested", "exit handler"]);
});

/** Runs a program that exits within a value; a listener logs and throws, so that the call goes on. */
function runAndThrow(call: string): string[] {
  const program = `
    import { configure, info, logger } from "./index.ts";
    configure({ format: { template: "{message}" } });
    process.once("exit", () => {
      info("exit handler");
      throw new Error("in a listener");
    });
    const value = { toJSON() { info("nested"); process.exit(0); } };
    ${call}
    info("after");
  `;
  return runProgram(program, folder()).stdout.split("\n").slice(0, -1);
}

test.each([
  ["a field", 'info("outer", { a: 1, value });'],
  ["an argument", 'info("outer {} {}", "a", value);'],
  ["a field of a record that is too long", 'info("outer", { value, long: "x".repeat(100_000) });'],
])("a record in which the process exits is not written if a listener throws into %s", (_, call) => {
  expect(runAndThrow(call)).toEqual(["nested", "exit handler", "after"]);
});

test("a record whose bound field is encoded when the process exits is written once if a listener throws", () => {
  expect(runAndThrow('logger("x").child({ value }).info("outer");')).toEqual([
    "nested",
    "exit handler",
    'outer value="[Throws: in a listener]"',
    "after",
  ]);
});
