import type { Members } from "./members.ts";

/** Combines two redactions: a member is censored if either censors it, and by the first if both do. */
export function bothOf(one: Members, other: Members): Members {
  return {
    member(name) {
      const [a, b] = [one.member(name), other.member(name)];
      if (a === undefined || b === undefined) return a ?? b;
      const inside =
        a.inside === undefined || b.inside === undefined
          ? (a.inside ?? b.inside)
          : bothOf(a.inside, b.inside);
      return { censor: a.censor ?? b.censor, inside };
    },
  };
}
