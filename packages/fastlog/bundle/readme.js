// Makes the README for npm, where links to files of the repository lead nowhere. They become links to the repository if
// package.json names one, else plain text.

/**
 * Converts the repository's README to the package's.
 *
 * @param {string} markdown The repository's README.
 * @param {string | undefined} base The URL that paths in the repository are relative to, with a `/` at its end.
 */
export function packagedReadme(markdown, base) {
  return markdown
    .replace(/^<!--.*-->\n/gm, "")
    .replace(/!\[([^\]]*)\]\(([^)]+)\)\n*/g, (whole, _, path) => image(whole, path, base))
    .replace(/\[([^\]]+)\]\(([^)]+)\)/g, (whole, text, path) => link(whole, text, path, base));
}

function image(whole, path, base) {
  if (isAbsolute(path)) return whole;
  return base === undefined ? "" : whole.replace(`](${path})`, `](${pictureAt(path, base)})`);
}

/** A page about a picture is none: GitHub and others have the bytes below `raw`, and GitHub those of SVG by a parameter. */
function pictureAt(path, base) {
  const url = new URL(path, base.replace("/blob/", "/raw/"));
  if (url.pathname.endsWith(".svg")) url.searchParams.set("sanitize", "true");
  return url;
}

function link(whole, text, path, base) {
  if (isAbsolute(path)) return whole;
  return base === undefined ? text : `[${text}](${new URL(path, base)})`;
}

function isAbsolute(path) {
  return /^(?:[a-z]+:|#)/.test(path);
}

/**
 * Base URL of a repository's files, from the `repository` of package.json.
 *
 * @param {{ url?: string } | undefined} repository
 */
export function filesOf(repository) {
  const [, address] = /^(?:git\+)?(https:\/\/.+?)(?:\.git)?$/.exec(repository?.url ?? "") ?? [];
  return address === undefined ? undefined : `${address}/blob/main/`;
}
