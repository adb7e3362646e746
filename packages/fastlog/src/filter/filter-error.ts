/** An invalid part of a filter, which the parser skipped. */
export interface FilterError {
  /** The invalid text: a directive, `/` and the pattern, or the whole filter. */
  readonly directive: string;
  /** A lower-case fragment that says what is wrong, what was expected, and what was probably meant. */
  readonly message: string;
}
