/** The part of a text that is secret. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** State of one walk through a text. */
export interface Walk {
  /** End of the last secret; nothing before it is looked at again. */
  floor: number;
  /** No JSON web token begins before this index. */
  noJwtBefore: number;
  /** No key block that begins from here on has an end. */
  isKeyOpen: boolean;
}

/**
 * Looks for a secret. Takes time that is bounded, or that is charged to characters that no later call with the same
 * walk looks at.
 *
 * @param start Index of the needle that was found.
 * @param behind Index behind the needle.
 */
export type Match = (text: string, start: number, behind: number, walk: Walk) => Span | undefined;
