import { copyFileSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { filesOf, packagedReadme } from "../../bundle/readme.js";
import { WORKSPACE_PACKAGE } from "../app.ts";
import { run } from "../child.ts";
import { folder } from "../folder.ts";

const ROOT = join(WORKSPACE_PACKAGE, "../..");
const SCRIPT = join(ROOT, ".ci/repository");
const MANIFEST = join(WORKSPACE_PACKAGE, "package.json");
const WHERE = { GITHUB_SERVER_URL: "https://git.example.com", GITHUB_REPOSITORY: "acme/fastlog" };

const manifestIn = (at: string) => JSON.parse(readFileSync(join(at, "package.json"), "utf8"));

test("a release names the repository that it is built in, the README of its package links to files of it, and nothing else of package.json changes", async () => {
  const at = join(folder(), "fastlog");
  mkdirSync(at);
  copyFileSync(MANIFEST, join(at, "package.json"));
  const { stderr, status } = await run(["bash", SCRIPT, at], { env: WHERE });
  expect({ stderr, status }).toEqual({ stderr: "", status: 0 });
  const { repository, bugs, homepage, ...others } = manifestIn(at);
  expect(others).toEqual(manifestIn(WORKSPACE_PACKAGE));
  expect({ repository, bugs, homepage }).toEqual({
    repository: {
      type: "git",
      url: "git+https://git.example.com/acme/fastlog.git",
      directory: "packages/fastlog",
    },
    bugs: { url: "https://git.example.com/acme/fastlog/issues" },
    homepage: "https://git.example.com/acme/fastlog#readme",
  });
  expect(filesOf(repository)).toBe("https://git.example.com/acme/fastlog/blob/main/");
  // As the build makes it of this package.json.
  const readme = packagedReadme(readFileSync(join(ROOT, "README.md"), "utf8"), filesOf(repository));
  const links = Array.from(readme.matchAll(/(!?)\[[^\]]*\]\(([^)#]+)/g), ([, mark, to = ""]) => {
    const [, place, path = ""] =
      /^https:\/\/git\.example\.com\/acme\/fastlog\/(blob|raw)\/main\/([^?]*)/.exec(to) ?? [];
    return {
      to,
      isRight: place === (mark === "" ? "blob" : "raw") && existsSync(join(ROOT, path)),
    };
  });
  expect(links.length).toBeGreaterThan(30);
  expect(links.filter(({ isRight }) => !isRight)).toEqual([]);
});

test.each(["GITHUB_SERVER_URL", "GITHUB_REPOSITORY"])(
  "a release without %s is refused, and package.json stays",
  async (name) => {
    const at = folder();
    copyFileSync(MANIFEST, join(at, "package.json"));
    const { stderr, status } = await run(["bash", SCRIPT, at], { env: { ...WHERE, [name]: "" } });
    expect(stderr).toContain(name);
    expect(status).not.toBe(0);
    expect(manifestIn(at)).toEqual(manifestIn(WORKSPACE_PACKAGE));
  },
);
