import { expect, test } from "vitest";
import { runProgram } from "../../test/fixtures/unit/program.ts";
import { folder } from "../../test/folder.ts";

test("fastlog's messages on stderr and its errors have no control characters of terminals", () => {
  const program = `
    import { complain } from "./diagnostics/self-log.ts";
    import { configure } from "./index.ts";
    complain("unix:///run/\\u001b[31m", "connect \\u009b2J\\u202e");
    configure({ format: { template: "{\\u001b[31m}" } });
  `;
  const { stderr } = runProgram(program, folder());
  expect(stderr).toContain("fastlog: unix:///run/\\u001b[31m: connect \\u009b2J\\u202e\n");
  expect(stderr).toContain("FastlogError: ");
  // Node quotes the line of the program as it stands: there they are escapes already.
  for (const unsafe of ["\u001b", "\u009b", "\u202e"]) expect(stderr).not.toContain(unsafe);
});
