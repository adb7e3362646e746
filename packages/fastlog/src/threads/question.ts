/** A question to all other threads. */
export interface Question {
  readonly what: string;
  /** Longest time until the answers, in milliseconds. */
  readonly timeout: number;
  /** A change that is made before the answer, if any. */
  readonly change?: unknown;
}

/** The answer of a thread. */
export interface Answered {
  readonly thread: number;
  readonly answer: unknown;
}

/** Answers of all threads that have answered in time, and the ids of the others: those are in a loop, or blocked. */
export interface Asked {
  readonly answers: readonly Answered[];
  readonly silent: readonly number[];
}
