import { bothOf } from "../../redact/combined.ts";
import type { Members, Verdict } from "../../redact/members.ts";

/** Arrays of alternating names and values, as Node stores a message's headers. */
const FLAT: ReadonlySet<string> = new Set(["rawheaders", "rawtrailers", "headers", "trailers"]);

/** Properties of a pair that hold its name and value: `name` in HAR, `key` in Lambda@Edge, capitals in AWS. */
const NAMES = ["name", "key", "Name", "Key"];
const VALUES = ["value", "Value"];

/** Names of a pair, and the property that holds its value. */
interface Named {
  readonly names: readonly string[];
  readonly property: string;
}

/**
 * Redaction of the elements of an array that may consist of names and values, such as `[["authorization", "…"]]`,
 * `[{ name: "authorization", value: "…" }]` and `rawHeaders`: a value is redacted by its name, like an object's
 * member.
 *
 * @param name Name of the array.
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

/** Applies the verdict on the name to the pair's value, and the pair's own verdict to the rest. */
function within({ property }: Named, verdict: Verdict, own: Verdict | undefined): Verdict {
  const named: Members = { member: (name) => (name === property ? verdict : undefined) };
  return {
    censor: undefined,
    inside: own?.inside === undefined ? named : bothOf(own.inside, named),
  };
}

/** The strictest verdict on any of the names. */
function verdictOnAny(names: readonly string[], redaction: Members): Verdict | undefined {
  const verdicts = names.map((name) => redaction.member(name));
  return verdicts.find((verdict) => verdict?.censor !== undefined) ?? verdicts.find(Boolean);
}

function verdictOn(list: readonly unknown[], i: number, redaction: Members): Verdict | undefined {
  try {
    const name = list[i];
    return typeof name === "string" ? redaction.member(name) : undefined;
  } catch {
    // The pair cannot be read, and is written as that.
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
