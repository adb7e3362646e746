/**
 * The message of a call site, with a place for what one encoder has prepared of it: reading it there takes less than finding
 * the text in a cache. If several encoders write the site's records, the last one has the place, and the others find the text.
 */
export class SiteTemplate<Prepared = unknown> {
  readonly text: string;
  /** Token of the cache that has filled {@link prepared}. */
  owner: object | undefined = undefined;
  prepared: Prepared | undefined = undefined;

  constructor(text: string) {
    this.text = text;
  }
}

/** A message with placeholders: its text, the strings of a tagged template, or that of a call site. */
export type AnyTemplate = string | readonly string[] | SiteTemplate;
