/** A mistake on the command line. It is told in one line or more, and the command exits with 2. */
export class UsageError extends Error {}
