import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { filesOf, packagedReadme } from "../../bundle/readme.js";
import { WORKSPACE_PACKAGE } from "../app.ts";

const README = readFileSync(join(WORKSPACE_PACKAGE, "../../README.md"), "utf8");
const BASE = "https://git.example.com/acme/fastlog/blob/main/";
const RAW = "https://git.example.com/acme/fastlog/raw/main/";

test.each([
  ["[docs](docs/a.md#b)", `[docs](${BASE}docs/a.md#b)`, "docs"],
  ["[here](#speed)", "[here](#speed)", "[here](#speed)"],
  ["[semver](https://semver.org)", "[semver](https://semver.org)", "[semver](https://semver.org)"],
  ["![bars](docs/bars.svg)\n", `![bars](${RAW}docs/bars.svg?sanitize=true)\n`, ""],
  ["![bars](docs/bars.png)\n", `![bars](${RAW}docs/bars.png)\n`, ""],
  ["<!-- file: app.js -->\ntext", "text", "text"],
])("the package's README has for %j a link to the repository, or none", (source, linked, plain) => {
  expect(packagedReadme(source, BASE)).toBe(linked);
  expect(packagedReadme(source, undefined)).toBe(plain);
});

test("no link of the package's README leads to a file that is not there", () => {
  for (const base of [BASE, undefined]) {
    const links = Array.from(
      packagedReadme(README, base).matchAll(/\]\(([^)]+)\)/g),
      ([, to]) => to,
    );
    expect(links.filter((to) => !/^(?:https:|#)/.test(to ?? ""))).toEqual([]);
  }
});

test.each([
  [{ url: "git+https://git.example.com/acme/fastlog.git" }, BASE],
  [{ url: "https://git.example.com/acme/fastlog" }, BASE],
  [{ url: "ssh://git@git.example.com/acme/fastlog.git" }, undefined],
  [undefined, undefined],
])("the files of the repository %j are below %s", (repository, base) => {
  expect(filesOf(repository)).toBe(base);
});
