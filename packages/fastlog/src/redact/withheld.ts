/** Written in place of a value or a text whose redaction failed, so that nothing secret is shown. */
export const WITHHELD = "[withheld: redaction failed]";
