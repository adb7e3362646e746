/**
 * A header in the list of names and values that Node's parser makes. Reading `request.headers` would make an object of
 * all of them. `undefined` if it is absent or comes more than once. `name` is in lower case.
 */
export function rawHeader(list: readonly string[], name: string): string | undefined {
  let found: string | undefined;
  for (let i = 0; i < list.length; i += 2) {
    const one = list[i] as string;
    if (one.length !== name.length || one.toLowerCase() !== name) continue;
    if (found !== undefined) return undefined;
    found = list[i + 1];
  }
  return found;
}
