/**
 * The state of a playground in the hash of the page's address, so that a set-up can be shared: `#log=info&message=`. Only
 * what differs from the beginning is there. A hash of another kind, such as that of a heading, has none of the names, and
 * changes nothing.
 */
export function stateOfHash<State extends Readonly<Record<string, string>>>(
  hash: string,
  beginning: State,
): State {
  const given = new URLSearchParams(hash.replace(/^#/, ""));
  const state = Object.keys(beginning).map((name) => [name, given.get(name) ?? beginning[name]]);
  return Object.fromEntries(state) as State;
}

/** The hash of a state, without its `#`; empty at the beginning. */
export function hashOfState<State extends Readonly<Record<string, string>>>(
  state: State,
  beginning: State,
): string {
  const changed = Object.entries(state).filter(([name, value]) => value !== beginning[name]);
  return new URLSearchParams(changed).toString();
}
