import { bothOf } from "../../redact/combined.ts";
import type { Members, Verdict } from "../../redact/redact.ts";

/** The lists that have names and values in turns, as Node has the headers of a message. */
const FLAT: ReadonlySet<string> = new Set(["rawheaders", "rawtrailers", "headers", "trailers"]);

/** The properties that have the name in a pair, and the value: HAR has `name`, Lambda@Edge `key`, AWS the capitals. */
const NAMES = ["name", "key", "Name", "Key"];
const VALUES = ["value", "Value"];

/** The names of a pair, and where their value is in it. */
interface Named {
  readonly names: readonly string[];
  readonly property: string;
}

/**
 * What is redacted among the elements of a list that may be one of names and values, as `[["authorization", "…"]]`,
 * `[{ name: "authorization", value: "…" }]` and `rawHeaders`: the values go by their names, as the members of an object
 * do.
 *
 * @param name What the list is called.
 */
export function pairMembers(
  list: readonly unknown[],
  name: string | undefined,
  redaction: Members,
): Members {
  const last = name?.slice(name.lastIndexOf(".") + 1) ?? "";
  const isFlat = FLAT.has(last.toLowerCase());
  return {
    member(index) {
      const own = redaction.member(index);
      if (own?.censor !== undefined) return own;
      const i = Number(index);
      if (isFlat && i % 2 === 1) {
        const verdict = verdictOn(list, i - 1, redaction);
        if (verdict?.censor !== undefined) return verdict;
      }
      const named = namedIn(list, i);
      const verdict = named && verdictOnAny(named.names, redaction);
      return named === undefined || verdict === undefined ? own : within(named, verdict, own);
    },
  };
}

/** Of the value in a pair what is said of its name, and of all in it what is said otherwise. */
function within({ property }: Named, verdict: Verdict, own: Verdict | undefined): Verdict {
  const named: Members = { member: (name) => (name === property ? verdict : undefined) };
  return {
    censor: undefined,
    inside: own?.inside === undefined ? named : bothOf(own.inside, named),
  };
}

/** The strictest of what is said of the names. */
function verdictOnAny(names: readonly string[], redaction: Members): Verdict | undefined {
  const verdicts = names.map((name) => redaction.member(name));
  return verdicts.find((verdict) => verdict?.censor !== undefined) ?? verdicts.find(Boolean);
}

function verdictOn(list: readonly unknown[], i: number, redaction: Members): Verdict | undefined {
  try {
    const name = list[i];
    return typeof name === "string" ? redaction.member(name) : undefined;
  } catch {
    // It cannot be read, and is written as that.
    return undefined;
  }
}

function namedIn(list: readonly unknown[], i: number): Named | undefined {
  try {
    const element = list[i];
    if (typeof element !== "object" || element === null) return undefined;
    if (Array.isArray(element)) {
      const name: unknown = element.length === 2 ? element[0] : undefined;
      return typeof name === "string" ? { names: [name], property: "1" } : undefined;
    }
    const property = VALUES.find((value) => value in element);
    if (property === undefined) return undefined;
    const pair = element as Readonly<Record<string, unknown>>;
    const names = NAMES.map((name) => pair[name]).filter((name) => typeof name === "string");
    return names.length > 0 ? { names, property } : undefined;
  } catch {
    return undefined;
  }
}
