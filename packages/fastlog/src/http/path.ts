/** Characters that end the path of a request's target. */
const QUERY = 0x3f;
const FRAGMENT = 0x23;
const SLASH = 0x2f;

/** The path of a request's target, without query, fragment, and, for a proxy's request, host and credentials. */
export function pathOf(target: string): string {
  const end = endOfPath(target);
  if (target.charCodeAt(0) === SLASH) return end === target.length ? target : target.slice(0, end);
  const scheme = target.indexOf("://");
  // `*` of OPTIONS, or the host and port of CONNECT.
  if (scheme < 0 || scheme > end) return target.slice(0, end) || "/";
  const from = target.indexOf("/", scheme + 3);
  return from < 0 || from > end ? "/" : target.slice(from, end);
}

/** The query of a request's target, without the question mark; `undefined` if it has none. */
export function queryOf(target: string): string | undefined {
  const start = endOfPath(target);
  if (target.charCodeAt(start) !== QUERY) return undefined;
  const end = target.indexOf("#", start);
  return target.slice(start + 1, end < 0 ? target.length : end);
}

function endOfPath(target: string): number {
  for (let i = 0; i < target.length; i++) {
    const code = target.charCodeAt(i);
    if (code === QUERY || code === FRAGMENT) return i;
  }
  return target.length;
}
