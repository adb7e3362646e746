import { expect, test } from "vitest";
import { warningFlags } from "./warning-flags.ts";

test.each<[NodeJS.ProcessEnv, string[], boolean]>([
  [{}, [], false],
  [{ NODE_NO_WARNINGS: "1" }, [], true],
  [{ NODE_NO_WARNINGS: "0" }, [], false],
  [{}, ["--no-warnings"], true],
  [{ NODE_OPTIONS: "--max-old-space-size=99 --no-warnings" }, [], true],
  [{ NODE_OPTIONS: "--no-warnings" }, ["--warnings"], false],
])("with %j and flags %j, warnings are off: %j", (env, flags, areOff) => {
  expect(warningFlags(env, flags).areOff).toBe(areOff);
});

test("codes and types of --disable-warning are disabled, in both forms of the flag", () => {
  const { disabled } = warningFlags({ NODE_OPTIONS: "--disable-warning=DEP0001" }, [
    "--disable-warning",
    "ExperimentalWarning",
  ]);
  expect([...disabled]).toEqual(["DEP0001", "ExperimentalWarning"]);
});

test.each<[NodeJS.ProcessEnv, string[]]>([
  [{}, ["--redirect-warnings=w.txt"]],
  [{}, ["--redirect-warnings", "w.txt"]],
  [{ NODE_REDIRECT_WARNINGS: "w.txt" }, []],
])("with %j and flags %j, warnings go to a file", (env, flags) => {
  expect(warningFlags(env, flags).areRedirected).toBe(true);
});
