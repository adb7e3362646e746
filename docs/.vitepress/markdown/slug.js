/** The anchor of a heading, as GitHub makes it, so that links work in both places. @param {string} heading */
export function slugOf(heading) {
  return heading
    .toLowerCase()
    .trim()
    .replace(/[^\p{L}\p{N}_\- ]/gu, "")
    .replaceAll(" ", "-");
}
