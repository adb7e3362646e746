import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";

/** Where builds of commits are kept, in a clone. Not in node_modules: in there, sources are bundled as packages are. */
const CACHE = ".cache/fastlog-gate";

/**
 * The package of a commit, built in a folder of its own with the dependencies that it locks. It is kept for the
 * next time.
 *
 * @param {string} root The clone.
 * @param {string} commit
 * @returns {string} The package's folder.
 */
export function packageOf(root, commit) {
  const cache = join(root, CACHE);
  const kept = join(cache, commit);
  if (!existsSync(kept)) {
    mkdirSync(cache, { recursive: true });
    const folder = mkdtempSync(join(cache, "building-"));
    try {
      checkOut(root, commit, folder);
      renameSync(folder, kept);
    } catch (error) {
      rmSync(folder, { recursive: true, force: true });
      throw error;
    }
  }
  return join(kept, "packages/fastlog");
}

function checkOut(root, commit, folder) {
  const archive = execFileSync("git", ["archive", commit], { cwd: root, maxBuffer: 2 ** 30 });
  execFileSync("tar", ["-x"], { cwd: folder, input: archive });
  for (const script of ["setup", "build"]) {
    try {
      execFileSync("npm", ["run", "--silent", script], { cwd: folder, stdio: "pipe" });
    } catch (error) {
      const output = `${error.stdout}${error.stderr}`.trim().split("\n").slice(-20).join("\n");
      throw new Error(`npm run ${script} of the base ${commit}: ${output}`);
    }
  }
}
