/** Decides which members of one object are redacted. */
export interface Members {
  /** Verdict on a member; `undefined` if neither the member nor anything inside it is redacted. */
  member(name: string): Verdict | undefined;
}

/** Verdict on one member: the member itself is censored, or some member inside it may be. */
export interface Verdict {
  readonly censor: Censor | undefined;
  readonly inside: Members | undefined;
}

/** Returns the replacement of a censored value, or the symbol `REMOVED`. May be the user's function, and throw. */
export interface Censor {
  /** Whether {@link replace} needs the value. If not, the value is not read: its getter may throw. */
  readonly needsValue: boolean;
  replace(value: unknown, path: readonly string[]): unknown;
}
