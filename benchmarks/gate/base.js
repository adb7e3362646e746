import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

const FILE = new URL("base", import.meta.url);

/** There is no commit to compare with: a clone without it, or no clone. */
export class NoBaseError extends Error {
  name = "NoBaseError";
}

/**
 * The commit that a build is compared with, the last one that landed: the given one, or the one that the file `base`
 * names. A clone that lacks it, as a shallow one does, fetches it.
 *
 * @param {string} root A folder of the clone.
 * @param {string} [given] Whatever git takes for a commit.
 * @returns {string} Its hash. Throws {@link NoBaseError}.
 */
export function findBase(root, given) {
  const wanted = isNamed(given) ? given : readFileSync(FILE, "utf8").trim();
  const found = commitOf(root, wanted);
  if (found !== undefined) return found;
  const failure = git(root, ["fetch", "--quiet", "--depth=1", "origin", wanted]).error;
  const fetched = commitOf(root, wanted);
  if (fetched !== undefined) return fetched;
  throw new NoBaseError(
    `the base ${JSON.stringify(wanted)} is not in this clone, and cannot be fetched: ${failure ?? "no such commit"}`,
  );
}

/** Git's hooks and CI have a hash of zeros for a commit that does not exist. */
function isNamed(given) {
  return given !== undefined && !/^0*$/.test(given);
}

function commitOf(root, wanted) {
  const { out } = git(root, [
    "rev-parse",
    "--verify",
    "--quiet",
    "--end-of-options",
    `${wanted}^{commit}`,
  ]);
  return out?.trim();
}

/** The output of git, or its first words on what failed. */
function git(root, args) {
  try {
    return { out: execFileSync("git", args, { cwd: root, encoding: "utf8", stdio: "pipe" }) };
  } catch (error) {
    return {
      error: String(error.stderr || error.message)
        .trim()
        .split("\n")[0],
    };
  }
}
