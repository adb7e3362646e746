import { type Filter, parseFilter } from "../../filter/filter.ts";
import { unionFilter } from "../../filter/union-filter.ts";
import { LEVEL_NAMES, LEVELS, OFF } from "../../level.ts";

/** What a process logs: a filter for its tail, and one for the records that come. */
export interface Logged {
  /** Lets pass at least what is logged. */
  readonly spec: string;
  /** Lets pass what is logged; `undefined` if only the process knows the levels of its filter. */
  readonly filter: Filter | undefined;
}

/** What passes if any of some filters lets it pass: that of a process, and those of its leases. */
export function loggedBy(specs: readonly [string, ...string[]]): Logged {
  const parsed = specs.map((spec) => parseFilter(spec));
  const [own, ...leases] = parsed.map(({ filter }) => filter) as [Filter, ...Filter[]];
  if (parsed.some(({ errors }) => errors.length > 0)) return { spec: specs[0], filter: undefined };
  const filter = unionFilter([own, ...leases]);
  // The longest name decides for a target, so the thresholds at all names are those of all targets.
  const names = new Set(["", ...filter.directives.map(({ name }) => name ?? "")]);
  const directives = [...names].map((name) => {
    const threshold = filter.threshold(name);
    return `${name === "" ? "" : `${name}=`}${levelAt(threshold)}`;
  });
  return { spec: directives.join(","), filter };
}

/** The name of the level at a number, or of the next more verbose one of the six. */
function levelAt(number: number): string {
  if (number >= OFF) return "off";
  return LEVEL_NAMES.find((name) => LEVELS[name] <= number) ?? "trace";
}
