import type { Rule } from "../limit/counters.ts";
import type { Members } from "../redact/members.ts";

/** Redaction, prefix and limit of a child's records. */
export interface Special {
  /** Redaction beside the configuration's. */
  readonly redaction: Members | undefined;
  /** Text before each message. */
  readonly prefix: string;
  /** How many records are kept; `undefined` for all of them. */
  readonly limit?: Rule | undefined;
}
