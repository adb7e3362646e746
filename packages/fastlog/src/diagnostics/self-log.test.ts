import { expect, test } from "vitest";
import { runProgram } from "../../test/fixtures/unit/program.ts";
import { folder } from "../../test/folder.ts";

const PROGRAM = `
  import { complain } from "./diagnostics/self-log.ts";
  complain("LOG", "invalid directive");
  complain("file:///app.log", "ENOSPC");
  complain("otlp://u:hunter2@h:4318", "ECONNREFUSED");
  console.log("went on");
`;

test("a complaint is a line on stderr with what it is about", () => {
  expect(runProgram(PROGRAM, folder())).toMatchObject({
    stdout: "went on\n",
    stderr:
      "fastlog: LOG: invalid directive\nfastlog: file:///app.log: ENOSPC\nfastlog: otlp://u:[Redacted]@h:4318: ECONNREFUSED\n",
    status: 0,
  });
});

test.each([
  ["is full", "exec 2>/dev/full"],
  ["cannot be written to", "exec 2</dev/null"],
])("a complaint never throws, even where stderr %s", (_, before) => {
  expect(runProgram(PROGRAM, folder(), before)).toMatchObject({ stdout: "went on\n", status: 0 });
});
