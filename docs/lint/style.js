// Checks the style of all pages by the rules of rules.js: a part of `npm run lint`.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { findings } from "./rules.js";

const ROOT = join(import.meta.dirname, "../..");
const LIST = ["ls-files", "--cached", "--others", "--exclude-standard", "*.md"];

const pages = execFileSync("git", LIST, { cwd: ROOT, encoding: "utf8" }).trim().split("\n");
const problems = pages.flatMap((page) => findings(readFileSync(join(ROOT, page), "utf8"), page));
for (const problem of problems) console.error(problem);
console.log(`Checked the style of ${pages.length} pages: ${problems.length} problems.`);
if (problems.length > 0) process.exitCode = 1;
