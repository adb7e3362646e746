/**
 * Mark in front of the target of a logger with a level of its own, while there is a recorder: a call that has passed its gate is
 * told apart by its target alone, so that the log functions need no further argument. The next character has the level. No
 * target of a program begins like that.
 */
const LEVELLED = "\u0001";

/** The target of such a logger; `threshold` is that of the log for its records. */
export function levelledTarget(target: string, threshold: number): string {
  return `${LEVELLED}${String.fromCharCode(threshold)}${target}`;
}

/** The threshold of the log that a target is marked with; `undefined` if it is that of the filter. */
export function ownThreshold(target: string): number | undefined {
  return target.startsWith(LEVELLED) ? target.charCodeAt(1) : undefined;
}

/** A target without the mark. */
export function unmarked<Target extends string | undefined>(target: Target): Target {
  return (target?.startsWith(LEVELLED) ? target.slice(2) : target) as Target;
}
