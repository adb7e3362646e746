// The state of a playground is in the hash of the page's address, so that a set-up can be shared:
// `#log=info,dep1=debug&message=read~20timeout`. Only what differs from the beginning is there.
//
// It is written in characters that an address may have, with `~` before the codes of all others: the router of the site
// puts the decoded hash into a selector, which must not have quotes or ends of lines.

/** The state that a hash describes. One of another kind, such as that of a heading, describes the beginning. */
export function stateOfHash<State extends Readonly<Record<string, string>>>(
  hash: string,
  beginning: State,
): State {
  const given = new Map(
    hash
      .replace(/^#/, "")
      .split("&")
      .map((part): [string, string] => {
        const [, name = "", value = ""] = /^(\w*)=(.*)$/s.exec(part) ?? [];
        return [name, read(value)];
      }),
  );
  const state = Object.keys(beginning).map((name) => [name, given.get(name) ?? beginning[name]]);
  return Object.fromEntries(state) as State;
}

/** The hash of a state, without its `#`; empty at the beginning. */
export function hashOfState<State extends Readonly<Record<string, string>>>(
  state: State,
  beginning: State,
): string {
  return Object.entries(state)
    .filter(([name, value]) => value !== beginning[name])
    .map(([name, value]) => `${name}=${written(value)}`)
    .join("&");
}

const PLAIN = /[^\w\-.:/?@!$()*+,;=]/g;

function written(value: string): string {
  return value.replace(PLAIN, (unit) => {
    const code = unit.charCodeAt(0).toString(16);
    return code.length > 2 ? `~~${code.padStart(4, "0")}` : `~${code.padStart(2, "0")}`;
  });
}

function read(text: string): string {
  return unescaped(text).replace(/~([\da-f]{2})|~~([\da-f]{4})/g, (_, byte, unit) =>
    String.fromCharCode(Number.parseInt(byte ?? unit, 16)),
  );
}

/** Programs that pass an address on write more of its characters as `%2C`. */
function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
