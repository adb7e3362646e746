import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findBase, NoBaseError } from "./base.js";

const folder = mkdtempSync(join(tmpdir(), "fastlog-gate-"));
afterAll(() => rmSync(folder, { recursive: true }));

const origin = join(folder, "origin");
const NOBODY = ["-c", "user.name=n", "-c", "user.email=n@example.com"];
const git = (...args) => execFileSync("git", args, { encoding: "utf8", stdio: "pipe" }).trim();

/** The commits of a repository with three, the last one first. */
let commits = [];

beforeAll(() => {
  git("init", "--quiet", origin);
  for (const text of ["one", "two", "three"]) {
    writeFileSync(join(origin, "file"), text);
    git("-C", origin, "add", "file");
    git("-C", origin, ...NOBODY, "commit", "--quiet", "--message", text);
  }
  commits = git("-C", origin, "rev-list", "HEAD").split("\n");
});

function clone(name, ...options) {
  const path = join(folder, name);
  git("clone", "--quiet", ...options, pathToFileURL(origin).href, path);
  return path;
}

describe("the base", () => {
  test.each([
    ["its hash", () => commits[1]],
    ["the beginning of its hash", () => commits[1].slice(0, 10)],
    ["how it is reached", () => "HEAD~1"],
  ])("is found in a clone by %s", (_, name) => {
    expect(findBase(origin, name())).toBe(commits[1]);
  });

  test("is fetched where the clone is shallow", () => {
    const shallow = clone("shallow", "--depth=1");
    expect(findBase(shallow, commits[2])).toBe(commits[2]);
    expect(git("-C", shallow, "show", `${commits[2]}:file`)).toBe("one");
  });

  test("that nobody has is named", () => {
    const missing = "0123456789".repeat(4);
    const find = () => findBase(clone("other"), missing);
    expect(find).toThrow(NoBaseError);
    expect(() => findBase(origin, missing)).toThrow(
      `the base "${missing}" is not in this clone, and cannot be fetched: `,
    );
  });

  test("is not to be had where there is no clone", () => {
    expect(() => findBase(folder, commits[0])).toThrow(NoBaseError);
  });
});

test.each([undefined, "", "0".repeat(40)])("where %j is given, it is the file's", (given) => {
  const named = readFileSync(new URL("base", import.meta.url), "utf8").trim();
  expect(() => findBase(origin, given)).toThrow(`the base "${named}" is not in this clone`);
});

test("the file names a whole hash", () => {
  expect(readFileSync(new URL("base", import.meta.url), "utf8")).toMatch(/^[0-9a-f]{40}\n$/);
});
