/** A screen and its keyboard. */
export interface Screen {
  readonly size: { readonly width: number; readonly height: number };
  /** Shows lines in place of those before. */
  draw(lines: readonly string[]): void;
  /** Calls `onKey` for each key, and `onResize` when the size has changed. `onKey` gets "end" when there are no more keys. */
  listen(onKey: (key: string) => void, onResize: () => void): void;
  /** Restores the terminal. */
  close(): void;
}
