import { copyFileSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { WORKSPACE_PACKAGE } from "../app.ts";
import { run } from "../child.ts";
import { folder } from "../folder.ts";
import { pack } from "../packaging/packed.ts";
import { nodes } from "../tools.ts";
import { blocksOf, commandsOf, isProgram, isSession, outputOf } from "./blocks.ts";
import { patternOf } from "./output.ts";

const ROOT = join(WORKSPACE_PACKAGE, "../..");

/** The blocks that a stranger follows: how it is installed, the first program, and what it prints. */
const [install, program, session] = blocksOf(join(ROOT, "README.md"), "README.md").filter(
  (block) => isProgram(block) || isSession(block),
);

let tarball: string;

beforeAll(() => {
  ({ tarball } = pack());
});

const [first, ...commands] = install === undefined ? [] : commandsOf(install);
const [, file = ""] = /^\/\/ (\S+)$/m.exec(program?.text ?? "") ?? [];

test("the README's first commands make a tarball, and install it in an empty folder", () => {
  expect(first).toBe("npm run tarball");
  expect(commands).toHaveLength(2);
  expect(file).not.toBe("");
});

test.for(nodes().filter(({ major }) => [22, 26].includes(major)))(
  "Node $major follows the README in an empty folder",
  async ({ path }, { skip }) => {
    if (path === undefined) return skip("this Node.js is missing");
    // The clone, in which the first command has made the tarball, and a folder beside it.
    const clone = join(folder(), "fastlog");
    mkdirSync(join(clone, "bin"), { recursive: true });
    copyFileSync(tarball, join(clone, basename(tarball)));
    // npm, and the program, are run by this Node.
    symlinkSync(path, join(clone, "bin/node"));
    const env = {
      PATH: `${join(clone, "bin")}:${process.env["PATH"]}`,
      HOME: process.env["HOME"] ?? "",
      NO_COLOR: "1",
      npm_config_prefer_offline: "true",
      npm_config_audit: "false",
      npm_config_update_notifier: "false",
    };
    const shell = (lines: readonly string[], cwd: string) =>
      run(["bash", "-c", ["set -e", ...lines].join("\n")], { cwd, env });

    const installed = await shell([...commands, "pwd"], clone);
    expect(installed.status, installed.stderr).toBe(0);
    const app = installed.stdout.trim().split("\n").at(-1) ?? "";
    expect(basename(app)).toBe("my-app");

    writeFileSync(join(app, file), program?.text ?? "");
    const printed = await shell(session === undefined ? [] : commandsOf(session), app);
    expect(printed.stdout).toMatch(patternOf(session === undefined ? "?" : outputOf(session)));
    expect(printed).toMatchObject({ stderr: "", status: 0 });
  },
);
