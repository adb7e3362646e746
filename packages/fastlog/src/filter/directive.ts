/** One `target=level` rule of a filter. */
export interface Directive {
  /** Decides for every target that starts with it; `undefined` for the default of all targets. */
  readonly name: string | undefined;
  /** The number of the most verbose level that passes, `OFF` (100) for none. */
  readonly threshold: number;
}
