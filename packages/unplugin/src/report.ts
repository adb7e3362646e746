/** One call or use of a log function, and what became of it. */
export interface Finding {
  /**
   * - `bound`: the call has its target, and its place in the source, without a look at the stack.
   * - `removed`: its level is below `maxLevel`.
   * - `left`: it runs as it is written, at least in part. `reason` says why.
   */
  readonly kind: "bound" | "removed" | "left";
  /** As in the records: relative to the root, or absolute. */
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
  /** Counted from 1. */
  readonly column: number;
  /** The function that is called, as it is written: `info`, `log.debug`. */
  readonly call: string;
  /** Why a call was left; of a bound one, why its message was not. `undefined` if there is nothing to say. */
  readonly reason: string | undefined;
}

/** Results of all calls in all files. */
export interface Report {
  readonly bound: number;
  readonly removed: number;
  readonly left: number;
  /** In the order of the files, and in each of them of the source. */
  readonly findings: readonly Finding[];
}

export function reportOf(findings: readonly Finding[]): Report {
  const count = (kind: Finding["kind"]) => findings.filter((found) => found.kind === kind).length;
  return { bound: count("bound"), removed: count("removed"), left: count("left"), findings };
}

/** `12 calls bound, 3 removed, 1 left`. */
export function summaryOf({ bound, removed, left }: Report): string {
  return `${bound} ${bound === 1 ? "call" : "calls"} bound, ${removed} removed, ${left} left`;
}

/** A line for each call that was left, or with `all` for every call. */
export function linesOf({ findings }: Report, all: boolean): string[] {
  return findings
    .filter(({ kind }) => all || kind === "left")
    .map((finding) => {
      const why = finding.reason === undefined ? "" : `: ${finding.reason}`;
      return `${placeOf(finding)} ${finding.kind}${why}`;
    });
}

/** Most places that the summary names for a reason. */
const MOST_PLACES = 3;

/** For each reason for which something was left: how often, and the first places. */
export function reasonsOf({ findings }: Report): string[] {
  const byReason = new Map<string | undefined, Finding[]>();
  for (const finding of findings) {
    if (finding.kind !== "left") continue;
    const alike = byReason.get(finding.reason) ?? [];
    byReason.set(finding.reason, [...alike, finding]);
  }
  const most = [...byReason].sort(([, one], [, other]) => other.length - one.length);
  return most.flatMap(([reason, alike]) => {
    const more = alike.length - MOST_PLACES;
    return [
      `${alike.length} left: ${reason}`,
      ...alike.slice(0, MOST_PLACES).map((finding) => `  ${placeOf(finding)}`),
      ...(more > 0 ? [`  and ${more} more (report: "all" names all)`] : []),
    ];
  });
}

function placeOf({ file, line, column, call }: Finding): string {
  return `${file}:${line}:${column} ${call}`;
}
